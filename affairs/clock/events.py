"""What moves the clock of a case: dated events, in whatever order they became known. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from affairs.clock.present import china_day

__all__ = ["ClockEvent", "ClockKind", "SpecialProcedure", "in_order"]


class ClockKind(StrEnum):
    """Kinds of events. The order here is the order of those of one moment."""

    SUBMITTED = "submitted"
    """The authority received the materials (收到申请材料)."""
    CORRECTION = "correction"
    """All deficiencies were told (补正告知)."""
    RESUBMITTED = "resubmitted"
    """What the correction asked for came in."""
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    SPECIAL_STARTED = "special_started"
    SPECIAL_ENDED = "special_ended"
    EXTENDED = "extended"
    DECIDED = "decided"
    """Granted or refused: the limits end here."""
    WITHDRAWN = "withdrawn"
    DELIVERED = "delivered"


class SpecialProcedure(StrEnum):
    """特别程序. The first eight are those of 行政许可法 §45, whose time no limit counts; any other
    needs a basis of its own.
    """

    HEARING = "听证"
    TENDER = "招标"
    AUCTION = "拍卖"
    INSPECTION = "检验"
    TESTING = "检测"
    QUARANTINE = "检疫"
    APPRAISAL = "鉴定"
    EXPERT_REVIEW = "专家评审"
    PUBLICITY = "公示"
    EXAMINATION = "考试"
    SITE_VISIT = "现场勘验"
    CONSULTATION = "征求意见"
    OTHER = "其他特别程序"

    @property
    def named_by_law(self) -> bool:
        """Whether 行政许可法 §45 names it."""
        return self in _NAMED_BY_LAW


_NAMED_BY_LAW = frozenset(tuple(SpecialProcedure)[:8])


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event. ``id`` is the source's: the same one twice is one event.

    ``ref`` ties the end of a correction or special procedure to its start ('' = the kind of
    procedure does; a resubmission without one answers every correction). ``days``: by how many the
    limit is extended, or how many a special procedure was told to take. ``told_at``, ``filed_at``:
    when the applicant was told of the procedure, and when it was put on file; None = not recorded.
    Raises ValueError for a moment without an offset.
    """

    id: str
    kind: ClockKind
    at: datetime
    ref: str = ""
    procedure: SpecialProcedure | None = None
    reason: str = ""
    days: int = 0
    told_at: datetime | None = None
    filed_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment without an offset")

    @property
    def day(self) -> date:
        """The day in China."""
        return china_day(self.at)


_RANK = {kind: rank for rank, kind in enumerate(ClockKind)}


def in_order(events: Iterable[ClockEvent], now: datetime) -> tuple[ClockEvent, ...]:
    """The events up to ``now``, each once, in the order in which they happened.

    Of two that bear the same id but differ, the one that sorts first holds, whichever came first.
    """
    known: dict[str, ClockEvent] = {}
    for event in sorted((event for event in events if event.at <= now), key=_key):
        known.setdefault(event.id, event)
    return tuple(known.values())


def _key(event: ClockEvent) -> tuple[datetime, int, str, str]:
    return event.at, _RANK[event.kind], event.id, repr(event)
