"""A stand-in verification service beside the platform: it believes the first name that comes with a number.

A second name for a known number is then a mismatch, as in a real register.
"""

import hmac
import json
import time

from aiohttp import web

from integrations.sandbox.wechat.config import SandboxConfig

__all__ = ["Identity"]

SKEW_S = 300
PATH = "/identity/check"


class Identity:
    """``POST /identity/check`` after the contract of real-name verification (HMAC-SHA256 over time and body)."""

    def __init__(self, config: SandboxConfig) -> None:
        self._config = config
        self._names: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        """The one call."""
        return [web.post(PATH, self._check)]

    async def _check(self, request: web.Request) -> web.Response:
        body = await request.read()
        stamp = request.headers.get("X-Timestamp", "")
        signed = hmac.new(self._config.identity_secret.encode(), stamp.encode() + b"\n" + body, "sha256").hexdigest()
        fresh = stamp.isdigit() and abs(time.time() - int(stamp)) <= SKEW_S
        if not fresh or not hmac.compare_digest(signed, request.headers.get("X-Signature", "")):
            raise web.HTTPForbidden(text="bad signature")
        asked = json.loads(body)
        name = self._names.setdefault(asked["id_number"], asked["name"])
        return web.json_response({"result": "match" if name == asked["name"] else "mismatch"})
