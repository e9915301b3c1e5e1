"""The story of a case as its applicant is told it: one model for the API, the chat and the counter. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from affairs.approval.updates import CorrectionLine, ProgressUpdate, UpdateKind
from affairs.cases.case import Case, CaseEvent, Phase, Standing
from affairs.cases.story import in_order
from affairs.cases.timing import case_limits
from affairs.cases.words import EVENTS, REMEDIES, next_step, state_of
from affairs.clock import Limits, Reckoning, WorkCalendar, explain, runs
from affairs.clock.explain import DayRun, Why

__all__ = ["Correction", "Deadline", "Landmark", "Mark", "Progress", "Refusal", "Result", "Special", "Told", "progress"]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened, in the authority's words."""

    name: str
    kind: UpdateKind
    at: datetime
    actor: str = ""
    department: str = ""
    opinion: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    foreign: str = ""


class Mark(StrEnum):
    """Whether a stage of the procedure is behind the case."""

    DONE = "done"
    PASSED = "passed"
    """It must have happened, but nobody told us: no time is made up for it."""
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Landmark:
    """One stage of the way from 申报 to 办结."""

    key: Phase
    name: str
    mark: Mark
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """一次性告知: what is asked for, until when, and when it was answered."""

    asked_at: datetime
    until: datetime | None
    lines: tuple[CorrectionLine, ...]
    reason: str = field(default="", repr=False)
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Special:
    """One special procedure; its time is not counted."""

    name: str
    started_at: datetime
    days: int | None
    reason: str = field(default="", repr=False)
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: the licence, and where its delivery is."""

    at: datetime
    licence_name: str = ""
    licence_number: str = field(default="", repr=False)
    licence_until: date | None = None
    tracking_number: str = ""
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """不予受理 or 不予许可, with what the law demands beside it (行政许可法 §38)."""

    at: datetime
    reason: str = field(repr=False)
    basis: str = field(repr=False)
    remedies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit as it stands, and every day since it began: counted, or why not."""

    term: Reckoning
    days: tuple[DayRun, ...]

    @property
    def stopped(self) -> int:
        """Days on which the clock stood still."""
        return sum(run.days for run in self.days if run.why is Why.STOPPED)


@dataclass(frozen=True, slots=True)
class Progress:
    """All of it. ``state`` and ``todo`` are sentences; ``extension`` is the event of the one that holds."""

    case: Case
    state: str
    todo: str
    landmarks: tuple[Landmark, ...]
    story: tuple[Told, ...]
    corrections: tuple[Correction, ...]
    specials: tuple[Special, ...]
    limits: Limits
    statutory: Deadline | None
    promised: Deadline | None
    result: Result | None
    refusal: Refusal | None


def progress(
    case: Case, events: Sequence[CaseEvent], calendar: WorkCalendar, now: datetime, *, answered: bool = False
) -> Progress:
    """The case as its applicant is told it. ``answered``: what a correction asked for was handed in here already."""
    updates = in_order(event.update for event in events if event.standing is not Standing.BACKWARD)
    limits = case_limits(case, events, calendar, now)
    corrections = _corrections(updates)
    until = corrections[-1].until if corrections else None
    return Progress(
        case=case,
        state=state_of(case),
        todo=next_step(case, until, answered=answered),
        landmarks=_landmarks(case, updates),
        story=tuple(_told(update) for update in updates),
        corrections=corrections,
        specials=_specials(updates),
        limits=limits,
        statutory=_deadline(limits.statutory, limits, calendar),
        promised=_deadline(limits.promised, limits, calendar),
        result=_result(case, updates),
        refusal=_refusal(case, updates),
    )


def _told(update: ProgressUpdate) -> Told:
    return Told(
        update.stage or EVENTS[update.kind],
        update.kind,
        update.at,
        update.actor,
        update.department,
        update.opinion,
        update.reason,
        update.foreign if update.kind is UpdateKind.UNKNOWN else "",
    )


