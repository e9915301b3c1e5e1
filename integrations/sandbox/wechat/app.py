"""The stand-in platform as one aiohttp application."""

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from integrations.sandbox.wechat.api import Api
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.control import Control
from integrations.sandbox.wechat.faults import Faults
from integrations.sandbox.wechat.registers import Registers
from integrations.sandbox.wechat.sender import Sender
from integrations.sandbox.wechat.store import Store

__all__ = ["sandbox_app"]

MEDIA_BYTES = 24 * 1024 * 1024
"""The largest file that a person may send: more than the product takes, so that it can be seen to refuse."""


def sandbox_app(config: SandboxConfig) -> web.Application:
    """The application; the HTTP session it sends with lives as long as it runs."""
    app = web.Application(client_max_size=MEDIA_BYTES)
    store, faults, sender = Store(), Faults(), Sender(config)
    app.add_routes(Api(config, store, faults).routes())
    app.add_routes(Registers(config, faults).routes())
    app.add_routes(Control(config, store, faults, sender).routes())

    async def session(_app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as sender.session:
            yield

    app.cleanup_ctx.append(session)
    return app
