"""What Redis keeps, for how long, under which names; by the server's own clock."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.messages import Incoming, Reply, ReplyKind
from bot.ports import Seen
from bot.session import Session
from integrations.person_keys import PersonKeys
from integrations.redis import RedisConversations, make_redis
from tests.servers import ValkeyServer

REPLY = Reply(ReplyKind.ANSWER, "您的回答")
INCOMING = Incoming("wechat", "oOPENID", message_key="MSGID")


@pytest.fixture
async def client(redis_server: ValkeyServer) -> AsyncIterator[Redis]:
    async with make_redis(redis_server.url, seconds=5) as client:
        yield client


async def until(client: Redis, milliseconds: int) -> None:
    """Let the server's clock pass a moment (its expiry is the thing that is tested)."""
    start, micros = await client.time()
    limit = start * 1000 + micros // 1000 + milliseconds
    while True:
        now, micros = await client.time()
        if now * 1000 + micros // 1000 > limit:
            return
        await asyncio.sleep(0.005)


async def test_what_is_named_in_redis_leads_to_nobody(client: Redis, keys: PersonKeys) -> None:
    store = RedisConversations(client, keys)
    begun = await store.begin(INCOMING)
    await store.finish(INCOMING, Session(region="r"), begun.revision, REPLY)
    (key,) = await client.keys("*")
    assert key.startswith(b"bst:c:{")
    fields = await client.hgetall(key)
    assert b"oOPENID" not in key + b"".join(fields) + b"".join(fields.values())
    assert b"MSGID" not in key + b"".join(fields)
    assert 23 * 3600 < await client.ttl(key) <= 24 * 3600


async def test_claim_reply_and_session_expire(client: Redis, keys: PersonKeys) -> None:
    store = RedisConversations(client, keys, claim_seconds=0.05, seen_seconds=0.1, session_seconds=0.2)
    await store.begin(INCOMING)
    assert (await store.begin(INCOMING)).seen is Seen.IN_PROGRESS
    await until(client, 60)
    begun = await store.begin(INCOMING)
    assert begun.seen is Seen.FRESH
    assert await store.finish(INCOMING, Session(region="r"), begun.revision, REPLY)
    assert (await store.begin(INCOMING)).seen is Seen.DONE
    await until(client, 110)
    again = await store.begin(INCOMING)
    assert (again.seen, again.session) == (Seen.FRESH, Session(region="r"))
    await until(client, 210)
    assert await client.keys("*") == []


async def test_one_round_trip_each(client: Redis, keys: PersonKeys) -> None:
    store = RedisConversations(client, keys)
    await store.finish(INCOMING, Session(), (await store.begin(INCOMING)).revision, REPLY)
    before = int((await client.info("stats"))["total_commands_processed"])
    other = Incoming("wechat", "other", message_key="1")
    begun = await store.begin(other)
    await store.finish(other, Session(), begun.revision, REPLY)
    calls = await client.info("commandstats")
    after = int((await client.info("stats"))["total_commands_processed"])
    assert (calls["cmdstat_eval"]["calls"], calls["cmdstat_evalsha"]["calls"]) == (2, 4), (
        "unknown once, then two a turn"
    )
    assert after - before < 20


async def test_scripts_that_the_server_has_lost_are_sent_again(client: Redis, keys: PersonKeys) -> None:
    store = RedisConversations(client, keys)
    await store.begin(INCOMING)
    await client.script_flush()
    assert (await store.begin(INCOMING)).seen is Seen.IN_PROGRESS


async def test_old_messages_of_one_person_are_swept(client: Redis, keys: PersonKeys) -> None:
    store = RedisConversations(client, keys, seen_seconds=0.02)
    for n in range(30):
        incoming = Incoming("wechat", "u", message_key=str(n))
        await store.finish(incoming, Session(), (await store.begin(incoming)).revision, REPLY)
        if n % 10 == 9:
            await until(client, 25)
    (key,) = await client.keys("*")
    sizes = []
    for n in range(8):
        incoming = Incoming("wechat", "u", message_key=f"last {n}")
        await store.finish(incoming, Session(), (await store.begin(incoming)).revision, REPLY)
        sizes.append(await client.hlen(key))
        await until(client, 25)
    assert min(sizes) == 3, "now and then all that is old goes: session, revision and the message of now stay"
    assert max(sizes) <= 2 + 10 + 8, "what waits for it is bounded"
