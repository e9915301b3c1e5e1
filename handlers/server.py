"""Runs the web application until it is told to stop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import structlog
from aiohttp import web

from affairs.heap import freeze
from handlers.app import make_app
from handlers.connections import IDLE_S, Heads
from handlers.pages.rendering import compile_templates
from handlers.resources import in_large_pages, open_services
from handlers.settings import Settings
from handlers.signals import until_told_to_stop
from handlers.worker import dispatching

if TYPE_CHECKING:
    from handlers.resources.demo import Demo

__all__ = ["PortTaken", "serve", "serving"]

SHUTDOWN_SECONDS = 10.0
READ_BYTES = 32 * 1024
"""What a connection may hold of a body that nobody has read yet: with hundreds of uploads it adds up."""
BACKLOG = 128
log = structlog.get_logger()


class PortTaken(Exception):
    """The address cannot be listened on; the text says what to do."""


async def serve(settings: Settings, *, demo: bool = False) -> None:
    """Serve until SIGTERM or SIGINT. Raises PortTaken."""
    async with AsyncExitStack() as stack:
        # First of all: whoever starts a second one by mistake is told at once, and port 0 has its number in links.
        sockets = await _bound(settings, stack)
        settings = settings.model_copy(update={"port": sockets[0].getsockname()[1]})
        stage = await stack.enter_async_context(_open_demo(settings)) if demo else None
        url = await stack.enter_async_context(serving(stage.settings if stage else settings, stage, sockets))
        if stage:
            await stage.ready(url)
        freeze()
        log.info("listening", url=url, demo=demo)
        settling = asyncio.ensure_future(asyncio.to_thread(in_large_pages))  # while it already serves
        await until_told_to_stop()
        await settling


@asynccontextmanager
async def serving(
    settings: Settings, stage: "Demo | None" = None, sockets: Sequence[socket.socket] = ()
) -> AsyncIterator[str]:
    """The application on its address (or on sockets bound to it); gives the URL it really listens on."""
    async with open_services(
        settings,
        catalogue=stage.catalogue if stage else None,
        supply=stage.supply if stage else None,
        vouching=stage.login if stage else None,
        demo=stage is not None,
    ) as opened:
        services = replace(opened, practice=stage.practice) if stage else opened
        simulator = stage.simulator(services) if stage else None
        if stage:
            await stage.hire(services)
        elif not await services.staff.accounts.any_admin():
            log.warning("nobody can log in to /console/ yet", remedy="banshitong staff add NAME --role admin")
        async with AsyncExitStack() as stack:
            held = sockets or await _bound(settings, stack)
            if stage:
                await stack.enter_async_context(dispatching(services))
            heads = Heads()
            app = make_app(services, simulator, heads=heads)
            yield await stack.enter_async_context(_site(app, held, heads))


def _open_demo(settings: Settings) -> "contextlib.AbstractAsyncContextManager[Demo]":
    from handlers.resources.demo import open_demo  # noqa: PLC0415 - reads workbooks' libraries in

    return open_demo(settings)


@asynccontextmanager
async def _site(app: web.Application, sockets: Sequence[socket.socket], heads: Heads) -> AsyncIterator[str]:
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
        handle_signals=False,
        keepalive_timeout=IDLE_S,
        read_bufsize=READ_BYTES,
    )
    await runner.setup()
    listening: list[asyncio.Server] = []
    try:
        connect = heads.watching(cast("web.Server", runner.server))
        for each in sockets:
            try:
                listening.append(await asyncio.get_running_loop().create_server(connect, sock=each, backlog=BACKLOG))
            except OSError as error:
                # Two may bind an address at once; the second that listens on it is refused.
                host, port = each.getsockname()[:2]
                raise _taken(host, port, error) from None
        compiling = asyncio.create_task(asyncio.to_thread(compile_templates))
        yield _url(*sockets[0].getsockname()[:2])
        await compiling
    finally:
        for server in listening:
            server.close()
        await runner.cleanup()


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _bound(settings: Settings, stack: AsyncExitStack) -> list[socket.socket]:
    """Sockets bound to every address of the host, not listening yet; the stack closes them. Raises PortTaken."""
    bound: list[socket.socket] = []
    port = settings.port
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            settings.host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for family, kind, protocol, _, address in dict.fromkeys(found):
            made = stack.enter_context(socket.socket(family, kind, protocol))
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.bind((address[0], port, *address[2:]))
            port = made.getsockname()[1]
            bound.append(made)
    except (OSError, UnicodeError) as error:
        raise _taken(settings.host, settings.port, error) from None
    return bound


def _taken(host: str, port: int, error: Exception) -> PortTaken:
    reason = getattr(error, "strerror", None) or "no such host"
    return PortTaken(
        f"Cannot listen on {host}:{port} ({reason}). "
        "Choose another port with --port (0 takes a free one), or another address with --host."
    )
