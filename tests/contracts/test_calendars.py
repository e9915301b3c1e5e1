"""What a deployment sets in the calendar, upon SQLite and PostgreSQL."""

from datetime import date

import pytest

from affairs.clock import NATIONAL
from affairs.clock.editing import Calendars
from affairs.clock.notice import Notice, read_notice
from affairs.errors import InvalidValue
from affairs.ports import UnitOfWorkFactory
from integrations.calendar import CalendarHolder
from tests.clocks import HandClock
from tests.unit.clock.test_calendar import NOTICE_2027

TYPHOON = date(2026, 8, 17)


@pytest.fixture
def calendars(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Calendars:
    return Calendars(uow_factory, clock)


async def test_nothing_set_is_the_national_calendar(calendars: Calendars) -> None:
    assert (await calendars.current()).mark == NATIONAL.mark


async def test_a_notice_is_imported_and_replaced_by_the_next(calendars: Calendars) -> None:
    first = await calendars.import_notice(read_notice(NOTICE_2027, 2027), source="2027.csv")
    assert first.mark == (await calendars.current()).mark
    assert 2027 in first.known_years
    later = NOTICE_2027.replace("2027-02-20,上班", "2027-02-21,上班")
    second = await calendars.import_notice(read_notice(later, 2027), source="2027b.csv")
    assert second.is_working(date(2027, 2, 21))
    assert not second.is_working(date(2027, 2, 20)), "the row of the notice before is gone"


async def test_the_same_notice_twice_is_once(calendars: Calendars) -> None:
    marks = {(await calendars.import_notice(read_notice(NOTICE_2027, 2027), source=name)).mark for name in ("a", "b\0")}
    assert len(marks) == 1


async def test_days_set_by_hand(calendars: Calendars) -> None:
    assert not (await calendars.set_day(TYPHOON, working=False, name="台风停工")).is_working(TYPHOON)
    assert (await calendars.set_day(TYPHOON, working=True)).is_working(TYPHOON)
    assert await calendars.unset_day(TYPHOON)
    assert not await calendars.unset_day(TYPHOON)
    assert (await calendars.current()).mark == NATIONAL.mark


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2500, 1, 1)])
async def test_days_of_other_ages_are_refused(calendars: Calendars, day: date) -> None:
    with pytest.raises(InvalidValue):
        await calendars.set_day(day, working=False)


async def test_a_faulty_notice_changes_nothing(calendars: Calendars) -> None:
    for notice in (read_notice(NOTICE_2027 + "x,y,z\n", 2027), Notice(2027, (), ())):
        with pytest.raises(InvalidValue):
            await calendars.import_notice(notice, source="x")
    with pytest.raises(InvalidValue):
        await calendars.set_day(TYPHOON, working=False, name="长" * 41)
    assert (await calendars.current()).mark == NATIONAL.mark


async def test_a_process_notices_what_another_has_set(calendars: Calendars) -> None:
    holder = CalendarHolder(calendars)
    assert holder() is NATIONAL
    assert not await holder.refresh()
    await calendars.set_day(TYPHOON, working=False)
    assert await holder.refresh()
    assert not holder().is_working(TYPHOON)
    assert not await holder.refresh()
