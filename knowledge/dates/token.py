"""The pieces of an expression of time."""

from dataclasses import dataclass
from enum import Enum, auto

from knowledge.dates.clock import Hour, Limit
from knowledge.dates.context import DayNode
from knowledge.dates.months import YearRef

__all__ = ["Kind", "Nth", "Shift", "Token", "Value"]


class Kind(Enum):
    """What a piece is."""

    DAYS = auto()
    YEAR = auto()
    NTH = auto()
    OFFSET = auto()
    WORKDAYS = auto()
    SAME_DAY = auto()
    SHIFT = auto()
    PART = auto()
    HOUR = auto()
    LIMIT = auto()
    FROM = auto()
    TO = auto()
    OR = auto()
    NOT_NEXT = auto()
    NOT_LAST = auto()
    CHANGE = auto()
    SOONEST = auto()
    LATEST = auto()
    EVERY = auto()
    VAGUE = auto()


@dataclass(frozen=True, slots=True)
class Nth:
    """第三个工作日: see :class:`knowledge.dates.bounds.Nth`."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Shift:
    """So many minutes from now, or with ``moving`` from the appointment; ``within``: until then."""

    minutes: int
    moving: bool = False
    within: bool = False


Value = DayNode | YearRef | Nth | Shift | Hour | Limit | tuple[int, int] | str | None


@dataclass(frozen=True, slots=True)
class Token:
    """One piece, where it stood, and what it says."""

    kind: Kind
    value: Value
    start: int
    end: int
