"""Redis killed, hanging and coming back while people talk: no message fails, and it is said."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.messages import Incoming, Reply, ReplyKind
from bot.ports import Seen
from bot.session import Session
from integrations.fallback import Circuit, FallbackConversations
from integrations.memory import MemoryConversations
from integrations.person_keys import PersonKeys
from integrations.redis import RedisConversations, make_redis
from tests.clocks import HandClock
from tests.conditions import eventually
from tests.servers import ValkeyServer


def message(key: str, user: str = "u1") -> Incoming:
    return Incoming("wechat", user, message_key=key)


def reply(text: str) -> Reply:
    return Reply(ReplyKind.ANSWER, text)


async def turn(conversations: FallbackConversations, key: str, user: str = "u1") -> str:
    """One whole turn that counts the messages of a person; the count as it stands."""
    begun = await conversations.begin(message(key, user))
    if begun.reply is not None:
        return begun.reply.text
    assert begun.seen is Seen.FRESH
    for _ in range(10):
        count = begun.session.misses + 1
        if await conversations.finish(message(key, user), Session(misses=count), begun.revision, reply(str(count))):
            return str(count)
        begun = await conversations.reload(message(key, user))
    raise AssertionError("never stored")


@pytest.fixture
def memory() -> MemoryConversations:
    return MemoryConversations()


@pytest.fixture
async def conversations(
    redis_server: ValkeyServer, keys: PersonKeys, memory: MemoryConversations
) -> AsyncIterator[FallbackConversations]:
    async with make_redis(redis_server.url) as client:
        circuit = Circuit(pause=0.05, longest=0.2)
        yield FallbackConversations(RedisConversations(client, keys), memory, seconds=None, circuit=circuit)


async def test_people_go_on_talking_through_an_outage(
    conversations: FallbackConversations, redis_server: ValkeyServer
) -> None:
    assert [await turn(conversations, f"a{n}") for n in range(3)] == ["1", "2", "3"]
    assert not conversations.degraded
    redis_server.kill()
    assert [await turn(conversations, f"b{n}") for n in range(3)] == ["1", "2", "3"], "a new session, but no failure"
    assert conversations.degraded
    assert not await conversations.probe()
    redis_server.start()
    await eventually(conversations.probe)
    assert not conversations.degraded
    assert await turn(conversations, "b2") == "3", "a repetition of what was answered in the outage"
    assert [await turn(conversations, f"c{n}") for n in range(2)] == ["4", "5"], "the session of the outage goes on"


async def test_a_turn_that_began_before_the_outage_is_finished_and_remembered(
    conversations: FallbackConversations, redis_server: ValkeyServer
) -> None:
    await turn(conversations, "a")
    begun = await conversations.begin(message("b"))
    redis_server.kill()
    assert await conversations.finish(message("b"), Session(misses=7), begun.revision, reply("七"))
    assert (await conversations.begin(message("b"))).reply == reply("七")
    assert await turn(conversations, "c") == "8"
    redis_server.start()
    await eventually(conversations.probe)
    assert await turn(conversations, "d") == "9"


async def test_a_turn_that_began_in_the_outage_is_finished_after_it(
    conversations: FallbackConversations, redis_server: ValkeyServer
) -> None:
    redis_server.kill()
    begun = await conversations.begin(message("a"))
    redis_server.start()
    await eventually(conversations.probe)
    assert (await conversations.begin(message("a"))).seen is not Seen.DONE
    assert await conversations.finish(message("a"), Session(misses=1), begun.revision, reply("1"))
    assert await turn(conversations, "b") == "2"


async def test_a_hanging_redis_costs_one_short_wait(
    conversations: FallbackConversations, redis_server: ValkeyServer
) -> None:
    await turn(conversations, "a")
    redis_server.pause()
    started = time.perf_counter()
    assert await turn(conversations, "b") == "1"
    first = time.perf_counter() - started
    started = time.perf_counter()
    begun = await asyncio.gather(*(turn(conversations, "c", f"user-{n}") for n in range(50)))
    rest = time.perf_counter() - started
    redis_server.resume()
    assert set(begun) == {"1"}
    assert first < 0.5
    assert rest < 1.5
    await eventually(conversations.probe)
    assert not conversations.degraded


async def test_hundreds_talk_while_redis_dies_and_comes_back(
    conversations: FallbackConversations, redis_server: ValkeyServer
) -> None:
    talking = True
    turns = 0

    async def talk(user: str) -> None:
        nonlocal turns
        n = 0
        while talking:
            await turn(conversations, f"m{n}", user)
            n += 1
            turns += 1
            await asyncio.sleep(0)

    talkers = [asyncio.create_task(talk(f"user-{n}")) for n in range(30)]
    for _ in range(2):
        redis_server.kill()
        seen = turns
        await eventually(lambda seen=seen: turns > seen + 100)
        await asyncio.to_thread(redis_server.start)
        await eventually(lambda: not conversations.degraded)
        seen = turns
        await eventually(lambda seen=seen: turns > seen + 100)
    talking = False
    await asyncio.gather(*talkers)


async def test_who_asks_to_be_forgotten_in_an_outage_is_forgotten_after_it(
    conversations: FallbackConversations, redis_server: ValkeyServer
) -> None:
    await turn(conversations, "a")
    redis_server.pause()
    await conversations.forget("wechat", "u1")
    redis_server.resume()
    await eventually(conversations.probe)
    assert (await conversations.begin(message("a"))).seen is Seen.FRESH
    assert (await conversations.begin(message("b"))).session == Session()


def test_the_circuit_lets_one_try_a_pause_and_the_pause_grows() -> None:
    clock = HandClock()
    circuit = Circuit(pause=1, longest=4, clock=clock)
    assert circuit.passable()
    assert circuit.failed()
    assert not circuit.failed(), "others under way notice the same outage"
    for pause in (1, 2, 4, 4):
        assert not circuit.passable()
        clock.advance(pause)
        assert circuit.passable()
        assert not circuit.passable(), "one caller a pause"
        assert not circuit.failed()
    clock.advance(4)
    assert circuit.passable()
    assert circuit.worked()
    assert not circuit.broken
    assert not circuit.worked()
