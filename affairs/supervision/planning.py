"""Planning the cards of cases, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from affairs.cases.case import Case
from affairs.cases.opening import published
from affairs.clock import Limits, WorkCalendar
from affairs.ports import UnitOfWork
from affairs.supervision.cards import planned
from affairs.supervision.stages import stage_term
from affairs.supervision.thresholds import ThresholdsOf
from knowledge.snapshot import Snapshot

__all__ = ["plan_cards"]

HISTORY = 200
"""Decided cases of an item from which its next one is predicted."""


async def plan_cards(
    uow: UnitOfWork,
    cases: Sequence[tuple[Case, Limits]],
    snapshot: Snapshot,
    thresholds: ThresholdsOf,
    calendar: WorkCalendar,
    now: datetime,
) -> None:
    """Plan what is due of each case if nothing more happens, in place of what was planned before."""
    histories = await uow.cases.durations({case.item_code for case, _ in cases if not case.finished}, HISTORY)
    plans = {}
    for case, limits in cases:
        _item, guide = published(snapshot, case.item_code, case.region, case.variant)
        stage = stage_term(case, guide, limits, calendar, now)
        history: Sequence[int] = () if case.finished else histories[case.item_code]
        plans[case.application_no] = planned(limits, stage, thresholds(case.item_code), history, calendar)
    await uow.supervision.plan(plans)
