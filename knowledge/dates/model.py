"""What a Chinese expression of time comes to: days and hours, or why not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

__all__ = [
    "DAY_MINUTES",
    "Ambiguous",
    "DayCalendar",
    "DayFacts",
    "DayTime",
    "Doubt",
    "Past",
    "Reading",
    "Span",
    "Unparsed",
    "Unread",
]

DAY_MINUTES = 24 * 60


class DayFacts(Protocol):
    """What the working-day calendar says of one day."""

    @property
    def working(self) -> bool:
        """Whether it is a working day, make-up days (调休) among them."""

    @property
    def holiday(self) -> str:
        """The public holiday's name, or ''."""


class DayCalendar(Protocol):
    """The working-day calendar, as far as expressions of time need it."""

    def day(self, day: date, /) -> DayFacts:
        """What is known of a day; never raises."""


@dataclass(frozen=True, slots=True)
class DayTime:
    """Part of a day in minutes from midnight, ``start`` ≤ ``end`` ≤ 1440. Equal ones are a point of time.

    In a :class:`Span` that is ``throughout`` they belong to different days, and the end may be the lesser.
    """

    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Whether it is a point of time (三点)."""
        return self.start == self.end

    def meets(self, start: int, end: int) -> bool:
        """Whether an appointment from minute ``start`` until before ``end`` answers it.

        A point of time must lie within the appointment; a part of the day must hold its beginning.
        """
        return start <= self.start < end if self.exact else self.start <= start < self.end


@dataclass(frozen=True, slots=True)
class Span:
    """Days ``first`` to ``last``, both included (None = open), each at ``time`` (None = all day).

    ``soonest``: the earliest of these is wanted (最早, 尽快). ``throughout``: one stretch, from
    the beginning of ``time`` on the first day to its end on the last one (明天下午到后天上午).
    """

    first: date
    last: date | None
    time: DayTime | None = None
    soonest: bool = False
    throughout: bool = False

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether an appointment of these local times answers the expression. It may end at midnight."""
        day, begin = start.date(), start.hour * 60 + start.minute
        if day < self.first or (self.last is not None and day > self.last):
            return False
        if self.time is None:
            return True
        finish = begin + int((end - start).total_seconds() // 60)
        if not self.throughout:
            return self.time.meets(begin, finish)
        return (day > self.first or begin >= self.time.start) and (day != self.last or begin < self.time.end)


class Doubt(StrEnum):
    """Why an expression must be asked back."""

    WHICH_DAY = "which-day"
    """周五 said on a Friday; 小年, which the north and the south keep on different days."""
    WHICH_HOUR = "which-hour"
    """六点 without 早上 or 晚上."""
    LUNAR_OR_SOLAR = "lunar-or-solar"
    """八月十五."""
    SEVERAL = "several"
    """Days or times apart from each other (周二或周四)."""
    CONTRADICTION = "contradiction"
    """A date and a weekday that is not its own."""


class Unread(StrEnum):
    """Why nothing can be made of an expression."""

    NOTHING = "nothing"
    """It says nothing about time."""
    NO_SUCH_DAY = "no-such-day"
    NO_SUCH_TIME = "no-such-time"
    BACKWARDS = "backwards"
    """A range whose end is before its beginning."""
    EXCLUDED = "excluded"
    """It says only when not (周三不行)."""
    RECURRING = "recurring"
    """每周三."""
    VAGUE = "vague"
    """过几天, 改天."""
    UNANCHORED = "unanchored"
    """推迟一天, with no appointment to count from."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several things may be meant: ask which of ``choices`` (two or more, none of them over)."""

    choices: tuple[Span, ...]
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Past:
    """Understood, but over already."""

    span: Span


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Not understood, and why."""

    why: Unread


Reading: TypeAlias = Span | Ambiguous | Past | Unparsed
