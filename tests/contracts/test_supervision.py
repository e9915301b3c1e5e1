"""Dealing cards: each once, whoever sweeps, and again by another calendar; on SQLite and PostgreSQL alike."""

import asyncio
from datetime import date, timedelta

import pytest

from affairs.approval.system import Receipt
from affairs.approval.updates import UpdateKind
from affairs.cases.recording import Cases
from affairs.clock import NATIONAL, CalendarEdits, CalendarEntry, WorkCalendar, edited_calendar
from affairs.ports import UnitOfWorkFactory
from affairs.supervision.sweep import Supervision
from affairs.supervision.thresholds import Thresholds, ThresholdsOf
from tests.cases import ITEM, MONDAY, SNAPSHOT, submitted, update
from tests.clocks import HandClock

SILENT = ThresholdsOf(items={ITEM: Thresholds(silence_grants=True)})


class Desk:
    """The use cases that write cases and those that supervise them, on a calendar that can be edited."""

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
        self.calendar: WorkCalendar = NATIONAL
        self.uow, self.clock = uow_factory, clock
        self.cases = Cases(uow_factory, lambda: SNAPSHOT, lambda: self.calendar, clock, SILENT)
        self.supervision = Supervision(uow_factory, lambda: SNAPSHOT, lambda: self.calendar, clock, SILENT)

    async def dealt(self) -> list[tuple[str, str, date]]:
        return [(each.term, each.level, each.day) for each in reversed(await self.supervision.alerts(limit=50))]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY + timedelta(hours=1))


@pytest.fixture
def desk(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Desk:
    return Desk(uow_factory, clock)


async def test_silence_after_the_receipt_is_carded_once(desk: Desk, clock: HandClock):
    number = (await submitted(desk.uow)).application_no
    await desk.cases.received([Receipt("rest", number, "R-1")])
    assert await desk.supervision.sweep() == 0
    clock.advance(4 * 86400)
    assert sum(await asyncio.gather(*(desk.supervision.sweep() for _ in range(4)))) == 1
    clock.advance(4 * 86400)
    assert await desk.supervision.sweep() == 1
    assert await desk.supervision.sweep() == 0
    assert await desk.dealt() == [
        ("acceptance", "yellow", date(2026, 3, 6)),
        ("acceptance", "red", date(2026, 3, 10)),
    ]


async def test_what_happens_moves_the_cards_and_what_was_dealt_is_not_dealt_again(desk: Desk, clock: HandClock):
    number = (await submitted(desk.uow)).application_no
    await desk.cases.record_update(update(UpdateKind.ACCEPTED, 0.01, application_no=number))
    clock.advance(8 * 86400)
    await desk.supervision.sweep()
    before = await desk.dealt()
    assert [(term, level) for term, level, _ in before] == [("stage", "yellow"), ("stage", "red")]
    await desk.cases.record_update(update(UpdateKind.REVIEWED, 8, application_no=number))
    await desk.cases.record_update(update(UpdateKind.CLOSED, 8.01, application_no=number))
    clock.advance(60 * 86400)
    assert await desk.supervision.sweep() == 0
    assert await desk.dealt() == before


async def test_silence_grants_where_the_item_says_so_and_the_applicant_is_told(desk: Desk, clock: HandClock):
    application = await submitted(desk.uow)
    await desk.cases.record_update(update(UpdateKind.ACCEPTED, 0.01, application_no=application.application_no))
    clock.advance(40 * 86400)
    await desk.supervision.sweep()
    assert ("statutory", "granted", date(2026, 3, 31)) in await desk.dealt()
    async with desk.uow(read_only=True) as uow:
        titles = [notice.title for notice in await uow.notices.of_citizen(application.citizen_id, limit=10)]
    assert titles == ["超时默认", "已受理"]


async def test_another_calendar_moves_what_is_planned(desk: Desk, clock: HandClock):
    number = (await submitted(desk.uow)).application_no
    await desk.cases.record_update(update(UpdateKind.ACCEPTED, 0.01, application_no=number))
    days = [CalendarEntry(date(2026, 3, day), working=False, name="台风停工") for day in (3, 4, 5, 6)]
    desk.calendar = edited_calendar(CalendarEdits(tuple(days), ()))
    clock.advance(5 * 86400)
    assert await desk.supervision.sweep() == 0  # by the national calendar a card would be due on the 6th
    clock.advance(5 * 86400)
    await desk.supervision.sweep()
    assert (await desk.dealt())[0] == ("stage", "yellow", date(2026, 3, 12))


async def test_alerts_are_counted_by_department_item_and_level(desk: Desk, clock: HandClock):
    for _ in range(3):
        number = (await submitted(desk.uow)).application_no
        await desk.cases.received([Receipt("rest", number, number)])
    clock.advance(30 * 86400)
    await desk.supervision.sweep()
    async with desk.uow(read_only=True) as uow:
        counts = await uow.supervision.counts(MONDAY, clock.now() + timedelta(seconds=1))
    assert counts == {("市场监督管理局", ITEM, "yellow"): 3, ("市场监督管理局", ITEM, "red"): 3}
