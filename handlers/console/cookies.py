"""The cookies of the console: of a session, of a visit before log-in, and of a log-in that is half done.

Over https the names begin with ``__Host-``, so that no other host of the domain can plant one.
"""

import secrets
from urllib.parse import quote, unquote

from aiohttp import web

from handlers.keys import services_of

__all__ = [
    "arrival_token",
    "drop_arrival",
    "drop_provider_visit",
    "drop_session",
    "new_visit",
    "provider_next",
    "provider_secret",
    "put_arrival",
    "put_provider_visit",
    "put_session",
    "put_visit",
    "session_token",
    "visit_secret",
]

SESSION, VISIT = "console", "console_visit"
ARRIVAL, PROVIDER, ONWARD = "console_arrival", "console_provider", "console_onward"
PROVIDER_SECONDS = 600
LONGEST = 100
LONGEST_ONWARD = 3000


def session_token(request: web.Request) -> str:
    """The token that the browser brought, or ''."""
    return _read(request, SESSION)


def put_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session until it is closed; the visit before it is over."""
    _write(request, response, SESSION, token)
    _drop(request, response, VISIT)


def drop_session(request: web.Request, response: web.StreamResponse) -> None:
    """Take the session from the browser."""
    _drop(request, response, SESSION)


def visit_secret(request: web.Request) -> str:
    """The secret of this visit to the log-in page, or ''."""
    return _read(request, VISIT)


def put_visit(request: web.Request, response: web.StreamResponse, secret: str) -> None:
    """Let the browser keep the secret of its visit."""
    _write(request, response, VISIT, secret)


def new_visit() -> str:
    """A secret for a visit."""
    return secrets.token_urlsafe(32)


def arrival_token(request: web.Request) -> str:
    """The token of a log-in that waits for its code, or ''."""
    return _read(request, ARRIVAL)


def put_arrival(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Let the browser keep a log-in that waits for its code."""
    _write(request, response, ARRIVAL, token)


def drop_arrival(request: web.Request, response: web.StreamResponse) -> None:
    """The code came: there is nothing to wait for."""
    _drop(request, response, ARRIVAL)


def provider_secret(request: web.Request) -> str:
    """The secret of a visit to the identity provider, or ''."""
    return _read(request, PROVIDER)


def provider_next(request: web.Request) -> str:
    """Where somebody wanted to go before the visit, as it was put; or ''."""
    value = request.cookies.get(_name(request, ONWARD), "")
    return unquote(value) if len(value) <= LONGEST_ONWARD else ""


def put_provider_visit(request: web.Request, response: web.StreamResponse, secret: str, following: str) -> None:
    """Keep the secret of a visit to the provider, and where to go on after it. Lax: the browser comes back from
    another site.
    """
    secure = _secure(request)
    for cookie, value in ((PROVIDER, secret), (ONWARD, quote(following, safe=""))):
        response.set_cookie(
            _name(request, cookie), value, path="/", max_age=PROVIDER_SECONDS, httponly=True, samesite="Lax",
            secure=secure,
        )  # fmt: skip


def drop_provider_visit(request: web.Request, response: web.StreamResponse) -> None:
    """The visit is over; its answer is good once."""
    for cookie in (PROVIDER, ONWARD):
        response.del_cookie(_name(request, cookie), path="/", httponly=True, samesite="Lax", secure=_secure(request))


def _read(request: web.Request, name: str) -> str:
    value = request.cookies.get(_name(request, name), "")
    return value if value.isascii() and len(value) <= LONGEST else ""


def _write(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    secure = _secure(request)
    response.set_cookie(_name(request, name), value, path="/", httponly=True, samesite="Strict", secure=secure)


def _drop(request: web.Request, response: web.StreamResponse, name: str) -> None:
    secure = _secure(request)
    response.del_cookie(_name(request, name), path="/", httponly=True, samesite="Strict", secure=secure)


def _secure(request: web.Request) -> bool:
    return services_of(request).settings.public_url.startswith("https://")


def _name(request: web.Request, name: str) -> str:
    return f"__Host-{name}" if _secure(request) else name
