"""A case (办件), what happened to it, and where it stands. Values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from affairs.applications.application import Principal
from affairs.approval.updates import ProgressUpdate
from knowledge.guide import CaseType, TimeLimit

__all__ = ["FINAL", "Case", "CaseEvent", "Phase", "Standing", "Waiting"]


class Phase(StrEnum):
    """How far a case has come; it never goes back."""

    SUBMITTED = "submitted"
    """Handed in to us; the approval system has not said anything yet."""
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    CLOSED = "closed"
    DELIVERED = "delivered"
    NOT_ACCEPTED = "not_accepted"
    """不予受理"""
    REFUSED = "refused"
    """不予许可"""
    WITHDRAWN = "withdrawn"

    @property
    def granted(self) -> bool:
        """Whether it ended with what was applied for."""
        return self in {Phase.CLOSED, Phase.DELIVERED}


FINAL = frozenset({Phase.CLOSED, Phase.DELIVERED, Phase.NOT_ACCEPTED, Phase.REFUSED, Phase.WITHDRAWN})
"""Phases after which the authority owes nothing but delivery."""


class Waiting(StrEnum):
    """What a case that is not finished waits for."""

    NOTHING = ""
    CORRECTION = "correction"
    """The applicant has the word (补正)."""
    SPECIAL = "special"
    """A special procedure runs (特别程序)."""


class Standing(StrEnum):
    """How an event was taken when it came in."""

    APPLIED = "applied"
    LATE = "late"
    """It happened before something that was known already: part of the story, no step of its own."""
    BACKWARD = "backward"
    """It would have gone back behind what was reached before it: kept as it came, and refused."""
    UNKNOWN = "unknown"
    """A state that no table knows: shown in the system's own words."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One update as it was recorded. Its texts are the authority's and stay out of every ``repr``."""

    update: ProgressUpdate = field(repr=False)
    recorded_at: datetime
    standing: Standing = Standing.APPLIED


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``application_no`` is ours (申报号), ``receipt_no`` the approval system's (受理号).

    ``citizen_id`` handed it in, for ``principal``. ``system`` is '' until a system has it. ``stage`` is the step in
    the authority's words, since ``stage_since``; ``foreign`` the last state that no table knew, '' once one that is
    known followed. ``days_used`` are the days of the promised limit (else the statutory one) that it took, once
    finished. ``calendar`` names the calendar by which its cards were planned.
    """

    application_no: str
    citizen_id: str
    item_code: str
    item_name: str
    submitted_at: datetime
    changed_at: datetime
    principal: Principal = field(default_factory=Principal)
    system: str = ""
    receipt_no: str = ""
    variant: str = ""
    region: str = ""
    department: str = ""
    item_type: str = ""
    case_type: CaseType = CaseType.PROMISED
    statutory: TimeLimit | None = None
    promised: TimeLimit | None = None
    phase: Phase = Phase.SUBMITTED
    waiting: Waiting = Waiting.NOTHING
    stage: str = ""
    stage_since: datetime | None = None
    foreign: str = ""
    accepted_at: datetime | None = None
    finished_at: datetime | None = None
    days_used: int | None = None
    on_time: bool | None = None
    calendar: str = ""

    @property
    def finished(self) -> bool:
        """Whether it is decided, refused or withdrawn."""
        return self.phase in FINAL
