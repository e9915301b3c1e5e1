"""Recording what happened to a case: once, in any order, and never back; on SQLite and PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.applications.application import ApplicationState
from affairs.approval.errors import FieldFault
from affairs.approval.system import Receipt
from affairs.approval.updates import CorrectionLine, UpdateKind
from affairs.cases.case import Case, Phase, Standing, Waiting
from affairs.cases.recording import Cases, Recorded
from affairs.cases.reporting import REPORT
from affairs.clock import NATIONAL
from affairs.errors import NoSuchCase
from affairs.notifications.notice import Attempt, Outcome, Way
from affairs.ports import UnitOfWorkFactory
from tests.cases import MONDAY, SNAPSHOT, submitted, update, use_cases
from tests.clocks import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY + timedelta(days=10, hours=1))


async def read(uow_factory: UnitOfWorkFactory, number: str) -> Case:
    async with uow_factory(read_only=True) as uow:
        case = await uow.cases.get(number)
        assert case is not None
        return case


async def test_a_case_is_opened_by_its_receipt_once(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    opened = await asyncio.gather(*(cases.received([Receipt("rest", number, "R-1")]) for _ in range(4)))
    assert {case.receipt_no for (case,) in opened} == {"R-1"}
    case = await read(uow_factory, number)
    assert (case.system, case.phase, case.department) == ("rest", Phase.SUBMITTED, "市场监督管理局")
    assert case.promised is not None
    assert (case.item_name, case.promised.days) == ("食品经营许可", 10)
    with pytest.raises(NoSuchCase):
        await cases.received([Receipt("rest", "SB0000", "R-2")])


async def test_many_are_opened_at_once_and_none_without_all(uow_factory: UnitOfWorkFactory, clock: HandClock):
    """Also where two workers, and a push from the system, come upon the same cases at the same time."""
    numbers = [(await submitted(uow_factory)).application_no for _ in range(12)]
    one, two = use_cases(uow_factory, clock), use_cases(uow_factory, clock)
    receipts = [Receipt("rest", number, f"R-{number}") for number in numbers]
    with pytest.raises(NoSuchCase):
        await one.received([*receipts, Receipt("rest", "SB0000", "R-2")])
    async with uow_factory(read_only=True) as uow:
        assert not await uow.cases.several(numbers)
    pushed = update(UpdateKind.ACCEPTED, 1, application_no=numbers[3])
    await asyncio.gather(one.received(receipts), two.received(receipts[::-1]), two.record_update(pushed))
    async with uow_factory(read_only=True) as uow:
        known = await uow.cases.several(numbers)
    assert {number: case.receipt_no for number, (case, _) in known.items()} == {no: f"R-{no}" for no in numbers}
    assert {no for no, (case, _) in known.items() if case.phase is Phase.ACCEPTED} == {numbers[3]}
    assert [len(known[number][1]) for number in numbers[2:5]] == [0, 1, 0]


async def test_an_update_counts_once_and_is_found_by_either_number(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    await cases.received([Receipt("rest", number, "R-1")])
    accepted = update(UpdateKind.ACCEPTED, 1, receipt_no="R-1", actor="张三")
    outcomes = await asyncio.gather(*(cases.record_update(accepted) for _ in range(5)))
    assert sorted(outcomes) == [Recorded.APPLIED, *[Recorded.SEEN] * 4]
    case = await read(uow_factory, number)
    assert (case.phase, case.accepted_at) == (Phase.ACCEPTED, accepted.at)
    with pytest.raises(NoSuchCase):
        await cases.record_update(update(UpdateKind.ACCEPTED, 1, event_id="x", receipt_no="nobody's"))


async def test_the_story_is_the_same_in_any_order_and_a_step_back_is_refused(
    uow_factory: UnitOfWorkFactory, clock: HandClock
):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    told = [
        (update(UpdateKind.REVIEWED, 3, application_no=number), Recorded.APPLIED),
        (update(UpdateKind.ACCEPTED, 1, application_no=number), Recorded.LATE),
        (update(UpdateKind.UNKNOWN, 4, application_no=number, foreign="会签中"), Recorded.UNKNOWN),
        (update(UpdateKind.ACCEPTED, 5, application_no=number), Recorded.BACKWARD),
    ]
    for each, expected in told:
        assert await cases.record_update(each) is expected
    case = await read(uow_factory, number)
    assert (case.phase, case.accepted_at, case.foreign) == (Phase.REVIEWED, MONDAY + timedelta(days=1), "会签中")
    async with uow_factory(read_only=True) as uow:
        events = await uow.cases.events(number)
    assert [event.update for event in events] == [each for each, _ in told]
    assert events[-1].standing is Standing.BACKWARD


async def test_the_application_follows_its_case(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    until = MONDAY + timedelta(days=20)
    lines = (CorrectionLine("身份证复印件", "模糊不清", "规程第三条"),)
    states = []
    for each in (
        update(UpdateKind.CORRECTION_ASKED, 1, application_no=number, corrections=lines, until=until),
        update(UpdateKind.CORRECTION_RECEIVED, 2, application_no=number),
        update(UpdateKind.ACCEPTED, 3, application_no=number),
        update(UpdateKind.CLOSED, 7, application_no=number, licence_name="食品经营许可证"),
    ):
        await cases.record_update(each)
        async with uow_factory(read_only=True) as uow:
            application = await uow.applications.get(number)
            assert application is not None
            states.append(application.state)
    assert states == [
        ApplicationState.CORRECTION,
        ApplicationState.SUBMITTED,
        ApplicationState.SUBMITTED,
        ApplicationState.CLOSED,
    ]
    async with uow_factory(read_only=True) as uow:
        acts = await uow.applications.acts(number)
    assert acts[0].act == "correction"
    assert acts[0].details["lines"] == [["身份证复印件", "模糊不清", "规程第三条"]]
    assert acts[0].details["until"] == until.isoformat()
    case = await read(uow_factory, number)
    assert (case.phase, case.waiting, case.days_used, case.on_time) == (Phase.CLOSED, Waiting.NOTHING, 2, True)


async def test_the_applicant_is_told_once_of_what_matters(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, application = use_cases(uow_factory, clock), await submitted(uow_factory)
    number = application.application_no
    accepted = update(UpdateKind.ACCEPTED, 1, application_no=number)
    for each in (accepted, accepted, update(UpdateKind.STEP, 2, application_no=number, stage="现场核查")):
        await cases.record_update(each)
    await cases.record_update(update(UpdateKind.RECEIVED, 0.5, application_no=number))
    async with uow_factory() as uow:
        inbox = await uow.notices.of_citizen(application.citizen_id, limit=10)
        rows = await uow.outbox.claim(["notice"], worker="w", now=clock.now(), lease=60, limit=10)
    assert [notice.title for notice in inbox] == ["已受理"]
    assert number in inbox[0].text
    assert [row.payload for row in rows] == [{"notice": inbox[0].id}]


async def test_a_refusal_is_told_to_the_applicant_and_to_supervision(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, application = use_cases(uow_factory, clock), await submitted(uow_factory)
    number = application.application_no
    refused = update(
        UpdateKind.REFUSED, 3, application_no=number, reason="场所不符合要求", basis="食品安全法第三十三条"
    )
    for each in (update(UpdateKind.ACCEPTED, 1, application_no=number), refused, refused):
        await cases.record_update(each)
        clock.advance(1)
    async with uow_factory(read_only=True) as uow:
        inbox = await uow.notices.of_citizen(application.citizen_id, limit=10)
        alerts = await uow.supervision.alerts(limit=10)
        closed = await uow.applications.get(number)
    assert inbox[0].title == "不予许可"
    assert "场所不符合要求" in inbox[0].text
    assert "六十日内申请行政复议" in inbox[0].text
    assert "六个月内" in inbox[0].text
    assert [(alert.level, alert.notice and alert.notice.basis) for alert in alerts] == [
        ("refusal", "食品安全法第三十三条")
    ]
    assert closed is not None
    assert closed.state is ApplicationState.CLOSED


async def test_what_the_authority_wrote_is_sealed(
    uow_factory: UnitOfWorkFactory, engine: AsyncEngine, clock: HandClock
):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    refused = update(UpdateKind.REFUSED, 3, application_no=number, reason="王小云材料不实", opinion="王小云")
    await cases.record_update(refused)
    async with engine.connect() as connection:
        for table in ("case_events", "alerts", "notices", "outbox", "cases"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()
            assert rows
            assert "王小云" not in str(rows)
            assert "王小云".encode() not in b"".join(v for row in rows for v in row if isinstance(v, bytes))


async def test_names_that_are_too_long_are_kept_apart(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    for end in ("a", "b", "a"):
        long = update(UpdateKind.STEP, 1, application_no=number, event_id="长" * 500 + end, stage="审" * 500)
        await cases.record_update(long)
    async with uow_factory(read_only=True) as uow:
        assert len(await uow.cases.events(number)) == 2


async def test_what_no_system_takes_is_told_to_staff_once(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, application = use_cases(uow_factory, clock), await submitted(uow_factory)
    faults = [FieldFault("applicant.id_number", "bad-format", "证件号码格式不对")]
    for _ in range(2):
        await cases.rejected(application.application_no, system="rest", reason="数据校验未通过", faults=faults)
    async with uow_factory(read_only=True) as uow:
        (alert,) = await uow.supervision.alerts(limit=5)
        (notice,) = await uow.notices.of_citizen(application.citizen_id, limit=5)
    assert alert.level == "undelivered"
    assert alert.notice is not None
    assert alert.notice.reason == "数据校验未通过；applicant.id_number：证件号码格式不对"
    assert notice.title == "正在人工处理"


async def test_a_supplement_that_was_delivered_ends_the_stop_of_its_own_correction(
    uow_factory: UnitOfWorkFactory, clock: HandClock
):
    cases, number = use_cases(uow_factory, clock), (await submitted(uow_factory)).application_no
    ahead = clock.now() + timedelta(minutes=5)  # the authority's clock goes before ours
    first = replace(update(UpdateKind.CORRECTION_ASKED, 1, application_no=number), at=ahead)
    await cases.record_update(first)
    clock.advance(60)
    handed_in = clock.now()
    clock.advance(600)
    told = {"system": "rest", "key": f"case-supplement:{number}:5", "handed_in": handed_in}
    assert await cases.supplemented(number, **told) is Recorded.APPLIED
    assert (await read(uow_factory, number)).waiting is Waiting.NOTHING
    assert await cases.supplemented(number, **told) is Recorded.SEEN
    await cases.record_update(replace(first, event_id="again", at=clock.now()))
    late = told | {"key": f"case-supplement:{number}:4"}
    assert await cases.supplemented(number, **late) is Recorded.LATE
    assert (await read(uow_factory, number)).waiting is Waiting.CORRECTION


async def test_old_notices_go_once_nothing_more_is_to_be_sent(uow_factory: UnitOfWorkFactory, clock: HandClock):
    cases, application = use_cases(uow_factory, clock), await submitted(uow_factory)
    number, citizen = application.application_no, application.citizen_id
    await cases.record_update(update(UpdateKind.ACCEPTED, 1, application_no=number))
    clock.advance(86400)
    await cases.record_update(update(UpdateKind.CLOSED, 2, application_no=number))
    async with uow_factory() as uow:
        later, first = await uow.notices.of_citizen(citizen, limit=5)
        await uow.notices.record(Attempt(first.id, Way.TEMPLATE, Outcome.SENT, clock.now()))
        assert await uow.notices.purge(clock.now(), 10) == 0
        await uow.notices.settle(first.id, now=clock.now())
        await uow.notices.settle(later.id, now=clock.now())
        assert await uow.notices.purge(clock.now(), 10) == 1
        assert [each.id for each in await uow.notices.of_citizen(citizen, limit=5)] == [later.id]
        assert await uow.notices.attempts(first.id) == []
        await uow.commit()


async def test_a_case_that_is_over_is_reported_once_to_all_but_whoever_decided_it(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    number = (await submitted(uow_factory)).application_no
    cases = Cases(uow_factory, lambda: SNAPSHOT, lambda: NATIONAL, clock, reported_to=("rest", "province", "front"))
    await cases.received([Receipt("rest", number, "R-1")])

    async def waiting() -> list[str]:
        async with uow_factory() as uow:
            rows = await uow.outbox.claim([REPORT], worker="w", now=clock.now(), lease=0, limit=10)
        assert all(row.payload["application_no"] == number for row in rows)
        return sorted(row.payload["system"] for row in rows)

    await cases.record_update(update(UpdateKind.ACCEPTED, 1, application_no=number))
    assert await waiting() == []
    for kind, days in ((UpdateKind.CLOSED, 3), (UpdateKind.DELIVERED, 4), (UpdateKind.STEP, 2)):
        await cases.record_update(update(kind, days, application_no=number))
    assert await waiting() == ["front", "province"]
