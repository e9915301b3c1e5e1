"""Who did what, when, on which object, from where, and in whose stead. Nothing is ever changed or taken out.

An entry refers to objects and never carries what is personal: references and details are
checked to be codes, so that no name or number can slip in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from affairs.staff.permissions import Actor

__all__ = ["Act", "AuditEntry", "AuditFilter", "ObjectRef", "entry_of"]

CODE = re.compile(r"[A-Za-z0-9._:\-]{0,64}")
DETAIL = re.compile(r"[A-Za-z0-9._:=,+ \-]{0,200}")


class Act(StrEnum):
    """Every act that is written down. A new one also gets its words in the console (a test walks them)."""

    LOG_IN = "session.begin"
    LOG_IN_REFUSED = "session.refused"
    LOG_OUT = "session.end"
    SESSIONS_ENDED = "session.end-others"
    STAFF_ADDED = "staff.add"
    STAFF_CHANGED = "staff.change"
    STAFF_DISABLED = "staff.disable"
    STAFF_ENABLED = "staff.enable"
    PASSWORD_RESET = "staff.reset-password"  # noqa: S105 - the name of an act
    PASSWORD_CHANGED = "staff.change-password"  # noqa: S105
    FACTOR_SET_UP = "staff.second-factor"
    FACTOR_REMOVED = "staff.second-factor-removed"
    FACTOR_RESET = "staff.second-factor-reset"
    RECOVERY_CODE_USED = "staff.recovery-code"
    AWAY = "staff.away"
    BACK = "staff.back"
    DEPARTMENT_ADDED = "department.add"
    DEPARTMENT_RENAMED = "department.rename"
    APPLICATION_READ = "application.read"
    FILE_OPENED = "application.open-file"
    REVIEW_TAKEN = "review.take"
    REVIEW_DONE = "review.finish"
    FINDING_ADDED = "review.add-finding"
    FINDING_SETTLED = "review.settle-finding"
    ARTICLE_SAVED = "article.save"
    CALENDAR_CHANGED = "calendar.change"
    CATALOGUE_PUBLISHED = "catalogue.publish"
    HANDOVER_TAKEN = "handover.take"
    HANDOVER_READ = "handover.read"
    HANDOVER_ANSWERED = "handover.answer"
    HANDOVER_NOTED = "handover.note"
    HANDOVER_FILE = "handover.open-file"
    HANDOVER_BOOKED = "handover.book-for"
    CORRECTION_PROPOSED = "handover.propose-correction"
    HANDOVER_TRANSFERRED = "handover.transfer"
    HANDOVER_GIVEN_BACK = "handover.give-back"
    HANDOVER_CLOSED = "handover.close"
    MATTER_OPENED = "matter.open"
    MATTER_READ = "matter.read"
    MATTER_TAKEN = "matter.take"
    MATTER_UP = "matter.up"
    MATTER_DOWN = "matter.down"
    MATTER_LEVELLED = "matter.level"
    MATTER_EXTENDED = "matter.extend"
    MATTER_PROPOSED = "matter.propose"
    MATTER_DECIDED = "matter.decide"
    MATTER_ANSWERED = "matter.answer"
    CANNED_ADDED = "canned.add"
    CANNED_REMOVED = "canned.remove"
    SUGGESTION_MADE = "suggestion.make"
    SUGGESTION_DECIDED = "suggestion.decide"
    REPRESENTATION_GRANTED = "representation.grant"
    CAPACITY_MARKED = "citizen.mark"
    REPRESENTATION_REFUSED = "representation.refuse"
    APPEAL_GRANTED = "appeal.grant"
    APPEAL_REFUSED = "appeal.refuse"
    WINDOW_OPENED = "window.open"
    WINDOW_CLOSED = "window.close"
    CHECKED_IN = "ticket.check-in"
    NUMBER_GIVEN = "ticket.give"
    TICKET_CALLED = "ticket.call"
    TICKET_RECALLED = "ticket.recall"
    TICKET_PASSED = "ticket.pass"
    TICKET_PARKED = "ticket.park"
    TICKET_TRANSFERRED = "ticket.transfer"
    TICKET_FINISHED = "ticket.finish"
    RECTIFIED = "rating.rectify"
    CALL_BACKS_DRAWN = "call-back.draw"
    CALL_BACK_READ = "call-back.read"
    CALL_BACK_ANSWERED = "call-back.answer"
    SUPPLY_CHANGED = "supply.change"
    DELIVERY_REPLAYED = "delivery.replay"


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object by its kind and opaque reference (``staff``, ``application`` …). Raises ValueError for words."""

    kind: str
    ref: str

    def __post_init__(self) -> None:
        if not (CODE.fullmatch(self.kind) and CODE.fullmatch(self.ref)):
            raise ValueError("an object is referred to by codes")


NOTHING = ObjectRef("", "")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log. ``actor_id`` is '' for the command line and for callers who are not known.

    ``standing_for`` is whose work was done in their stead. ``id`` is the store's. Raises ValueError
    when ``detail`` holds anything but codes.
    """

    at: datetime
    actor_id: str
    act: Act
    target: ObjectRef = NOTHING
    network: str = ""
    standing_for: str = ""
    session_id: str = ""
    detail: str = ""
    id: int = 0

    def __post_init__(self) -> None:
        if not DETAIL.fullmatch(self.detail):
            raise ValueError("a detail is made of codes")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries: every field that is not empty must agree. ``since`` inclusive, ``until`` exclusive."""

    actor_id: str = ""
    act: Act | None = None
    target: ObjectRef = NOTHING
    since: datetime | None = None
    until: datetime | None = None


def entry_of(
    actor: Actor, act: Act, target: ObjectRef, now: datetime, *, owner_id: str = "", detail: str | Sequence[str] = ""
) -> AuditEntry:
    """The entry for an act of ``actor``; ``owner_id`` is whose work it is, where it is somebody's."""
    words = detail if isinstance(detail, str) else ",".join(detail)
    return AuditEntry(
        now, actor.staff_id, act, target, actor.network, actor.standing_in_for(owner_id), actor.session_id, words
    )
