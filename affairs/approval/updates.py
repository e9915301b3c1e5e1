"""What comes back from an approval system: one thing that happened to a case, at a time.

Updates may come late, twice and in any order; ``event_id`` tells one from another, ``sequence``
and ``at`` put them in order.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

__all__ = ["CorrectionLine", "ProgressUpdate", "UpdateBatch", "UpdateKind"]


class UpdateKind(StrEnum):
    """What happened. A state that no table knows is UNKNOWN and is kept in its own words."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    """不予受理: reason, basis and remedies are owed."""
    CORRECTION_ASKED = "correction_asked"
    """一次性告知: ``corrections`` says what, ``until`` until when."""
    CORRECTION_RECEIVED = "correction_received"
    SPECIAL_STARTED = "special_started"
    SPECIAL_ENDED = "special_ended"
    EXTENDED = "extended"
    """延期, once, with the reason; ``days`` more."""
    STEP = "step"
    """A step of the procedure that has no meaning of its own to the clock (承办, 会签 …)."""
    REVIEWED = "reviewed"
    APPROVED = "approved"
    REFUSED = "refused"
    """不予许可: reason, basis and remedies are owed."""
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    DELIVERED = "delivered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One line of the 一次性告知书: what is wrong with what, by which rule."""

    place: str
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """One thing that happened. ``event_id`` is unique within ``system``; an update seen before is no news.

    ``foreign`` is the system's own word or code for the state, as it came. Texts are the authority's
    and may be shown to the applicant; ``actor`` is who acted, as published by the authority.
    """

    system: str
    event_id: str
    kind: UpdateKind
    at: datetime
    application_no: str
    receipt_no: str = ""
    sequence: int | None = None
    foreign: str = ""
    stage: str = ""
    actor: str = ""
    department: str = ""
    opinion: str = ""
    reason: str = ""
    basis: str = ""
    remedies: str = ""
    corrections: tuple[CorrectionLine, ...] = ()
    until: datetime | None = None
    days: int | None = None
    special: str = ""
    """Which special procedure: 听证, 公示, 检验, 鉴定, 专家评审 …"""
    promised_until: datetime | None = None
    licence_name: str = ""
    licence_number: str = ""
    licence_until: date | None = None
    tracking_number: str = ""


@dataclass(frozen=True, slots=True)
class UpdateBatch:
    """What polling brought. ``cursor`` goes into the next call, once ``updates`` are stored for good:
    handing it back is what tells the system that they were. ``more`` = there is more at once.
    """

    updates: tuple[ProgressUpdate, ...]
    cursor: str
    more: bool = False
