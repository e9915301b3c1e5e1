"""What comes next in a running project (下一环节办件所需材料): told when a step of it is done, to whoever follows.

A project is a scenario of the catalogue (开饭店, 孩子出生): items in the order of doing. When one is granted, the first
later one for which nothing was handed in yet is told of, with what to bring.
"""

from collections.abc import Callable
from datetime import datetime

from affairs.advising.interest import InterestKind
from affairs.advising.projects import NEXT_STEP, later_steps
from affairs.applications.application import Principal, PrincipalKind
from affairs.cases.case import Case
from affairs.directory import guide_of
from affairs.errors import DomainError
from affairs.notifications.inbox import tell
from affairs.outbox import PermanentFailure
from affairs.ports import Clock, OutboxMessage, UnitOfWork, UnitOfWorkFactory
from knowledge.guide import Item, ItemState, Material
from knowledge.learning import Scenario
from knowledge.snapshot import Snapshot

__all__ = ["NextSteps", "lead_on", "next_step_text"]

MATERIALS = 8
"""Materials that a notice names; the guide has them all."""


async def lead_on(uow: UnitOfWork, snapshot: Snapshot, before: Case, after: Case, now: datetime) -> None:
    """Once a case is granted that has later steps in a project: have the worker tell of them."""
    if after.phase.granted and not before.phase.granted and any(later_steps(snapshot, after.item_code)):
        number = after.application_no
        await uow.outbox.put(NEXT_STEP, f"{NEXT_STEP}:{number}", {"application_no": number}, now=now)


class NextSteps:
    """Carries out outbox rows of kind ``next-step``."""

    kind = NEXT_STEP

    def __init__(self, unit_of_work: UnitOfWorkFactory, snapshot: Callable[[], Snapshot], clock: Clock) -> None:
        self._unit_of_work, self._snapshot, self._clock = unit_of_work, snapshot, clock

    async def __call__(self, message: OutboxMessage) -> None:
        """Tell the followers; once, however often it is done. Raises PermanentFailure."""
        number = message.payload.get("application_no")
        if not isinstance(number, str):
            raise PermanentFailure("payload without an application")
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            case = await uow.cases.get(number)
            application = await uow.applications.get(number)
            if case is None or application is None:
                return
            followers = await self._followers(uow, case.citizen_id, application.principal)
            found = await self._next(uow, case, application.principal) if followers else None
            if found is not None:
                text = next_step_text(self._snapshot(), case, *found)
                key = f"next {number} {found[1].code}"
                for citizen_id in followers:
                    await tell(uow, citizen_id, key, "下一步该办什么", text, now=now)
            await uow.commit()

    async def _followers(self, uow: UnitOfWork, citizen_id: str, principal: Principal) -> list[str]:
        """Who asked to be told: who applied, and of a company's project those whom it has told."""
        own = {each.kind for each in await uow.interests.of_citizen(citizen_id)}
        found = {citizen_id} if InterestKind.NEXT in own else set()
        if principal.kind is PrincipalKind.COMPANY:
            found |= set(await uow.interests.company_followers(principal.id, InterestKind.NEXT, self._clock.now()))
        return sorted(found)

    async def _next(self, uow: UnitOfWork, case: Case, principal: Principal) -> tuple[Scenario, Item] | None:
        items = self._snapshot().catalogue.items_by_code
        for scenario, code in later_steps(self._snapshot(), case.item_code):
            item = items.get(code)
            if item is None or item.state is not ItemState.IN_FORCE:
                continue
            if not await uow.applications.applied_for(case.citizen_id, code, principal):
                return scenario, item
        return None


def next_step_text(snapshot: Snapshot, case: Case, scenario: Scenario, item: Item) -> str:
    """What is told: the step that is done, the next one and why, what to bring for it. Pure."""
    why = next((step.why for step in scenario.steps if step.item == item.code), "")
    lines = [f"“{case.item_name}”已办好。“{scenario.name}”下一步：{item.name}{f'（{why}）' if why else ''}。"]
    if names := [each.name for each in _materials(snapshot, item.code, case.region)]:
        lines.append(f"要准备：{'、'.join(names[:MATERIALS])}{f'等{len(names)}样' if len(names) > MATERIALS else ''}。")
    lines.append("回复“退订”不再提醒。")
    return "".join(lines)


def _materials(snapshot: Snapshot, item_code: str, region: str) -> list[Material]:
    """What the guide of the region asks for of everybody, by name once; of situations nothing is known yet."""
    try:
        _, guide = guide_of(snapshot, item_code, region=region if region in snapshot.catalogue.regions_by_code else "")
    except DomainError:
        return []
    asked = (*guide.materials, *(guide.situations[0].materials if guide.situations else ())) if guide else ()
    return list({each.name: each for each in asked}.values())
