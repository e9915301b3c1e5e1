"""Runs the web application until it is told to stop."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiohttp import web

from handlers.app import make_app
from handlers.resources.demo import Demo, open_demo
from handlers.resources import open_services
from handlers.settings import Settings
from handlers.signals import until_told_to_stop
from handlers.worker import dispatching

__all__ = ["PortTaken", "serve", "serving"]

SHUTDOWN_SECONDS = 10.0
log = structlog.get_logger()


class PortTaken(Exception):
    """The address cannot be listened on; the text says what to do."""


async def serve(settings: Settings, *, demo: bool = False) -> None:
    """Serve until SIGTERM or SIGINT. Raises PortTaken."""
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(open_demo(settings)) if demo else None
        url = await stack.enter_async_context(serving(stage.settings if stage else settings, stage))
        if stage:
            await stage.ready(url)
        log.info("listening", url=url, demo=demo)
        await until_told_to_stop()


@asynccontextmanager
async def serving(settings: Settings, stage: Demo | None = None) -> AsyncIterator[str]:
    """The application on its address; gives the URL it really listens on."""
    async with open_services(settings, catalogue=stage.catalogue if stage else None) as services:
        simulator = stage.simulator(services) if stage else None
        async with AsyncExitStack() as stack:
            if stage:
                await stack.enter_async_context(dispatching(services))
            yield await stack.enter_async_context(_site(make_app(services, simulator), settings))


@asynccontextmanager
async def _site(app: web.Application, settings: Settings) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, reuse_address=True)
        try:
            await site.start()
        except OSError as error:
            raise PortTaken(
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
                "Choose another with --port, or --port 0 for a free one."
            ) from None
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