_LANDMARKS = {
    Phase.SUBMITTED: ("申报", None),
    Phase.RECEIVED: ("收件", UpdateKind.RECEIVED),
    Phase.ACCEPTED: ("受理", UpdateKind.ACCEPTED),
    Phase.REVIEWED: ("审核", UpdateKind.REVIEWED),
    Phase.APPROVED: ("批准", UpdateKind.APPROVED),
    Phase.CLOSED: ("办结", UpdateKind.CLOSED),
    Phase.DELIVERED: ("送达", UpdateKind.DELIVERED),
}
_ENDS = {Phase.NOT_ACCEPTED: "不予受理", Phase.REFUSED: "不予许可", Phase.WITHDRAWN: "撤回"}


def _landmarks(case: Case, updates: Iterable[ProgressUpdate]) -> tuple[Landmark, ...]:
    """The way so far and the way ahead; a case that ended otherwise has no way ahead."""
    at = {Phase.SUBMITTED: case.submitted_at}
    for update in updates:
        for phase, (_name, kind) in _LANDMARKS.items():
            if kind is update.kind:
                at.setdefault(phase, update.at)
    if case.phase in _ENDS:
        done = [Landmark(phase, _LANDMARKS[phase][0], Mark.DONE, at[phase]) for phase in _LANDMARKS if phase in at]
        end = Landmark(case.phase, _ENDS[case.phase], Mark.CURRENT, case.finished_at)
        return (*(each for each in done if each.at is not None and _before(each.at, case)), end)
    reached = list(_LANDMARKS).index(case.phase)
    return tuple(
        Landmark(phase, name, _mark(rank, reached, phase in at), at.get(phase))
        for rank, (phase, (name, _kind)) in enumerate(_LANDMARKS.items())
    )


def _before(at: datetime, case: Case) -> bool:
    return case.finished_at is None or at <= case.finished_at


def _mark(rank: int, reached: int, told: bool) -> Mark:
    if rank == reached:
        return Mark.CURRENT
    if rank > reached:
        return Mark.AHEAD
    return Mark.DONE if told else Mark.PASSED


def _corrections(updates: Sequence[ProgressUpdate]) -> tuple[Correction, ...]:
    answers = (UpdateKind.CORRECTION_RECEIVED, UpdateKind.ACCEPTED)
    return tuple(
        Correction(
            update.at,
            update.until,
            update.corrections,
            update.reason or update.opinion,
            next((each.at for each in updates[at:] if each.kind in answers), None),
        )
        for at, update in enumerate(updates)
        if update.kind is UpdateKind.CORRECTION_ASKED
    )


def _specials(updates: Sequence[ProgressUpdate]) -> tuple[Special, ...]:
    return tuple(
        Special(
            update.special or "特别程序", update.at, update.days, update.reason, _ended(updates[at:], update.special)
        )
        for at, update in enumerate(updates)
        if update.kind is UpdateKind.SPECIAL_STARTED
    )


def _ended(later: Iterable[ProgressUpdate], name: str) -> datetime | None:
    ends = (each for each in later if each.kind is UpdateKind.SPECIAL_ENDED)
    return next((each.at for each in ends if each.special in {"", name}), None)


def _deadline(term: Reckoning | None, limits: Limits, calendar: WorkCalendar) -> Deadline | None:
    return Deadline(term, runs(explain(term, limits.stops, calendar))) if term else None


_RESULT = {"licence_name": "", "licence_number": "", "licence_until": None, "tracking_number": ""}


def _result(case: Case, updates: Sequence[ProgressUpdate]) -> Result | None:
    if not case.phase.granted or case.finished_at is None:
        return None
    found: dict[str, Any] = {
        name: next((getattr(update, name) for update in reversed(updates) if getattr(update, name)), empty)
        for name, empty in _RESULT.items()
    }
    delivered = next((update.at for update in updates if update.kind is UpdateKind.DELIVERED), None)
    return Result(case.finished_at, **found, delivered_at=delivered)


def _refusal(case: Case, updates: Sequence[ProgressUpdate]) -> Refusal | None:
    kinds = {Phase.NOT_ACCEPTED: UpdateKind.ACCEPTANCE_REFUSED, Phase.REFUSED: UpdateKind.REFUSED}
    told = next((update for update in updates if update.kind is kinds.get(case.phase)), None)
    if told is None:
        return None
    return Refusal(told.at, told.reason, told.basis, (told.remedies,) if told.remedies else REMEDIES)
