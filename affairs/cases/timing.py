"""The limits of a case by its story. Pure."""

from collections.abc import Iterable
from datetime import datetime

from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import Case, CaseEvent, Standing
from affairs.clock import ClockEvent, ClockKind, Limits, Rules, SpecialProcedure, WorkCalendar, limits

__all__ = ["case_limits", "clock_events"]

PERMITS = frozenset({"", "01", "行政许可"})
"""事项类型 to which 行政许可法 applies; where none is published it does too."""
KINDS = {
    UpdateKind.CORRECTION_ASKED: ClockKind.CORRECTION,
    UpdateKind.CORRECTION_RECEIVED: ClockKind.RESUBMITTED,
    UpdateKind.ACCEPTED: ClockKind.ACCEPTED,
    UpdateKind.ACCEPTANCE_REFUSED: ClockKind.NOT_ACCEPTED,
    UpdateKind.SPECIAL_STARTED: ClockKind.SPECIAL_STARTED,
    UpdateKind.SPECIAL_ENDED: ClockKind.SPECIAL_ENDED,
    UpdateKind.EXTENDED: ClockKind.EXTENDED,
    UpdateKind.APPROVED: ClockKind.DECIDED,
    UpdateKind.REFUSED: ClockKind.DECIDED,
    UpdateKind.CLOSED: ClockKind.DECIDED,
    UpdateKind.WITHDRAWN: ClockKind.WITHDRAWN,
    UpdateKind.DELIVERED: ClockKind.DELIVERED,
}


def clock_events(case: Case, events: Iterable[CaseEvent]) -> list[ClockEvent]:
    """What moves the clock. The materials were received when they entered the system that the authority
    named (电子签名法 §11), which is when they were handed in to us.
    """
    moved = [ClockEvent("submitted", ClockKind.SUBMITTED, case.submitted_at)]
    for event in events:
        kind = KINDS.get(event.update.kind)
        if kind is not None and event.standing is not Standing.BACKWARD:
            moved.append(_event(event.update, kind))
    return moved


def case_limits(case: Case, events: Iterable[CaseEvent], calendar: WorkCalendar, now: datetime) -> Limits:
    """Both limits of the case as of ``now``."""
    rules = Rules(silence_accepts=case.item_type in PERMITS)
    return limits(clock_events(case, events), case.statutory, case.promised, calendar, now, rules)


def _event(update: ProgressUpdate, kind: ClockKind) -> ClockEvent:
    special = kind in {ClockKind.SPECIAL_STARTED, ClockKind.SPECIAL_ENDED}
    return ClockEvent(
        id=f"{update.system}:{update.event_id}",
        kind=kind,
        at=update.at,
        ref=update.special if special else "",
        procedure=_procedure(update.special) if special else None,
        reason=update.reason,
        days=max(update.days or 0, 0),
        told_at=update.at if special and update.days else None,
    )


def _procedure(name: str) -> SpecialProcedure:
    """The procedure that the name speaks of."""
    return next((each for each in SpecialProcedure if each.value in name), SpecialProcedure.OTHER)
