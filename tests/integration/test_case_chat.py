"""Asking for one's case in a chat: by words, by number, by a QR code; one's own alone."""

from datetime import timedelta

import pytest

from affairs.approval.updates import CorrectionLine, UpdateKind
from affairs.cases.viewing import CaseViewing
from affairs.clock import NATIONAL
from affairs.people.citizens import Login
from affairs.ports import UnitOfWorkFactory
from bot import phrases
from bot.messages import Kind
from integrations.wechat.miniapp import NoLogin
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.cases import MONDAY, SNAPSHOT, submitted, update, use_cases
from tests.clocks import HandClock
from tests.dialogue import Citizen, Hall


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY + timedelta(days=9))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.of(read([sample_path()]).catalogue)


@pytest.fixture
async def hall(uow_factory: UnitOfWorkFactory, clock: HandClock, snapshot: Snapshot) -> Hall:
    viewing = CaseViewing(uow_factory, lambda: SNAPSHOT, lambda: NATIONAL, NoLogin(), clock)
    return Hall(snapshot, cases=viewing)


async def person(uow_factory: UnitOfWorkFactory, hall: Hall, name: str) -> Citizen:
    """Somebody whose chat is the account of the citizen NAME."""
    async with uow_factory() as uow:
        await uow.citizens.register([Login("miniapp", f"o-{name}"), Login("test", name)], fresh=f"c-{name}", now=MONDAY)
        await uow.commit()
    return Citizen(hall, name)


async def test_ones_own_case_is_told_with_what_does_not_count(
    uow_factory: UnitOfWorkFactory, hall: Hall, clock: HandClock
):
    wang, cases = await person(uow_factory, hall, "wang"), use_cases(uow_factory, clock)
    number = (await submitted(uow_factory)).application_no
    for each in (
        update(UpdateKind.ACCEPTED, 1, application_no=number),
        update(UpdateKind.SPECIAL_STARTED, 2, application_no=number, special="听证", reason="利害关系人申请"),
        update(UpdateKind.SPECIAL_ENDED, 4, application_no=number, special="听证"),
    ):
        await cases.record_update(each)
    for asked in ("我的执照办得怎么样了？", number, f"帮我查一下{number.lower()}", f"{number[:6]} {number[6:]}"):
        said = (await wang.say(asked)).text
        assert "食品经营许可" in said
        assert "承诺时限10个工作日：已用4，还剩6" in said
        assert "听证3月5日至3月6日" in said
    scanned = (await wang.event(Kind.SCAN, event_key=f"case:{number}")).text
    assert "已受理，正在审核" in scanned


async def test_a_correction_says_what_is_wrong(uow_factory: UnitOfWorkFactory, hall: Hall, clock: HandClock):
    wang = await person(uow_factory, hall, "wang")
    number = (await submitted(uow_factory)).application_no
    lines = (CorrectionLine("营业场所证明", "租赁合同没有签字"),)
    until = MONDAY + timedelta(days=20)
    asked = update(UpdateKind.CORRECTION_ASKED, 1, application_no=number, corrections=lines, until=until)
    await use_cases(uow_factory, clock).record_update(asked)
    said = (await wang.say("办到哪一步了")).text
    assert "等您补正材料" in said
    assert "1. 营业场所证明：租赁合同没有签字" in said
    assert "2026年3月22日前" in said


async def test_several_are_listed_and_none_is_said(uow_factory: UnitOfWorkFactory, hall: Hall):
    wang = await person(uow_factory, hall, "wang")
    assert (await wang.say("我的申请进度")).text == phrases.CASES_NONE
    numbers = [(await submitted(uow_factory)).application_no for _ in range(2)]
    said = (await wang.say("我的申请进度")).text
    assert all(number in said for number in numbers)


async def test_a_strangers_number_says_nothing(uow_factory: UnitOfWorkFactory, hall: Hall):
    li = await person(uow_factory, hall, "li")
    number = (await submitted(uow_factory)).application_no
    assert (await li.say(number)).text == phrases.CASE_UNKNOWN
    assert (await hall.citizen().say(number)).text.startswith(phrases.CASES_SIGN_IN)


async def test_a_store_that_is_away_costs_an_apology_alone(snapshot: Snapshot, hall: Hall):
    class Away:
        def __call__(self, *, read_only: bool = False) -> object:
            raise OSError

    viewing = CaseViewing(Away(), lambda: SNAPSHOT, lambda: NATIONAL, NoLogin(), HandClock())  # type: ignore[arg-type]
    assert (await Hall(snapshot, cases=viewing).citizen().say("我的申请进度")).text == phrases.APOLOGY
