"""A process that dies over a message, or stands still: the next delivery is answered, and once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.engine import Engine
from bot.messages import Incoming, Reply, ReplyKind
from bot.ports import Conversations
from bot.session import Session
from integrations.memory import MemoryConversations
from integrations.person_keys import PersonKeys
from integrations.redis import RedisConversations, make_redis
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.dialogue import Notebook, RememberedRegions, StandingClock
from tests.servers import ValkeyServer

BUDGET_S = 4.5
"""What a callback has for its answer."""
MESSAGE = Incoming("wechat", "oDEAD", text="你好", message_key="4711")
ANSWER = Reply(ReplyKind.ANSWER, "在别处已经回答")


@pytest.fixture(params=["memory", "redis"])
async def store(
    request: pytest.FixtureRequest, redis_server: ValkeyServer, keys: PersonKeys
) -> AsyncIterator[Conversations]:
    if request.param == "memory":
        yield MemoryConversations()
        return
    async with make_redis(redis_server.url, seconds=5) as client:
        yield RedisConversations(client, keys)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.of(read([sample_path()]).catalogue)


def engine_over(snapshot: Snapshot, store: Conversations) -> Engine:
    return Engine(lambda: snapshot, store, recorder=Notebook(), preferences=RememberedRegions(), clock=StandingClock())


async def test_the_next_delivery_of_a_message_whose_process_died_is_answered_in_time(
    snapshot: Snapshot, store: Conversations
) -> None:
    message = replace(MESSAGE, user="oDEAD-1")
    engine = engine_over(snapshot, store)
    await store.begin(message)  # by a process that is killed now
    async with asyncio.timeout(BUDGET_S):
        reply = await engine.respond(message)
    assert reply.kind is not ReplyKind.SILENT
    assert await engine.respond(message) == reply


async def test_who_comes_too_late_with_what_another_has_answered_says_nothing(
    snapshot: Snapshot, store: Conversations
) -> None:
    message = replace(MESSAGE, user="oDEAD-2")

    def late() -> bool:
        return True

    engine = engine_over(snapshot, _Overtaken(store))
    assert (await engine.respond(message, late=late)).kind is ReplyKind.SILENT
    assert (await engine.respond(message)).text == ANSWER.text


class _Overtaken:
    """A store in which another process answers each message between our beginning and our end."""

    def __init__(self, store: Conversations) -> None:
        self._store = store
        self.begin, self.reload, self.release = store.begin, store.reload, store.release

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        assert await self._store.finish(incoming, session, revision, ANSWER)
        return await self._store.finish(incoming, session, revision, reply)
