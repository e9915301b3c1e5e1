"""An approval system that receives at once: ``python -m benchmarks.draining_instant``; prints its port.

It keeps nothing but how many it received, told at ``/count``.
"""

import asyncio
import json

import uvloop
from aiohttp import web

RECEIVED: set[str] = set()


async def receive(request: web.Request) -> web.Response:
    """One case."""
    key = request.headers.get("Idempotency-Key", "")
    await request.read()
    RECEIVED.add(key)
    return web.json_response({"code": "0", "data": {"receipt_no": key[-24:]}})


async def nothing(_request: web.Request) -> web.Response:
    """No updates, and no case that anybody asks for."""
    return web.json_response({"code": "0", "data": {"items": [], "cursor": ""}})


async def count(_request: web.Request) -> web.Response:
    """How many."""
    return web.json_response(len(RECEIVED))


async def serve() -> None:
    """Until killed."""
    app = web.Application()
    app.add_routes([web.post("/cases", receive), web.get("/count", count), web.get("/{rest:.*}", nothing)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(json.dumps(runner.addresses[0][1]), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve())
