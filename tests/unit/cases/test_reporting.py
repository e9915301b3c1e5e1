"""A case that is over as it is reported: what was told, in order, and nothing that was not."""

from datetime import timedelta

from affairs.approval.packet import Outcome, SpecialKind, StepOutcome, StepPlace
from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import Case, CaseEvent, Standing
from affairs.cases.reporting import whole
from integrations.approval.province.stages import gaps
from tests.approval import BUREAU, NOW, packet


def told(kind: UpdateKind, days: float, **values: str) -> ProgressUpdate:
    at = NOW + timedelta(days=days)
    return ProgressUpdate("centre", f"{kind}-{days}", kind, at, "A1", actor="李芳", **values)


def reported(*updates: ProgressUpdate, standing: Standing = Standing.APPLIED):
    case = Case("A1", "c", "i", "食品经营许可", NOW, NOW, receipt_no="R-1")
    return whole(packet("A1"), case, [CaseEvent(each, each.at, standing) for each in updates])


HEARING = {"special": "听证"}
GRANTED = (
    told(UpdateKind.RECEIVED, 0),
    told(UpdateKind.ACCEPTED, 1, opinion="材料齐全"),
    told(UpdateKind.SPECIAL_STARTED, 2, reason="行政许可法第四十六条", **HEARING),
    told(UpdateKind.SPECIAL_ENDED, 4, opinion="无异议", **HEARING),
    told(UpdateKind.EXTENDED, 4.5, reason="案情复杂"),
    told(UpdateKind.STEP, 5, stage="现场核查", department="云江区卫生健康局"),
    told(UpdateKind.APPROVED, 6, opinion="准予许可"),
    told(UpdateKind.CLOSED, 7, licence_name="食品经营许可证", licence_number="JY1"),
)


def test_a_case_that_was_granted_is_told_step_by_step() -> None:
    made = reported(*GRANTED, told(UpdateKind.DELIVERED, 8, tracking_number="SF1"))
    assert [(step.number, step.name, step.place) for step in made.steps] == [
        (1, "受理", StepPlace.START),
        (2, "现场核查", StepPlace.MIDDLE),
        (3, "决定", StepPlace.MIDDLE),
        (4, "办结", StepPlace.END),
    ]
    assert [step.started_at for step in made.steps] == [NOW, *(step.ended_at for step in made.steps[:-1])]
    assert (made.steps[1].department.name, made.steps[0].department) == ("云江区卫生健康局", BUREAU)
    assert made.accepted_at == NOW + timedelta(days=1)
    hearing, extension = made.specials
    assert (hearing.name, hearing.kind, hearing.opinion) == ("听证", SpecialKind.OTHER, "无异议")
    assert (extension.kind, extension.reason) == (SpecialKind.EXTENSION, "案情复杂")
    assert extension.ended_at == extension.started_at
    assert made.result is not None
    assert (made.result.outcome, made.result.licence_number, made.result.issuer) == (
        Outcome.GRANTED,
        "JY1",
        BUREAU.name,
    )
    assert made.receipt_no == "R-1"
    assert not gaps(made)


def test_the_order_in_which_it_came_does_not_matter() -> None:
    assert reported(*GRANTED[::-1]) == reported(*GRANTED)


def test_a_refusal_gives_its_reason() -> None:
    made = reported(*GRANTED[:2], told(UpdateKind.REFUSED, 3, reason="场所不符合要求"))
    assert [step.outcome for step in made.steps] == [StepOutcome.ACCEPTED, StepOutcome.DISAGREED]
    assert made.result is not None
    assert (made.result.outcome, made.result.reason) == (Outcome.REFUSED, "场所不符合要求")
    assert not gaps(made)


def test_what_was_not_accepted_is_one_step_that_begins_and_ends() -> None:
    asked = told(UpdateKind.CORRECTION_ASKED, 0.5)
    made = reported(asked, told(UpdateKind.ACCEPTANCE_REFUSED, 1, reason="不属于本机关职权"))
    (step,) = made.steps
    assert (step.place, step.outcome) == (StepPlace.ONLY, StepOutcome.ACCEPTANCE_REFUSED)
    assert made.result is not None
    assert made.result.outcome is Outcome.ACCEPTANCE_REFUSED
    assert not gaps(made)


def test_a_correction_after_acceptance_is_a_step_of_its_own() -> None:
    made = reported(GRANTED[1], told(UpdateKind.CORRECTION_ASKED, 2), told(UpdateKind.WITHDRAWN, 3))
    assert [step.outcome for step in made.steps] == [
        StepOutcome.ACCEPTED,
        StepOutcome.CORRECTION,
        StepOutcome.RETURNED,
    ]
    assert made.result is not None
    assert made.result.outcome is Outcome.WITHDRAWN


def test_what_nobody_told_is_missing_and_told_as_a_gap() -> None:
    made = reported(told(UpdateKind.CLOSED, 7), standing=Standing.APPLIED)
    assert [step.name for step in made.steps] == ["办结"]
    unaccepted = reported(told(UpdateKind.REVIEWED, 2), told(UpdateKind.CLOSED, 7))
    assert {fault.code for fault in gaps(unaccepted)} == {"order"}
    refused = reported(*GRANTED[:2], standing=Standing.BACKWARD)
    assert not refused.steps
    assert refused.result is None
