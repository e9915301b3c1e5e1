"""Stand-in public registers beside the platform: people, companies, electronic licences.

They believe the first who comes: a second name for a known ID number, or a second legal person for
a known credit code, is then a mismatch, as in a real register. Licences are those that a test or a
demonstration put there (``POST /_licences``).
"""

import hmac
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.faults import Faults

__all__ = ["Registers"]

SKEW_S = 300
Answer = dict[str, Any]


class Registers:
    """``/registers/…`` after the contract of :mod:`integrations.registers` (HMAC-SHA256 over time and body)."""

    def __init__(self, config: SandboxConfig, faults: Faults) -> None:
        self._config, self._faults = config, faults
        self._people: dict[str, str] = {}
        self._companies: dict[str, tuple[str, str]] = {}
        self._licences: list[Answer] = []

    def routes(self) -> list[web.RouteDef]:
        """Every call."""
        return [
            web.post("/registers/identity", self._signed(self._identity)),
            web.post("/registers/companies", self._signed(self._company)),
            web.post("/registers/licences", self._signed(self._find)),
            web.post("/_licences", self._put),
        ]

    def _signed(self, call: Callable[[Answer], Answer]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def run(request: web.Request) -> web.StreamResponse:
            body = await request.read()
            stamp = request.headers.get("X-Timestamp", "")
            signed = hmac.new(self._config.register_secret.encode(), stamp.encode() + b"\n" + body, "sha256")
            fresh = stamp.isdigit() and abs(time.time() - int(stamp)) <= SKEW_S
            if not fresh or not hmac.compare_digest(signed.hexdigest(), request.headers.get("X-Signature", "")):
                raise web.HTTPForbidden(text="bad signature")
            return web.json_response(call(json.loads(body)))

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._faults.around(request, run)

        return handle

    def _identity(self, asked: Answer) -> Answer:
        name = self._people.setdefault(asked["id_number"], asked["name"])
        return {"result": "match" if name == asked["name"] else "mismatch"}

    def _company(self, asked: Answer) -> Answer:
        stated = asked["name"], asked["legal_person"]
        known = self._companies.setdefault(asked["credit_code"], stated)
        return {"result": "match" if known == stated else "mismatch"}

    def _find(self, asked: Answer) -> Answer:
        types, holder = asked["types"], asked["holder_number"]
        return {
            "licences": [each for each in self._licences if each["type"] in types and each["holder_number"] == holder]
        }

    async def _put(self, request: web.Request) -> web.Response:
        self._licences.append(await request.json())
        return web.json_response({"ok": True})
