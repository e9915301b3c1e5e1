"""A step of a project is done: who follows is told what comes next and what to bring, once, and nobody else."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from affairs.advising.interest import InterestKind
from affairs.advising.interests import Interests
from affairs.advising.next_steps import NextSteps
from affairs.applications.application import Application, Principal, PrincipalKind
from affairs.approval.updates import UpdateKind
from affairs.cases.recording import Cases
from affairs.clock import NATIONAL
from affairs.people.principals import Role
from affairs.ports import UnitOfWorkFactory
from integrations.delivery import Dispatcher
from knowledge.guide import Guide, Item, ItemState, Material, Situation
from knowledge.learning import Scenario, ScenarioStep
from knowledge.snapshot import Snapshot
from tests.cases import CATALOGUE, ITEM, MONDAY, submitted, update
from tests.clocks import HandClock
from tests.contracts.test_advising import represents

SIGN, LATER = "XK-003", "XK-004"
MATERIALS = tuple(Material(f"材料{number}") for number in range(9))
PICTURE = Material("效果图")
PROJECT = Scenario("开饭店", steps=tuple(map(ScenarioStep, (ITEM, "XK-002", SIGN, LATER), ("", "", "挂招牌", ""))))
SNAPSHOT = Snapshot.of(
    replace(
        CATALOGUE,
        items=(
            *CATALOGUE.items,
            Item("XK-002", "早没了的许可", state=ItemState.ABOLISHED),
            Item(SIGN, "招牌设置"),
            Item(LATER, "消防检查"),
        ),
        guides=(
            *CATALOGUE.guides,
            Guide(
                SIGN,
                materials=(Material("效果图"),),
                situations=(Situation("新设", (Material("效果图"), Material("租赁合同"))),),
            ),
            Guide(LATER, materials=MATERIALS),
        ),
        scenarios=(PROJECT,),
    )
)
Granted = Callable[..., Awaitable[Application]]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(MONDAY + timedelta(days=3, hours=1))


@pytest.fixture
def interests(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Interests:
    return Interests(uow_factory, clock, lambda: SNAPSHOT)


@pytest.fixture
def granted(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Granted:
    """Have a case closed, told of twice, and the worker do what there is to do."""
    cases = Cases(uow_factory, lambda: SNAPSHOT, lambda: NATIONAL, clock)
    steps = NextSteps(uow_factory, lambda: SNAPSHOT, clock)

    async def grant(kind: UpdateKind = UpdateKind.CLOSED, **values: object) -> Application:
        made = await submitted(uow_factory, **values)
        for event in ("one", "two"):
            await cases.record_update(
                update(kind, 2, application_no=made.application_no, event_id=event + made.application_no)
            )
        await Dispatcher(uow_factory, {NextSteps.kind: steps}, clock).drain()
        return made

    return grant


async def told(uow_factory: UnitOfWorkFactory, citizen_id: str = "c-wang") -> list[str]:
    async with uow_factory(read_only=True) as uow:
        notices = await uow.notices.of_citizen(citizen_id, limit=50)
    return [each.text for each in notices if each.title == "下一步该办什么"]


async def wang(uow_factory: UnitOfWorkFactory, interests: Interests) -> None:
    await submitted(uow_factory, item_code=LATER, submitted_at=None)
    await interests.subscribe("c-wang", [(InterestKind.NEXT, "")])


async def test_what_comes_next_and_what_to_bring(
    uow_factory: UnitOfWorkFactory, interests: Interests, granted: Granted
):
    await wang(uow_factory, interests)
    await granted()
    (text,) = await told(uow_factory)
    assert text.startswith("“食品经营许可”已办好。“开饭店”下一步：招牌设置（挂招牌）。")
    assert "要准备：效果图、租赁合同。" in text
    assert "退订" in text


async def test_what_was_handed_in_already_is_passed_over(
    uow_factory: UnitOfWorkFactory, interests: Interests, granted: Granted
):
    await wang(uow_factory, interests)
    await submitted(uow_factory, item_code=SIGN)
    await granted()
    (text,) = await told(uow_factory)
    assert "下一步：消防检查" in text
    assert "材料7等9样" in text
    assert "材料8" not in text


async def test_who_follows_nothing_and_what_is_refused(
    uow_factory: UnitOfWorkFactory, interests: Interests, granted: Granted
):
    await granted()
    assert await told(uow_factory) == []
    await interests.subscribe("c-wang", [(InterestKind.NEXT, "")])
    await granted(UpdateKind.REFUSED)
    await granted(item_code=LATER)
    assert await told(uow_factory) == []


async def test_a_companys_project(
    uow_factory: UnitOfWorkFactory, clock: HandClock, interests: Interests, granted: Granted
):
    for person in ("wang", "li"):
        await submitted(uow_factory, person=person, submitted_at=None)
    company = await represents(uow_factory, clock, {"c-wang": Role.HANDLER, "c-li": Role.LEGAL})
    await interests.subscribe("c-li", [(InterestKind.NEXT, "")], company_id=company)
    await granted(principal=Principal(PrincipalKind.COMPANY, company))
    assert (len(await told(uow_factory, "c-li")), await told(uow_factory)) == (1, [])
    await submitted(uow_factory, person="li", item_code=SIGN, principal=Principal(PrincipalKind.COMPANY, company))
    await granted(principal=Principal(PrincipalKind.COMPANY, company), variant="又一家")
    assert any("消防检查" in each for each in await told(uow_factory, "c-li")), (
        "what a colleague handed in is passed over"
    )
