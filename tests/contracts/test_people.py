"""Citizens, tokens, idempotency keys: on SQLite and PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.errors import IdempotencyMismatch
from affairs.people.citizens import Citizen, Login
from affairs.ports import UnitOfWorkFactory
from integrations.database.unit_of_work import unit_of_work_factory
from integrations.person_keys import PersonKeys
from tests.clocks import HandClock

MINI, UNION = Login("miniapp", "o-mini"), Login("union", "o-union")


async def registered(uow_factory: UnitOfWorkFactory, clock: HandClock, *logins: Login, fresh: str = "c1") -> Citizen:
    async with uow_factory() as uow:
        citizen = await uow.citizens.register(logins, fresh=fresh, now=clock.now())
        await uow.commit()
    return citizen


async def test_a_login_leads_to_one_citizen(uow_factory: UnitOfWorkFactory, clock: HandClock):
    first = await registered(uow_factory, clock, MINI)
    assert (first.id, first.name, first.verified) == ("c1", "", False)
    assert (await registered(uow_factory, clock, MINI, UNION, fresh="c2")).id == "c1"
    # The union login was tied on the way: another account of the same person leads to the same citizen.
    assert (await registered(uow_factory, clock, Login("wechat", "o-other"), UNION, fresh="c3")).id == "c1"
    async with uow_factory(read_only=True) as uow:
        assert {login.channel for login in await uow.citizens.logins("c1")} == {"miniapp", "union", "wechat"}
        assert await uow.citizens.get("c2") is None


async def test_many_at_once_get_the_same_citizen(uow_factory: UnitOfWorkFactory, clock: HandClock):
    found = await asyncio.gather(*(registered(uow_factory, clock, MINI, fresh=f"c{n}") for n in range(8)))
    assert len({citizen.id for citizen in found}) == 1


async def test_personal_data_are_sealed_in_the_store(
    uow_factory: UnitOfWorkFactory, engine: AsyncEngine, clock: HandClock
):
    citizen = await registered(uow_factory, clock, MINI)
    full = replace(
        citizen, name="王·小㙍", id_number="110101199003074477", phone="13912345678", verified_at=clock.now()
    )
    async with uow_factory() as uow:
        await uow.citizens.save(full)
        await uow.commit()
    async with uow_factory(read_only=True) as uow:
        assert await uow.citizens.get("c1") == full
    assert "13912345678" not in repr(full)
    async with engine.connect() as connection:
        rows = [
            *(await connection.execute(text("SELECT * FROM citizens"))),
            *(await connection.execute(text("SELECT * FROM citizen_logins"))),
        ]
    stored = b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    for value in ("王", "110101199003074477", "13912345678", "o-mini"):
        assert value.encode() not in stored


async def test_what_was_sealed_under_the_secret_before_is_read(engine: AsyncEngine, clock: HandClock):
    old = unit_of_work_factory(engine, PersonKeys("old"))
    async with old() as uow:
        citizen = await uow.citizens.register([MINI], fresh="c1", now=clock.now())
        await uow.citizens.save(replace(citizen, name="李四"))
        await uow.commit()
    new = unit_of_work_factory(engine, PersonKeys("new", "old"))
    again = await registered(new, clock, MINI, fresh="c2")
    assert (again.id, again.name) == ("c1", "李四")


async def test_an_erased_citizen_leaves_nothing_but_the_id(uow_factory: UnitOfWorkFactory, clock: HandClock):
    citizen = await registered(uow_factory, clock, MINI)
    async with uow_factory() as uow:
        await uow.citizens.save(replace(citizen, name="张三", phone="13912345678", region="330000"))
        await uow.citizens.erase("c1", now=clock.now())
        await uow.commit()
    async with uow_factory(read_only=True) as uow:
        assert await uow.citizens.get("c1") is None
        assert await uow.citizens.logins("c1") == []
    assert (await registered(uow_factory, clock, MINI, fresh="c2")).id == "c2"


async def test_tokens_last_until_they_end(uow_factory: UnitOfWorkFactory, clock: HandClock):
    await registered(uow_factory, clock, MINI)
    until = clock.now() + timedelta(hours=1)
    async with uow_factory() as uow:
        for digest in (b"a" * 32, b"b" * 32):
            await uow.tokens.add(digest, "c1", now=clock.now(), expires_at=until)
        await uow.tokens.revoke(b"b" * 32)
        await uow.commit()
    async with uow_factory() as uow:
        found = await uow.tokens.citizen_of(b"a" * 32, now=clock.now())
        assert found is not None
        assert found.id == "c1"
        assert await uow.tokens.citizen_of(b"b" * 32, now=clock.now()) is None
        assert await uow.tokens.citizen_of(b"a" * 32, now=until) is None
        assert await uow.tokens.purge(until) == 1
        await uow.commit()


async def test_a_key_leads_to_what_it_created(uow_factory: UnitOfWorkFactory, clock: HandClock):
    async def claim(reference: str, digest: bytes = b"d", caller: str = "c1") -> str | None:
        async with uow_factory() as uow:
            first = await uow.idempotency.claim(
                caller, "applications", "k\udc80", digest=digest, reference=reference, now=clock.now()
            )
            await uow.commit()
            return first

    assert sorted(await asyncio.gather(*(claim(f"r{n}") for n in range(6))), key=str).count(None) == 1
    first = await claim("later")
    assert first is not None
    assert first.startswith("r")
    assert await claim("other", caller="c2") is None
    with pytest.raises(IdempotencyMismatch):
        await claim("later", digest=b"e")
    async with uow_factory() as uow:
        assert await uow.idempotency.purge(clock.now() + timedelta(seconds=1)) == 2
        await uow.commit()
