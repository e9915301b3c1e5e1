"""Figures of a span, and the ratings in the standard's columns; on SQLite and PostgreSQL alike."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from affairs.approval.updates import UpdateKind
from affairs.clock import NATIONAL
from affairs.errors import InvalidValue, NoSuchCase
from affairs.people.citizens import Citizen
from affairs.ports import UnitOfWorkFactory
from affairs.ratings.export import COLUMNS, RatingExport
from affairs.ratings.rating import Satisfaction
from affairs.ratings.rating_desk import Given, RatingDesk
from affairs.supervision.bulletin import Bulletins
from affairs.supervision.call_backs import CallBacks
from affairs.supervision.spans import Period, span_of
from affairs.supervision.sweep import Supervision
from handlers.cli.bulletin_workbook import write_workbook
from tests.cases import ITEM, MONDAY, SNAPSHOT, submitted, update, use_cases
from tests.clocks import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY + timedelta(days=25))


@pytest.fixture
async def month(uow_factory: UnitOfWorkFactory, clock: HandClock) -> UnitOfWorkFactory:
    """Three cases: one closed on time and rated badly, one late, one refused after a correction."""
    cases = use_cases(uow_factory, clock)
    told = [
        [(UpdateKind.ACCEPTED, 0.1), (UpdateKind.CLOSED, 4)],
        [(UpdateKind.ACCEPTED, 0.1), (UpdateKind.CLOSED, 24)],
        [(UpdateKind.CORRECTION_ASKED, 0.1), (UpdateKind.CORRECTION_RECEIVED, 1), (UpdateKind.ACCEPTANCE_REFUSED, 2)],
    ]
    numbers = []
    for story in told:
        numbers.append((await submitted(uow_factory)).application_no)
        for kind, days in story:
            await cases.record_update(
                update(kind, days, application_no=numbers[-1], event_id=f"{numbers[-1]}-{days}", reason="材料不实")
            )
    async with uow_factory() as uow:
        wang = await uow.citizens.get("c-wang")
        assert wang is not None
        await uow.citizens.save(Citizen(wang.id, wang.created_at, name="王小云"))
        await uow.commit()
    desk = RatingDesk(uow_factory, lambda: NATIONAL, clock)
    await desk.rate("c-wang", Given(numbers[0], Satisfaction.VERY_DISSATISFIED, "=1+1"))
    await desk.rate("c-wang", Given(numbers[1], Satisfaction.VERY_SATISFIED))
    await Supervision(uow_factory, lambda: SNAPSHOT, lambda: NATIONAL, clock).sweep()
    return uow_factory


async def test_the_month_adds_up(month: UnitOfWorkFactory):
    bulletin = await Bulletins(month).of(span_of(Period.MONTHLY, date(2026, 3, 15)))
    (figures,) = bulletin.items
    assert (figures.department, figures.item_code, figures.item_name) == ("市场监督管理局", ITEM, "食品经营许可")
    assert (figures.received, figures.accepted, figures.closed, figures.refused) == (3, 2, 3, 1)
    assert (figures.timed, figures.on_time, figures.corrections) == (2, 1, 1)
    assert (figures.days_used, figures.days_promised) == (4 + 18, 20)
    assert (figures.rated, figures.bad, figures.stars) == (2, 1, 6)
    assert bulletin.total.on_time_rate == 0.5
    before = await Bulletins(month).of(span_of(Period.MONTHLY, date(2026, 2, 15)))
    assert before.items == ()
    assert before.total.on_time_rate is None


async def test_the_workbook_has_figures_and_charts_and_computes_nothing(month: UnitOfWorkFactory, tmp_path: Path):
    path = tmp_path / "march.xlsx"
    await asyncio.to_thread(write_workbook, await Bulletins(month).of(span_of(Period.MONTHLY, date(2026, 3, 15))), path)
    book = load_workbook(path)
    sums = book["按部门"]
    assert [cell.value for cell in sums[4]][:4] == ["市场监督管理局", 3, 2, 3]
    assert sums["G5"].value == 0.5
    assert len(sums._charts) == 3
    assert book["按事项"]["B4"].value == "食品经营许可"


async def test_ratings_are_exported_in_the_standards_columns(month: UnitOfWorkFactory):
    span = span_of(Period.MONTHLY, date(2026, 3, 15))
    rows = [row async for row in RatingExport(month).rows(span.since, span.until)]
    assert len(COLUMNS) == len(rows[0]) == 8
    assert [(row[2], row[3], row[5], row[6]) for row in rows] == [
        ("王小云", "20260327T090000", "5", "=1+1"),
        ("王小云", "20260327T090000", "1", ""),
    ]


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (Period.DAILY, date(2026, 3, 4), date(2026, 3, 4), date(2026, 3, 4)),
        (Period.WEEKLY, date(2026, 3, 1), date(2026, 2, 23), date(2026, 3, 1)),
        (Period.MONTHLY, date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        (Period.MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_spans_are_whole_days_weeks_and_months(period: Period, day: date, first: date, last: date):
    span = span_of(period, day)
    assert (span.first, span.last) == (first, last)
    assert span.until - span.since == (last - first) + timedelta(days=1)


async def test_a_sample_is_drawn_once_and_its_answers_are_kept(month: UnitOfWorkFactory, clock: HandClock):
    calls, day = CallBacks(month, clock), date(2026, 3, 1)
    assert await calls.listed(day) == []
    drawn = await calls.draw(day, 2)
    assert len(drawn) == 2
    assert {each.department for each in drawn} == {"市场监督管理局"}
    assert await calls.draw(day, 3) == drawn
    await calls.answer(day, drawn[0].application_no, {"按时办结": "是"})
    told = {each.application_no: each for each in await calls.listed(day)}[drawn[0].application_no]
    assert (told.answers, told.answered_at) == ({"按时办结": "是"}, clock.now())
    with pytest.raises(NoSuchCase):
        await calls.answer(date(2026, 4, 1), drawn[0].application_no, {"按时办结": "是"})
    with pytest.raises(InvalidValue):
        await calls.answer(day, drawn[0].application_no, {"按时办结": "是" * 600})
    assert await calls.draw(date(2026, 2, 1), 2) == []
