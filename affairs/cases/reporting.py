"""A case that is over, as those hear of it that it is reported to (GB/T 39046 tables 6 to 8). Pure.

Every step, special procedure and result is one that the approval system told of. What it did not tell is missing
here too: the adapter then refuses the report with the reason, and staff see it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from affairs.approval.packet import (
    CasePacket,
    Department,
    Outcome,
    Result,
    SpecialKind,
    SpecialProcedure,
    Step,
    StepOutcome,
    StepPlace,
)
from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import Case, CaseEvent, Standing
from affairs.cases.story import in_order

__all__ = ["REPORT", "whole"]

REPORT = "case-report"
"""Kind of the outbox row: one case to one system, once it is over."""
_NAMES = {
    UpdateKind.ACCEPTED: "受理",
    UpdateKind.ACCEPTANCE_REFUSED: "受理",
    UpdateKind.CORRECTION_ASKED: "补正",
    UpdateKind.STEP: "承办",
    UpdateKind.REVIEWED: "审核",
    UpdateKind.APPROVED: "决定",
    UpdateKind.REFUSED: "决定",
    UpdateKind.WITHDRAWN: "撤回",
    UpdateKind.CLOSED: "办结",
}
"""What a step is called where the authority has no name of its own for it (办理环节)."""
_OUTCOMES = {
    UpdateKind.ACCEPTED: StepOutcome.ACCEPTED,
    UpdateKind.ACCEPTANCE_REFUSED: StepOutcome.ACCEPTANCE_REFUSED,
    UpdateKind.CORRECTION_ASKED: StepOutcome.CORRECTION,
    UpdateKind.REFUSED: StepOutcome.DISAGREED,
    UpdateKind.WITHDRAWN: StepOutcome.RETURNED,
}
_ENDS = {
    UpdateKind.CLOSED: Outcome.GRANTED,
    UpdateKind.REFUSED: Outcome.REFUSED,
    UpdateKind.ACCEPTANCE_REFUSED: Outcome.ACCEPTANCE_REFUSED,
    UpdateKind.WITHDRAWN: Outcome.WITHDRAWN,
}


def whole(packet: CasePacket, case: Case, events: Sequence[CaseEvent]) -> CasePacket:
    """The packet with all that happened to its case until it was over; later news (送达) is no step of it."""
    told = in_order(event.update for event in events if event.standing is not Standing.BACKWARD)
    end = next((number for number, update in enumerate(told) if update.kind in _ENDS), len(told))
    until, accepted = told[: end + 1], _first(told, UpdateKind.ACCEPTED)
    begun = accepted.at if accepted else None
    steps = [update for update in until if update.kind in _NAMES and _is_step(update, begun)]
    promised_until = accepted.promised_until if accepted else None
    return replace(
        packet,
        receipt_no=case.receipt_no,
        accepted_at=begun,
        promised_until=promised_until,
        steps=tuple(_step(packet, number, update, steps) for number, update in enumerate(steps, 1)),
        specials=tuple(_specials(until)),
        result=_result(packet, until[-1]) if until and until[-1].kind in _ENDS else None,
    )


def _first(told: Sequence[ProgressUpdate], kind: UpdateKind) -> ProgressUpdate | None:
    return next((update for update in told if update.kind is kind), None)


def _is_step(update: ProgressUpdate, begun: datetime | None) -> bool:
    """What is asked before acceptance (一次性告知) belongs to acceptance: a procedure begins with it."""
    return update.kind is not UpdateKind.CORRECTION_ASKED or (begun is not None and update.at >= begun)


def _step(packet: CasePacket, number: int, update: ProgressUpdate, steps: Sequence[ProgressUpdate]) -> Step:
    """One step: it began when the one before ended, the first when it was applied for."""
    began = steps[number - 2].at if number > 1 else min(packet.applied_at, update.at)
    accepted = update.kind is UpdateKind.ACCEPTED
    return Step(
        number,
        update.stage or _NAMES[update.kind],
        _place(number, update),
        _OUTCOMES.get(update.kind, StepOutcome.AGREED),
        update.actor,
        _department(packet, update),
        began,
        update.at,
        update.opinion or update.reason,
        update.at if accepted else None,
        update.promised_until if accepted else None,
        invites_rating=update.kind in _ENDS,
    )


def _place(number: int, update: ProgressUpdate) -> StepPlace:
    if update.kind in _ENDS:
        return StepPlace.ONLY if number == 1 else StepPlace.END
    return StepPlace.START if number == 1 and update.kind is UpdateKind.ACCEPTED else StepPlace.MIDDLE


def _department(packet: CasePacket, update: ProgressUpdate) -> Department:
    if not update.department or update.department == packet.department.name:
        return packet.department
    return Department(update.department)


def _specials(told: Sequence[ProgressUpdate]) -> Sequence[SpecialProcedure]:
    """特别程序 in the order in which they began; an extension is over when it is granted."""
    made: list[SpecialProcedure] = []
    for update in told:
        if update.kind is UpdateKind.EXTENDED:
            made.append(_special(len(made) + 1, update, SpecialKind.EXTENSION, "延长审批"))
            made[-1] = replace(made[-1], ended_at=update.at, result=update.opinion or "同意延长")
        elif update.kind is UpdateKind.SPECIAL_STARTED:
            made.append(_special(len(made) + 1, update, SpecialKind.OTHER, update.special))
        elif update.kind is UpdateKind.SPECIAL_ENDED:
            made = [_ended(each, update) for each in made]
    return made


def _special(number: int, update: ProgressUpdate, kind: SpecialKind, name: str) -> SpecialProcedure:
    return SpecialProcedure(number, kind, name, update.reason or update.basis, update.actor, update.at)


def _ended(special: SpecialProcedure, update: ProgressUpdate) -> SpecialProcedure:
    if special.ended_at is not None or special.name != update.special:
        return special
    return replace(special, ended_at=update.at, result=update.reason, opinion=update.opinion)


def _result(packet: CasePacket, update: ProgressUpdate) -> Result:
    outcome = _ENDS[update.kind]
    return Result(
        outcome,
        update.at,
        update.actor,
        description=update.opinion,
        reason="" if outcome is Outcome.GRANTED else update.reason,
        licence_name=update.licence_name,
        licence_number=update.licence_number,
        licence_until=update.licence_until,
        issuer=(update.department or packet.department.name) if update.licence_number else "",
        by_courier=bool(update.tracking_number),
    )
