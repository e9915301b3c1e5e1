"""Questions on their way to the desk, also while the database is away."""

import asyncio
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.errors import StoreUnavailable
from affairs.ports import AskedQuestion, UnitOfWork, UnitOfWorkFactory
from integrations.preferences import StoredPreferences
from integrations.recorder import BufferedRecorder
from tests.clocks import START, HandClock
from tests.conditions import eventually


def asked(n: int) -> AskedQuestion:
    return AskedQuestion(START + timedelta(seconds=n), "wechat", f"问题{n}", "declined")


async def stored(uow_factory: UnitOfWorkFactory) -> list[str]:
    async with uow_factory(read_only=True) as uow:
        return [question.text for question in await uow.questions.recent(["declined"], 100_000)][::-1]


class Switch:
    """A factory whose store can be taken away."""

    def __init__(self, factory: UnitOfWorkFactory) -> None:
        self.factory = factory
        self.away = False
        self.opened = 0

    def __call__(self, *, read_only: bool = False) -> UnitOfWork:
        if self.away:
            raise StoreUnavailable
        self.opened += 1
        return self.factory(read_only=read_only)


async def test_questions_are_stored_soon(uow_factory: UnitOfWorkFactory) -> None:
    async with BufferedRecorder(uow_factory, interval=0.05) as recorder:
        for n in range(1200):
            recorder.record(asked(n))

        async def all_there() -> bool:
            return len(await stored(uow_factory)) == 1200

        await eventually(all_there)
    assert await stored(uow_factory) == [f"问题{n}" for n in range(1200)]


async def test_what_comes_while_others_are_stored_waits_for_the_next_time(uow_factory: UnitOfWorkFactory) -> None:
    async with BufferedRecorder(uow_factory, interval=3600) as recorder:

        class Busy:
            def __call__(self, *, read_only: bool = False) -> UnitOfWork:
                recorder.record(asked(9))  # somebody asks meanwhile, every time
                return uow_factory(read_only=read_only)

        recorder._unit_of_work = Busy()
        for n in range(3):
            recorder.record(asked(n))
        assert await recorder.flush()
        assert len(recorder) == 1
        recorder._unit_of_work = uow_factory
    assert await stored(uow_factory) == [f"问题{n}" for n in (0, 1, 2, 9)], "closing stores the rest"


async def test_closing_stores_what_waits(uow_factory: UnitOfWorkFactory) -> None:
    async with BufferedRecorder(uow_factory, interval=3600) as recorder:
        recorder.record(asked(1))
    assert await stored(uow_factory) == ["问题1"]
    assert recorder.dropped == 0


async def test_an_outage_is_survived_and_the_surplus_counted(uow_factory: UnitOfWorkFactory) -> None:
    switch = Switch(uow_factory)
    async with BufferedRecorder(switch, interval=0.02, limit=10) as recorder:
        switch.away = True
        for n in range(15):
            recorder.record(asked(n))
        assert not await recorder.flush()
        assert (len(recorder), recorder.dropped) == (10, 5)
        switch.away = False
        await eventually(lambda: not len(recorder))
    assert await stored(uow_factory) == [f"问题{n}" for n in range(5, 15)]


async def test_closing_in_an_outage_ends_and_counts(uow_factory: UnitOfWorkFactory) -> None:
    switch = Switch(uow_factory)
    switch.away = True
    async with asyncio.timeout(5):
        async with BufferedRecorder(switch, closing=0.2) as recorder:
            recorder.record(asked(1))
    assert recorder.dropped == 1


async def test_a_question_the_store_refuses_does_not_block_the_others(uow_factory: UnitOfWorkFactory) -> None:
    async with BufferedRecorder(uow_factory, interval=3600) as recorder:
        recorder.record(AskedQuestion(START.replace(tzinfo=None), "wechat", "坏的", "declined"))
        await recorder.flush()
        recorder.record(asked(2))
    assert await stored(uow_factory) == ["问题2"]
    assert recorder.dropped == 1


async def test_preferences_are_kept_and_never_raise(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    switch = Switch(uow_factory)
    preferences = StoredPreferences(switch, clock)
    await preferences.remember_region("wechat", "u", "220102")
    assert await preferences.region("wechat", "u") == "220102"
    assert await preferences.flush()
    assert await preferences.region("wechat", "u") == "220102"
    switch.away = True
    assert await preferences.region("wechat", "u") == ""
    await preferences.remember_region("wechat", "u", "220103")
    assert not await preferences.flush()
    assert await preferences.region("wechat", "u") == "220103"
    switch.away = False
    assert await preferences.flush()
    assert await StoredPreferences(uow_factory, clock).region("wechat", "u") == "220103"


async def test_districts_that_are_chosen_together_are_stored_together_and_by_themselves(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    switch = Switch(uow_factory)
    preferences = StoredPreferences(switch, clock, interval=0.01)
    for number in range(50):
        await preferences.remember_region("wechat", f"u{number}", "220102")
    others = StoredPreferences(uow_factory, clock)
    await eventually(lambda: stored_region(others, "u49"))
    assert switch.opened == 1


async def test_leaving_stores_what_was_chosen(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    async with StoredPreferences(uow_factory, clock, interval=3600) as preferences:
        await preferences.remember_region("wechat", "u", "220102")
    assert await StoredPreferences(uow_factory, clock).region("wechat", "u") == "220102"


async def stored_region(preferences: StoredPreferences, user: str) -> bool:
    return bool(await preferences.region("wechat", user))


async def test_people_who_come_together_are_read_together(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    switch = Switch(uow_factory)
    preferences = StoredPreferences(switch, clock)
    await preferences.remember_region("wechat", "u3", "220103")
    await preferences.flush()
    switch.opened = 0
    answers = await asyncio.gather(*(preferences.region("wechat", f"u{n}") for n in range(250)))
    assert answers == ["220103" if n == 3 else "" for n in range(250)]
    assert switch.opened <= 4
    switch.away = True
    assert await asyncio.gather(*(preferences.region("wechat", f"u{n}") for n in range(5))) == [""] * 5


async def test_one_who_waits_no_longer_takes_nothing_from_the_others(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    preferences = StoredPreferences(uow_factory, clock)
    await preferences.remember_region("wechat", "u1", "220103")
    await preferences.flush()
    gone = asyncio.create_task(preferences.region("wechat", "u0"))
    stays = asyncio.create_task(preferences.region("wechat", "u1"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "220103"


async def test_no_openid_is_in_the_database(
    engine: AsyncEngine, uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    async with StoredPreferences(uow_factory, clock) as preferences:
        await preferences.remember_region("wechat", "oSECRETopenid", "220102")
    async with engine.connect() as connection:
        rows = (await connection.exec_driver_sql("SELECT * FROM preferences")).all()
    assert rows
    assert "oSECRET" not in str(rows)
