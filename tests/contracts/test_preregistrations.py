"""Pre-registrations: on SQLite and PostgreSQL alike."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.applications.preregistered import PreRegistration
from affairs.people.citizens import Login
from affairs.ports import UnitOfWorkFactory
from tests.clocks import HandClock

CODE, OTHER = b"c" * 32, b"o" * 32


def registration(clock: HandClock, number: str = "YD1") -> PreRegistration:
    now = clock.now()
    return PreRegistration(
        number, "wang", "item", "f" * 32, now, now + timedelta(days=30), "variant", "530199", ("a", "b"), "请带原件"
    )


async def test_it_is_found_by_its_code_alone(uow_factory: UnitOfWorkFactory, clock: HandClock):
    made = registration(clock)
    async with uow_factory() as uow:
        await uow.preregistrations.add(made, code=CODE)
        await uow.commit()
    async with uow_factory() as uow:
        assert await uow.preregistrations.of_code(CODE) == made
        assert await uow.preregistrations.of_code(OTHER) is None
        await uow.preregistrations.claimed("YD1", citizen_id="c1", application_no="SB1")
        await uow.commit()
    async with uow_factory() as uow:
        assert await uow.preregistrations.of_code(CODE) == replace(made, citizen_id="c1", application_no="SB1")


async def test_the_note_is_sealed_and_the_code_a_digest(
    uow_factory: UnitOfWorkFactory, engine: AsyncEngine, clock: HandClock
):
    async with uow_factory() as uow:
        await uow.preregistrations.add(registration(clock), code=CODE)
        await uow.commit()
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM preregistrations"))).one()
    assert "请带原件".encode() not in row.payload
    assert "请带原件" not in repr(registration(clock))


async def test_misses_are_counted_for_a_time_and_purged(uow_factory: UnitOfWorkFactory, clock: HandClock):
    for _ in range(3):
        async with uow_factory() as uow:
            await uow.preregistrations.missed("c1", now=clock.now())
            await uow.commit()
        clock.advance(3600)
    async with uow_factory() as uow:
        day = timedelta(hours=2, minutes=30)
        assert await uow.preregistrations.misses("c1", since=clock.now() - day) == 2
        assert await uow.preregistrations.misses("c2", since=clock.now() - day) == 0
        await uow.preregistrations.add(registration(clock, "YD2"), code=CODE)
        assert await uow.preregistrations.purge(clock.now() - day) == 1
        assert await uow.preregistrations.of_code(CODE) is not None
        assert await uow.preregistrations.purge(clock.now() + timedelta(days=31)) == 3
        assert await uow.preregistrations.of_code(CODE) is None


async def test_a_citizen_is_found_by_a_login(uow_factory: UnitOfWorkFactory, clock: HandClock):
    login = Login("wechat", "o-abc")
    async with uow_factory() as uow:
        citizen = await uow.citizens.register([login], fresh="c1", now=clock.now())
        assert await uow.citizens.of_login(login) == citizen
        assert await uow.citizens.of_login(Login("miniapp", "o-abc")) is None
        await uow.commit()
