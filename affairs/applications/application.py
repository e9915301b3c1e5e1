"""An application (申报) and its parts. Values; answers and names of files are kept out of every ``repr``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from affairs.precheck.finding import Finding, Severity

__all__ = [
    "KEPT",
    "REMINDED",
    "Application",
    "ApplicationState",
    "Attachment",
    "Checked",
    "Courier",
    "Principal",
    "PrincipalKind",
    "Review",
]

KEPT = timedelta(days=30)
"""How long a draft is kept after the last change."""
REMINDED = timedelta(days=27)
"""When its owner is reminded of it."""


class ApplicationState(StrEnum):
    """Where an application stands on our side; what the authority makes of it is the case's story."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    """The authority asked for something (补正): it may be changed and supplemented."""
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"

    @property
    def changeable(self) -> bool:
        """Whether answers and files may be changed."""
        return self in {ApplicationState.DRAFT, ApplicationState.CORRECTION}


class Review(StrEnum):
    """Whether staff read an application before it is submitted (提前审查)."""

    NONE = ""
    ASKED = "asked"
    TAKEN = "taken"
    DONE = "done"


class PrincipalKind(StrEnum):
    """For whom a citizen acts."""

    SELF = "self"
    RELATIVE = "relative"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Principal:
    """For whom an application is made; ``id`` is '' for oneself."""

    kind: PrincipalKind = PrincipalKind.SELF
    id: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file in a material slot. ``facts`` is what inspection found (:class:`affairs.precheck.facts.FileFacts`).

    ``text`` is what is written on it, once somebody has read it; None = not yet, or it cannot be read.
    """

    id: str
    slot: str
    file_key: str
    size: int
    digest: str
    added_at: datetime
    name: str = field(default="", repr=False)
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Courier:
    """How the result is to be delivered. ``payer`` is ``applicant`` (到付) or ``centre``."""

    recipient: str = field(repr=False)
    phone: str = field(repr=False)
    region: str = ""
    address: str = field(default="", repr=False)
    payer: str = "applicant"


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a precheck: of which revision, by which rules, on which day."""

    revision: int
    form: str
    at: datetime
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Whether nothing stands in the way of submission."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Application:
    """One application. ``application_no`` is ours, known to the applicant from the first minute.

    ``citizen_id`` is who acts, ``principal`` for whom. ``revision`` counts every change.
    ``form`` is the digest of the form it was begun with (hexadecimal), by whose rules it is
    judged. ``brought`` are slots that were handed in at a counter (预登记). ``advisor`` is the
    staff member who answers for it (首问责任). ``begun_from`` is the one that came to nothing, from which it was begun.
    """

    application_no: str
    item_code: str
    citizen_id: str
    form: str
    created_at: datetime
    changed_at: datetime
    variant: str = ""
    region: str = ""
    situation: str = ""
    principal: Principal = field(default_factory=Principal)
    state: ApplicationState = ApplicationState.DRAFT
    revision: int = 1
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)
    attachments: tuple[Attachment, ...] = ()
    courier: Courier | None = None
    checked: Checked | None = None
    brought: tuple[str, ...] = ()
    advisor: str = ""
    submitted_at: datetime | None = None
    reminded_at: datetime | None = None
    review: Review = Review.NONE
    review_at: datetime | None = None
    begun_from: str = ""

    def in_slot(self, key: str) -> tuple[Attachment, ...]:
        """The files of one slot, in the order they were added."""
        return tuple(each for each in self.attachments if each.slot == key)

    @property
    def handed_in_never(self) -> bool:
        """Whether no authority has it: a draft, or one that was taken back before it was handed in."""
        return self.submitted_at is None and self.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}

    @property
    def expires_at(self) -> datetime:
        """When a draft is thrown away."""
        return self.changed_at + KEPT
