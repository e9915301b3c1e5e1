"""The secret is changed: after sealing anew everything is read and found by the new secret alone."""

import base64
from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.people.citizens import Login
from affairs.people.principals import Relation, Relative
from integrations.database.appointment_tables import booking_persons
from integrations.database.resealing import SEALED, Resealed, reseal
from integrations.database.tables import metadata, outbox
from integrations.database.unit_of_work import unit_of_work_factory
from integrations.delivery.sealed import SealedPayloads
from integrations.person_keys import PersonKeys
from integrations.sealing import SealBroken
from tests.clocks import HandClock

OLD, BOTH, NEW = PersonKeys("old"), PersonKeys("new", "old"), PersonKeys("new")
HASHES = {"code", "digest", "key"}
IN_THE_CLEAR = {"catalogue_documents", "learned_models", "models", "adapters", "supplies"}


async def _resealed(engine: AsyncEngine, keys: PersonKeys) -> dict[str, Resealed]:
    return {each.table: each async for each in reseal(engine, keys, batch=2)}


async def _filled(engine: AsyncEngine, clock: HandClock) -> None:
    async with unit_of_work_factory(engine, OLD)() as uow:
        for n in range(5):
            citizen = await uow.citizens.register([Login("miniapp", f"o-{n}")], fresh=f"c{n}", now=clock.now())
            await uow.citizens.save(
                replace(citizen, name=f"王{n}", phone=f"1391234567{n}", id_number=f"11010119900307447{n}")
            )
        child = Relative("r1", "c1", Relation.CHILD, clock.now(), "小小", "11010519491231002X")
        await uow.principals.add_relative(child)
        await uow.commit()


async def test_everything_reads_with_the_new_secret_alone(engine: AsyncEngine, clock: HandClock):
    await _filled(engine, clock)
    async with unit_of_work_factory(engine, BOTH)() as uow:  # somebody came back before it: known twice
        await uow.citizens.register([Login("miniapp", "o-3")], fresh="c9", now=clock.now())
        await uow.commit()
    done = await _resealed(engine, BOTH)
    assert (done["citizens"].seen, done["citizens"].written, done["citizen_logins"].written) == (5, 5, 5)
    async with unit_of_work_factory(engine, NEW)(read_only=True) as uow:
        for n in range(5):
            found = await uow.citizens.of_login(Login("miniapp", f"o-{n}"))
            assert found is not None
            assert (found.id, found.name) == (f"c{n}", f"王{n}")
            by_phone = await uow.citizens.by_phone(f"1391234567{n}")
            assert by_phone == found
            assert len(await uow.citizens.logins(f"c{n}")) == 1
        relative = await uow.principals.relative("r1")
        assert relative is not None
        assert relative.name == "小小"
    again = await _resealed(engine, NEW)
    assert sum(each.written for each in again.values()) == 0


async def test_what_no_secret_opens_is_not_passed_over(engine: AsyncEngine, clock: HandClock):
    await _filled(engine, clock)
    with pytest.raises(SealBroken):
        await _resealed(engine, NEW)


async def test_who_is_barred_from_booking_stays_barred(engine: AsyncEngine, clock: HandClock):
    await _filled(engine, clock)
    known = (("miniapp", "o-1"), ("phone", "13912345672"))
    names = {OLD.person(*each): NEW.person(*each) for each in known}
    async with engine.begin() as connection:
        rows = [{"person": name, "turns": 1, "barred_until": clock.now()} for name in names]
        await connection.execute(insert(booking_persons), rows)
    await _resealed(engine, BOTH)
    async with engine.connect() as connection:
        kept = await connection.execute(select(booking_persons.c.person, booking_persons.c.barred_until))
        assert {tuple(row) for row in kept} == {(name, clock.now()) for name in names.values()}


async def test_what_waits_in_the_outbox_is_sealed_anew(engine: AsyncEngine, clock: HandClock):
    async with unit_of_work_factory(engine, OLD)() as uow:
        await uow.outbox.put("reply", "k", SealedPayloads(OLD.seal).close("k", {"text": "您好"}), now=clock.now())
        await uow.commit()
    assert (await _resealed(engine, BOTH))["outbox"].written == 1
    async with engine.connect() as connection:
        payload = (await connection.execute(select(outbox.c.payload))).scalar_one()
    assert NEW.seal.open(base64.b64decode(payload["sealed"]), "k") == '{"text": "您好"}'


def test_no_sealed_column_is_forgotten():
    kept = {(each.table.name, name) for each in SEALED for name in each.columns}
    binary = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name not in HASHES and table.name not in IN_THE_CLEAR
    }
    assert binary - kept == set()
