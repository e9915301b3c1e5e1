"""The stand-in platform as one aiohttp application."""

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from integrations.sandbox.wechat.api import Api
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.control import Control
from integrations.sandbox.wechat.faults import Faults
from integrations.sandbox.wechat.sender import Sender
from integrations.sandbox.wechat.store import Store

__all__ = ["sandbox_app"]


async def sandbox_app(config: SandboxConfig) -> web.Application:
    """The application; its HTTP session lives as long as it does. Await within the running loop."""
    app = web.Application()
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    store, faults = Store(), Faults()
    app.add_routes(Api(config, store, faults).routes())
    app.add_routes(Control(config, store, faults, Sender(config, session)).routes())

    async def close_session(_app: web.Application) -> AsyncIterator[None]:
        yield
        await session.close()

    app.cleanup_ctx.append(close_session)
    return app
