"""The stand-in approval system as one aiohttp application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from integrations.sandbox.approval.automatic import Automatic
from integrations.sandbox.approval.collector import Collector
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.control import Control
from integrations.sandbox.approval.faults import Faults
from integrations.sandbox.approval.province import ProvinceApi
from integrations.sandbox.approval.pusher import Pusher
from integrations.sandbox.approval.rest import RestApi
from integrations.sandbox.approval.store import Store

__all__ = ["sandbox_app"]

LARGEST_BODY = 100_000_000


def sandbox_app(config: SandboxConfig) -> web.Application:
    """The application; its store, pushes, clerks and collecting live as long as it runs."""
    app = web.Application(client_max_size=LARGEST_BODY)
    store, faults = Store(config.database), Faults()
    automatic, pusher = Automatic(config, store), Pusher(config, store, faults)
    app.add_routes(RestApi(config, store, faults, automatic.taken).routes())
    app.add_routes(ProvinceApi(config, store, faults).routes())
    app.add_routes(Control(config, store, faults, pusher, automatic).routes())
    works = [automatic.run, pusher.run]
    if config.exchange:
        works.append(Collector(config, store, faults, automatic.taken).run)

    async def living(_app: web.Application) -> AsyncIterator[None]:
        await store.open()
        async with aiohttp.ClientSession() as pusher.session:
            tasks = [asyncio.create_task(work()) for work in works]
            yield
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)
        await store.close()

    app.cleanup_ctx.append(living)
    return app
