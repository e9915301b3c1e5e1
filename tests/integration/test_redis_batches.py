"""Commands of many in few trips: none is left behind, and none is answered with another's."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from integrations.redis import make_redis
from integrations.redis.batching import LARGEST, Batches
from tests.servers import ValkeyServer


@pytest.fixture
async def client(redis_server: ValkeyServer) -> AsyncIterator[Redis]:
    client = make_redis(redis_server.url)
    yield client
    await client.aclose()


async def test_everybody_gets_their_own_answer_whenever_they_ask(client: Redis) -> None:
    batches, dice = Batches(client), random.Random(3)

    async def ask(number: int) -> None:
        for time in range(20):
            for _ in range(dice.randrange(8)):
                await asyncio.sleep(0)
            word = f"{number}-{time}".encode()
            assert await batches.call("ECHO", word) == word

    async with asyncio.timeout(30):
        await asyncio.gather(*(ask(number) for number in range(LARGEST + 50)))


async def test_one_alone_is_not_kept_waiting_for_others(client: Redis) -> None:
    batches = Batches(client)
    async with asyncio.timeout(5):
        for number in range(200):
            assert await batches.call("ECHO", str(number)) == str(number).encode()


async def test_commands_go_on_after_those_that_were_given_up_and_those_that_failed(
    client: Redis, redis_server: ValkeyServer
) -> None:
    batches = Batches(client)
    given_up = [asyncio.create_task(batches.call("ECHO", str(number))) for number in range(5)]
    await asyncio.sleep(0)
    for task in given_up:
        task.cancel()
    wrong = asyncio.create_task(batches.call("NOSUCHCOMMAND"))
    async with asyncio.timeout(5):
        assert await batches.call("ECHO", "on") == b"on"
    with pytest.raises(RedisError):
        await wrong
    redis_server.kill()
    with pytest.raises((RedisError, OSError)):
        await batches.call("ECHO", "away")
    redis_server.start()
    async with asyncio.timeout(10):
        while True:
            try:
                assert await batches.call("ECHO", "back") == b"back"
            except (RedisError, OSError):
                await asyncio.sleep(0)
            else:
                break


async def test_a_server_that_hangs_costs_all_who_wait_one_patience(client: Redis, redis_server: ValkeyServer) -> None:
    batches = Batches(client)
    assert await batches.call("ECHO", "there") == b"there"
    redis_server.pause()
    started = asyncio.get_running_loop().time()
    asked = [asyncio.create_task(batches.call("ECHO", str(number))) for number in range(8 * LARGEST)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    took = asyncio.get_running_loop().time() - started
    redis_server.resume()
    assert all(isinstance(each, RedisError) for each in found)
    assert took < 1.0
