"""What an expression is read against, and the arithmetic of days and months."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from knowledge.dates.model import DayCalendar, Doubt, Unread

__all__ = [
    "Context",
    "DayNode",
    "Days",
    "Unreadable",
    "add_days",
    "add_months",
    "made_date",
    "month_ends",
    "upcoming",
]

_RECENT = 183
"""A date of this year that went by no longer ago is taken at its word, and refused."""


class Unreadable(Exception):
    """Nothing can be made of the expression."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row. ``last`` None = open; ``doubt`` is why there is another reading beside this one."""

    first: date
    last: date | None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """``left`` is where a range begins whose end is read; ``moving`` the appointment to be moved, if one is."""

    now: datetime
    calendar: DayCalendar
    left: date | None = None
    moving: datetime | None = None

    @property
    def today(self) -> date:
        """The day of ``now``."""
        return self.now.date()

    def since(self, left: date) -> "Context":
        """The same for the end of a range, or for what lies within days that begin so."""
        return replace(self, left=left)


class DayNode(Protocol):
    """Part of an expression that means days."""

    def days(self, at: Context) -> tuple[Days, ...]:
        """Every reading, the likeliest first. Raises Unreadable."""

    def edges(self, at: Context) -> Days:
        """The days that 前 and 后 count from (for a holiday all its days off). Raises Unreadable."""


def made_date(year: int, month: int, day: int) -> date:
    """A date. Raises Unreadable where there is none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Unreadable(Unread.NO_SUCH_DAY) from None


def add_days(day: date, number: int) -> date:
    """``number`` days later. Raises Unreadable beyond the calendar."""
    try:
        return day + timedelta(days=number)
    except OverflowError:
        raise Unreadable(Unread.NO_SUCH_DAY) from None


def add_months(day: date, number: int) -> date:
    """The same day ``number`` months later, or that month's last one. Raises Unreadable beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    first, last = month_ends(year, month + 1)
    return first.replace(day=min(day.day, last.day))


def month_ends(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month. Raises Unreadable where there is none."""
    first = made_date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def upcoming(at: Context, year: int | None, make: Callable[[int], Days], *, recent: int = _RECENT) -> Days:
    """``make`` of the year that is meant: ``year`` if it was said, else the one that is coming.

    What went by no more than ``recent`` days ago is still this year's. Raises Unreadable.
    """
    if year is not None:
        return make(year)
    floor = at.left or at.today
    try:
        found = make(floor.year)
    except Unreadable:  # 29 February
        return make(floor.year + 1)
    last = found.last or found.first
    if last >= floor or (at.left is None and (floor - last).days <= recent):
        return found
    return make(floor.year + 1)
