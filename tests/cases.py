"""Cases that tests make: a citizen, a submitted application, the updates of a system."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from affairs.applications.application import Application, ApplicationState, Principal
from affairs.applications.numbers import new_number
from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.recording import Cases
from affairs.clock import CHINA, NATIONAL
from affairs.people.citizens import Login
from affairs.ports import UnitOfWorkFactory
from affairs.supervision.thresholds import ThresholdsOf
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, Step, TimeLimit
from knowledge.snapshot import Snapshot
from tests.clocks import HandClock

ITEM = "XK-001"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
"""A Monday without a holiday near it."""
GUIDE = Guide(
    item_code=ITEM,
    statutory=TimeLimit(20),
    promised=TimeLimit(10),
    steps=(Step("受理", limit=TimeLimit(1)), Step("审核", limit=TimeLimit(4)), Step("决定", limit=TimeLimit(5))),
    authority="市场监督管理局",
)
CATALOGUE = Catalogue(items=(Item(ITEM, "食品经营许可", department="市场监督管理局", item_type="01"),), guides=(GUIDE,))
SNAPSHOT = Snapshot.of(CATALOGUE)


def use_cases(uow_factory: UnitOfWorkFactory, clock: HandClock, thresholds: ThresholdsOf | None = None) -> Cases:
    """The use cases over a store."""
    return Cases(uow_factory, lambda: SNAPSHOT, lambda: NATIONAL, clock, thresholds)


def update(kind: UpdateKind, days: float = 0.0, **values: Any) -> ProgressUpdate:
    """What the system tells of ``days`` after the Monday."""
    at = MONDAY + timedelta(days=days)
    values = {"application_no": "", "event_id": f"{kind}-{days}", **values}
    return ProgressUpdate(system="rest", kind=kind, at=at, **values)


async def submitted(
    uow_factory: UnitOfWorkFactory, *, person: str = "wang", principal: Principal | None = None, **values: Any
) -> Application:
    """A submitted application of a citizen, as the store has it."""
    application = Application(
        application_no=new_number(MONDAY.date()),
        item_code=ITEM,
        citizen_id=f"c-{person}",
        form="0" * 32,
        created_at=MONDAY,
        changed_at=MONDAY,
        principal=principal or Principal(),
        state=ApplicationState.SUBMITTED,
        revision=3,
        submitted_at=MONDAY,
    )
    application = replace(application, **values)
    async with uow_factory() as uow:
        await uow.citizens.register([Login("miniapp", f"o-{person}")], fresh=f"c-{person}", now=MONDAY)
        await uow.applications.add(application)
        await uow.commit()
    return application
