"""A case as the API shows it."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from affairs.applications.application import PrincipalKind
from affairs.cases.case import Case
from affairs.cases.progress import Deadline, Progress, Refusal, Result
from affairs.clock import Reckoning
from affairs.people.acting import SELF

__all__ = ["CaseOut", "CaseRow", "CasesOut", "case_out", "case_row"]


class TermOut(BaseModel):
    """One limit: ``left`` is below 0 once it is over; ``provisional``: days of years not announced yet count in."""

    days: int
    unit: str
    begun: date
    due: date
    used: int
    left: int
    extended: int
    overdue: bool
    provisional: bool


class DaysOut(BaseModel):
    """Days in a row that were counted, or were not, and why: ``beginning, counted, weekend, holiday, stopped``."""

    first: date
    last: date
    days: int
    why: str
    names: list[str]


class DeadlineOut(TermOut):
    """One limit with every day since it began. ``stopped`` days did not count because the clock stood still."""

    stopped: int
    explained: list[DaysOut]


class LandmarkOut(BaseModel):
    """One stage of the way: ``done, passed`` (nobody told us when), ``current, ahead``."""

    key: str
    name: str
    mark: str
    at: datetime | None


class ToldOut(BaseModel):
    """One thing that happened."""

    name: str
    kind: str
    at: datetime
    actor: str
    department: str
    opinion: str
    reason: str
    foreign: str


class LineOut(BaseModel):
    """One line of the 一次性告知书."""

    place: str
    reason: str
    rule: str


class CorrectionOut(BaseModel):
    """What is to be corrected, until when."""

    asked_at: datetime
    until: datetime | None
    reason: str
    lines: list[LineOut]
    answered_at: datetime | None


class SpecialOut(BaseModel):
    """A special procedure; its days are not counted."""

    name: str
    reason: str
    days: int | None
    started_at: datetime
    ended_at: datetime | None


class ExtensionOut(BaseModel):
    """The one extension that holds."""

    at: datetime
    days: int
    reason: str


class ResultOut(BaseModel):
    """What came out."""

    at: datetime
    licence_name: str
    licence_number: str
    licence_until: date | None
    tracking_number: str
    delivered_at: datetime | None


class RefusalOut(BaseModel):
    """Why not, by which law, and what can be done against it."""

    at: datetime
    reason: str
    basis: str
    remedies: list[str]


class CaseRow(BaseModel):
    """One line of the list. ``next_step``: what to do now; ``promised`` and ``statutory`` run from acceptance."""

    application_no: str
    receipt_no: str
    item_code: str
    item_name: str
    region: str
    department: str
    case_type: str
    whom: Annotated[str, Field(serialization_alias="for")]
    phase: str
    waiting: str
    state: str
    next_step: str
    submitted_at: datetime
    accepted_at: datetime | None
    finished_at: datetime | None
    statutory: TermOut | None
    promised: TermOut | None


class CasesOut(BaseModel):
    """A page; ``next`` is the cursor of the following one, null at the end."""

    items: list[CaseRow]
    next: str | None


class CaseOut(CaseRow):
    """The whole story. ``clock``: ``not_started, running, stopped, finished``; ``acceptance_due`` while it is open."""

    clock: str
    acceptance_due: date | None
    deemed_accepted: bool
    stages: list[LandmarkOut]
    story: list[ToldOut]
    corrections: list[CorrectionOut]
    specials: list[SpecialOut]
    extension: ExtensionOut | None
    statutory: DeadlineOut | None
    promised: DeadlineOut | None
    result: ResultOut | None
    refusal: RefusalOut | None


def case_row(told: Progress) -> CaseRow:
    """The case in one line."""
    return CaseRow(
        **_facts(told.case),
        state=told.state,
        next_step=told.todo,
        statutory=_term(told.statutory),
        promised=_term(told.promised),
    )


def case_out(told: Progress) -> CaseOut:
    """The whole story."""
    limits = told.limits
    begun, extension = limits.acceptance, limits.extension
    return CaseOut(
        **_facts(told.case),
        state=told.state,
        next_step=told.todo,
        clock=limits.state.value,
        acceptance_due=begun.term.due if begun.term and begun.accepted_on is None else None,
        deemed_accepted=begun.deemed,
        stages=[LandmarkOut(key=each.key, name=each.name, mark=each.mark, at=each.at) for each in told.landmarks],
        story=_story(told),
        corrections=_corrections(told),
        specials=_specials(told),
        extension=ExtensionOut(at=extension.at, days=extension.days, reason=extension.reason) if extension else None,
        statutory=_deadline(told.statutory),
        promised=_deadline(told.promised),
        result=_result(told.result),
        refusal=_refusal(told.refusal),
    )


def _facts(case: Case) -> dict[str, Any]:
    own = case.principal.kind is PrincipalKind.SELF
    return {
        "application_no": case.application_no,
        "receipt_no": case.receipt_no,
        "item_code": case.item_code,
        "item_name": case.item_name,
        "region": case.region,
        "department": case.department,
        "case_type": case.case_type.value,
        "whom": SELF if own else case.principal.id,
        "phase": case.phase.value,
        "waiting": case.waiting.value,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "finished_at": case.finished_at,
    }


def _term(deadline: Deadline | None) -> TermOut | None:
    return TermOut(**_figures(deadline.term)) if deadline else None


def _figures(term: Reckoning) -> dict[str, Any]:
    return {
        "days": term.allowed,
        "unit": term.unit.value,
        "begun": term.begun,
        "due": term.due,
        "used": term.used,
        "left": term.left,
        "extended": term.extended,
        "overdue": term.overdue,
        "provisional": term.provisional,
    }


def _deadline(deadline: Deadline | None) -> DeadlineOut | None:
    if deadline is None:
        return None
    explained = [
        DaysOut(first=run.first, last=run.last, days=run.days, why=run.why.value, names=list(run.names))
        for run in deadline.days
    ]
    return DeadlineOut(**_figures(deadline.term), stopped=deadline.stopped, explained=explained)


def _story(told: Progress) -> list[ToldOut]:
    return [
        ToldOut(
            name=each.name,
            kind=each.kind.value,
            at=each.at,
            actor=each.actor,
            department=each.department,
            opinion=each.opinion,
            reason=each.reason,
            foreign=each.foreign,
        )
        for each in told.story
    ]


def _corrections(told: Progress) -> list[CorrectionOut]:
    return [
        CorrectionOut(
            asked_at=each.asked_at,
            until=each.until,
            reason=each.reason,
            lines=[LineOut(place=line.place, reason=line.reason, rule=line.rule) for line in each.lines],
            answered_at=each.answered_at,
        )
        for each in told.corrections
    ]


def _specials(told: Progress) -> list[SpecialOut]:
    return [
        SpecialOut(
            name=each.name,
            reason=each.reason,
            days=each.days,
            started_at=each.started_at,
            ended_at=each.ended_at,
        )
        for each in told.specials
    ]


def _result(result: Result | None) -> ResultOut | None:
    if result is None:
        return None
    return ResultOut(
        at=result.at,
        licence_name=result.licence_name,
        licence_number=result.licence_number,
        licence_until=result.licence_until,
        tracking_number=result.tracking_number,
        delivered_at=result.delivered_at,
    )


def _refusal(refusal: Refusal | None) -> RefusalOut | None:
    if refusal is None:
        return None
    return RefusalOut(at=refusal.at, reason=refusal.reason, basis=refusal.basis, remedies=list(refusal.remedies))
