"""Connections that never come to their point are closed; those that do are not."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import aiohttp
import pytest
from aiohttp import web

from handlers.app import make_app
from handlers.connections import Heads
from handlers.metrics import Metrics
from handlers.middlewares import observe
from handlers.services import Services

SECONDS = 0.3
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Served:
    """A server that watches its connections; ``go`` lets its one handler answer."""

    def __init__(self) -> None:
        self.heads = Heads(seconds=SECONDS)
        self.go = asyncio.Event()
        self.port = 0

    async def answer(self, _request: web.Request) -> web.Response:
        await self.go.wait()
        return web.Response(text="there")

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    served = Served()
    app = web.Application(middlewares=[observe(Metrics(), served.heads)])
    app.router.add_get("/", served.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    assert runner.server is not None
    server = await asyncio.get_running_loop().create_server(served.heads.watching(runner.server), "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    yield served
    served.go.set()
    server.close()
    await runner.cleanup()


async def gone(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), SECONDS * 10) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "], ids=["nothing", "half a head"])
async def test_a_head_that_never_ends_is_not_waited_for(served: Served, begun: bytes) -> None:
    slow = [await served.connect() for _ in range(20)]
    for _, writer in slow:
        writer.write(begun)
    assert all(await asyncio.gather(*(gone(reader) for reader, _ in slow)))
    assert len(served.heads) == 0
    for _, writer in slow:
        writer.close()


async def test_a_head_that_drips_is_not_waited_for(served: Served) -> None:
    reader, writer = await served.connect()
    writer.write(b"GET / HTTP/1.1\r\n")

    async def drip() -> None:
        while True:
            writer.write(b"X-A: b\r\n")
            await asyncio.sleep(SECONDS / 10)

    dripping = asyncio.create_task(drip())
    assert await gone(reader)
    dripping.cancel()
    writer.close()


async def test_a_request_that_takes_long_is_not_cut_off(served: Served) -> None:
    reader, writer = await served.connect()
    writer.write(REQUEST)
    await asyncio.sleep(0)
    slow_reader, slow_writer = await served.connect()
    assert await gone(slow_reader), "by now the first connection is older than any head may be"
    served.go.set()
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
    await reader.readuntil(b"there")
    writer.write(REQUEST)
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
    writer.close()
    slow_writer.close()


async def test_who_goes_by_themselves_is_forgotten(served: Served) -> None:
    _, writer = await served.connect()
    writer.close()
    reader, other = await served.connect()
    assert await gone(reader)
    assert len(served.heads) == 0
    other.close()


async def test_the_product_tells_those_who_watch(services: Services) -> None:
    """The application as it is served: a connection that was used is watched no longer."""
    heads = Heads(seconds=60)
    runner = web.AppRunner(make_app(services, heads=heads), access_log=None)
    await runner.setup()
    try:
        server = await asyncio.get_running_loop().create_server(
            heads.watching(cast("web.Server", runner.server)), "127.0.0.1", 0
        )
        async with server, aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/healthz"
            async with session.get(url) as answer:
                assert answer.status == 200
            assert len(heads) == 0
    finally:
        await runner.cleanup()
