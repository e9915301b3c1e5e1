"""A published version reaches the other processes by Redis; without it they find out by themselves."""

import asyncio

import pytest

from affairs.catalogue import Catalogues
from integrations.database.engine import make_engine
from integrations.database.unit_of_work import unit_of_work_factory
from integrations.redis import RedisAnnouncements, make_redis
from integrations.snapshots import SnapshotHolder
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from tests.clocks import HandClock
from tests.conditions import eventually, running
from tests.servers import ValkeyServer

NOWHERE = "redis://127.0.0.1:1/0"


async def test_it_is_heard_at_once_also_after_redis_was_away(redis_server: ValkeyServer) -> None:
    heard: list[None] = []
    async with make_redis(redis_server.url, seconds=5) as client:
        announcements = RedisAnnouncements(client, redis_server.url)
        async with running(announcements.listen(lambda: heard.append(None))):
            await eventually(lambda: len(heard) == 1)
            await announcements.published(7)
            await eventually(lambda: len(heard) == 2)
            redis_server.kill()
            await announcements.published(8)
            redis_server.start()
            await eventually(lambda: len(heard) >= 3)
            count = len(heard)
            await announcements.published(9)
            await eventually(lambda: len(heard) > count)


async def test_a_holder_that_polls_rarely_hears_of_a_version(sqlite_url: str, redis_url: str, clock: HandClock) -> None:
    engine = make_engine(sqlite_url)
    async with make_redis(redis_url, seconds=10) as client:
        announcements = RedisAnnouncements(client, redis_url)
        publisher = Catalogues(unit_of_work_factory(engine), clock, announcer=announcements)
        holder = await asyncio.to_thread(SnapshotHolder, Catalogues(unit_of_work_factory(engine), clock))
        async with running(holder.keep_fresh(3600)), running(announcements.listen(holder.wake)):
            for number in (1, 2):
                await publisher.publish(Catalogue(items=(Item("A", f"事项{number}"),)), source="x")
                await eventually(lambda number=number: holder().version == number)
    await engine.dispose()


@pytest.mark.parametrize("force", [False, True])
async def test_publishing_goes_on_without_redis(sqlite_url: str, clock: HandClock, force: bool) -> None:
    engine = make_engine(sqlite_url)
    async with make_redis(NOWHERE) as client:
        catalogues = Catalogues(unit_of_work_factory(engine), clock, announcer=RedisAnnouncements(client, NOWHERE))
        published = await catalogues.publish(Catalogue(items=(Item("A", "事项"),)), source="x", force=force)
    assert published.version.number == 1
    await engine.dispose()
