"""A callback server with the real engine, in a process of its own: ``python -m tests.wechat_server REDIS_URL SECRET``.

Prints its address, then a line for every question that was worked out (repetitions are not).
"""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from affairs.ports import AskedQuestion
from bot.engine import Engine
from handlers.wechat import Callback, wechat_app
from integrations.person_keys import PersonKeys
from integrations.redis.client import make_redis
from integrations.redis.conversations import RedisConversations
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.wechat import RealClock, channel_of


class Alone:
    """The parts of the composition that this server does without."""

    def record(self, question: AskedQuestion) -> None:
        print("worked out", flush=True)

    async def region(self, channel: str, user: str) -> str:
        return ""

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        return None

    def count(self, name: str, **labels: str) -> None:
        return None

    async def later(self, kind: str, key: str, payload: Mapping[str, Any], *, instead_of: str = "") -> bool:
        print("later", flush=True)
        return True


async def serve(redis_url: str, secret: str) -> None:
    parts = Alone()
    snapshot = Snapshot.of(read([sample_path()]).catalogue)
    conversations = RedisConversations(make_redis(redis_url, seconds=5), PersonKeys(secret))
    engine = Engine(lambda: snapshot, conversations, recorder=parts, preferences=parts, clock=RealClock())
    app = web.Application()
    app.add_subapp("/wechat", wechat_app(Callback(channel_of(), engine, parts.later, parts)))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/wechat", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
