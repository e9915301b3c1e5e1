"""A database that is away, dies in mid-work and comes back."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from affairs.clock import SystemClock
from affairs.errors import StoreUnavailable
from affairs.ports import UnitOfWorkFactory
from bot.messages import Incoming, Reply, ReplyKind
from bot.session import Session
from integrations.database import Database, DatabaseConversations, DatabaseFault, check, make_engine, upgrade
from integrations.delivery import Dispatcher
from integrations.person_keys import PersonKeys
from tests.clocks import HandClock
from tests.conditions import eventually
from tests.servers import PostgresServer


@pytest.fixture
async def server() -> AsyncIterator[PostgresServer]:
    server = await asyncio.to_thread(PostgresServer)
    yield server
    await asyncio.to_thread(server.close)


async def works(unit_of_work: UnitOfWorkFactory) -> bool:
    try:
        async with unit_of_work(read_only=True) as uow:
            await uow.outbox.counts()
    except StoreUnavailable:
        return False
    return True


async def test_a_killed_database_is_said_to_be_away_and_is_used_again_afterwards(
    server: PostgresServer, keys: PersonKeys
) -> None:
    await upgrade(server.url)
    database = Database(server.url, keys)
    conversations = DatabaseConversations(database.engine, keys, SystemClock())
    now = SystemClock().now()
    handled: list[str] = []

    async def handler(message: object) -> None:
        handled.append(message.key)

    dispatcher = Dispatcher(database.unit_of_work, {"k": handler}, SystemClock(), poll=0.01)
    working = asyncio.create_task(dispatcher.run())
    assert await works(database.unit_of_work)

    async def die_in_mid_work() -> None:
        async with database.unit_of_work() as uow:
            await uow.outbox.put("k", "lost", {}, now=now)
            await asyncio.to_thread(server.kill)
            await uow.outbox.put("k", "lost too", {}, now=now)
            await uow.commit()

    with pytest.raises(StoreUnavailable):
        await die_in_mid_work()
    assert not await works(database.unit_of_work)
    with pytest.raises(StoreUnavailable):
        await conversations.begin(Incoming("wechat", "u", message_key="m"))
    await asyncio.to_thread(server.start)
    await eventually(lambda: works(database.unit_of_work))
    async with database.unit_of_work() as uow:
        await uow.outbox.put("k", "kept", {}, now=now)
        await uow.commit()
    await eventually(lambda: handled == ["kept"])
    dispatcher.stop()
    await working
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:pass-word@127.0.0.1:1/x",
        "mysql://u:pass-word@h/x",
        "sqlite://",
        "nonsense",
        "sqlite:////proc/no/x.db",
    ],
)
async def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseFault) as fault:
        await upgrade(url)
    assert "pass-word" not in str(fault.value)
    assert str(fault.value)


async def test_a_missing_file_is_an_empty_database(tmp_path: object) -> None:
    state = await check(f"sqlite:///{tmp_path}/none.db")
    assert (state.current, str(state), bool(state.pending)) == ("", "none", True)
    assert not (tmp_path / "none.db").exists()


async def test_more_work_than_connections_waits_its_turn(
    postgresql_url: str, keys: PersonKeys, clock: HandClock
) -> None:
    engine = make_engine(postgresql_url, pool_size=1, max_overflow=1)
    conversations = DatabaseConversations(engine, keys, clock)

    async def talk(user: int) -> None:
        for n in range(20):
            incoming = Incoming("wechat", str(user), message_key=str(n))
            begun = await conversations.begin(incoming)
            assert await conversations.finish(incoming, Session(), begun.revision, Reply(ReplyKind.SILENT))

    await asyncio.gather(*(talk(user) for user in range(12)))
    await engine.dispose()


async def test_what_expired_is_purged(sqlite_url: str, keys: PersonKeys, clock: HandClock) -> None:
    engine = make_engine(sqlite_url)
    conversations = DatabaseConversations(engine, keys, clock)
    incoming = Incoming("wechat", "u", message_key="m")
    await conversations.finish(
        incoming, Session(), (await conversations.begin(incoming)).revision, Reply(ReplyKind.SILENT)
    )
    assert await conversations.purge() == 0
    clock.advance(600)
    assert await conversations.purge() == 1
    clock.advance(24 * 3600)
    assert await conversations.purge() == 1
    await engine.dispose()
