"""Citizens who call the API, each with a token of their own, over a stand-in platform that vouches for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from handlers.app import make_app
from handlers.resources import open_services
from handlers.services import Services
from handlers.settings import Settings
from integrations.sandbox.login import SandboxLogin
from integrations.sandbox.wechat.app import sandbox_app
from integrations.sandbox.wechat.config import SandboxConfig

CONFIG = SandboxConfig()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> str:
        return str(self.body["code"])


class Caller:
    """A client of the API with somebody's token (or none)."""

    def __init__(self, client: TestClient, token: str = "") -> None:
        self.client, self.token = client, token

    async def call(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= options.pop("headers", {})
        given = {} if body is None else {"json": body}
        async with self.client.request(method, f"/api/v1{path}", headers=headers, **given, **options) as response:
            is_json = response.content_type.endswith("json")
            return Answer(response.status, await (response.json() if is_json else response.read()), response.headers)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.call("POST", path, {} if body is None else body, **options)

    async def patch(self, path: str, body: Any, **options: Any) -> Answer:
        return await self.call("PATCH", path, body, **options)

    async def delete(self, path: str, **options: Any) -> Answer:
        return await self.call("DELETE", path, **options)

    async def signed_in(self, name: str, *, vouched: bool = True) -> "Caller":
        """The citizen NAME, with a token of their own."""
        answer = await self.post("/sessions", {"code": f"{'demo' if vouched else 'plain'}:{name}"})
        assert answer.status == 201, answer.body
        return Caller(self.client, answer.body["token"])


class OnlyDemo(SandboxLogin):
    """Codes ``plain:NAME`` are people for whom the platform does not vouch."""

    async def log_in(self, code: str) -> Any:
        if code.startswith("plain:"):
            return await self._real.log_in(code.replace("plain:", "demo:plain-"))
        return await super().log_in(code)


@asynccontextmanager
async def platform_running() -> AsyncIterator[str]:
    """The stand-in platform; its address."""
    runner = web.AppRunner(sandbox_app(CONFIG), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def desk_services(settings: Settings, platform: str, **changes: Any) -> AsyncIterator[Services]:
    """Everything behind the application, with a mini-program and a verification service."""
    given = {
        "miniapp_app_id": CONFIG.miniapp_app_id,
        "miniapp_app_secret": SecretStr(CONFIG.miniapp_secret),
        "wechat_api_base": platform,
        "identity_api": f"{platform}/registers/identity",
        "company_api": f"{platform}/registers/companies",
        "licence_api": f"{platform}/registers/licences",
        "register_secret": SecretStr(CONFIG.register_secret),
    }
    async with (
        aiohttp.ClientSession() as session,
        open_services(
            settings.model_copy(update=given | changes), vouching=lambda real: OnlyDemo(real, session, platform)
        ) as services,
    ):
        yield services


@asynccontextmanager
async def calling(services: Services) -> AsyncIterator[Caller]:
    """A caller without a token of the application over these services."""
    async with TestClient(TestServer(make_app(services))) as client:
        yield Caller(client)


__all__ = ["Answer", "Caller", "calling", "desk_services", "platform_running"]
