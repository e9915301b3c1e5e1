"""A process that claims messages: prints how many it was the first to see. Run by the tests beside it."""

import asyncio
import sys

from affairs.clock import SystemClock
from bot.messages import Incoming, Reply, ReplyKind
from bot.ports import Conversations, Seen
from integrations.database import DatabaseConversations, make_engine
from integrations.person_keys import PersonKeys
from integrations.redis import RedisConversations, make_redis


async def claim_all(conversations: Conversations, count: int) -> list[int]:
    fresh = []
    for n in range(count):
        incoming = Incoming("wechat", f"openid-{n % 7}", message_key=f"message-{n}")
        begun = await conversations.begin(incoming)
        if begun.seen is Seen.FRESH:
            fresh.append(n)
            while not await conversations.finish(
                incoming,
                begun.session.changed(misses=begun.session.misses + 1),
                begun.revision,
                Reply(ReplyKind.SILENT),
            ):
                begun = await conversations.reload(incoming)
    return fresh


async def main(url: str, secret: str, count: int) -> None:
    keys = PersonKeys(secret)
    sys.stdin.readline()
    if url.startswith("redis"):
        async with make_redis(url, seconds=5) as client:
            fresh = await claim_all(RedisConversations(client, keys), count)
    else:
        engine = make_engine(url)
        fresh = await claim_all(DatabaseConversations(engine, keys, SystemClock()), count)
        await engine.dispose()
    print(*fresh)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
