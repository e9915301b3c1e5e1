"""Headers that every response carries, whoever made it."""

from aiohttp import web

from handlers.access import Access, access_of

__all__ = ["POLICY", "add_headers"]

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


FOR_MACHINES = {name: HEADERS[name] for name in ("X-Content-Type-Options", "Cache-Control")}
"""What an answer to a signed call carries: no browser sends one, and a platform's many calls pay for each line."""


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal before a response is sent: adds what the handler did not set; hides our versions."""
    to_machine = request.method == "POST" and access_of(request.match_info.handler) is Access.SIGNED
    headers = response.headers
    for name, value in (FOR_MACHINES if to_machine else HEADERS).items():
        headers.setdefault(name, value)
    headers.popall("Server", None)
