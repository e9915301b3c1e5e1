"""Weeks, which begin on Monday, and their days: 下周三, 周末, 这周."""

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.dates.context import Context, Days, add_days
from knowledge.dates.model import Doubt

__all__ = ["Week", "Weekday", "Weekend"]

_SATURDAY, _SUNDAY = 6, 7


@dataclass(frozen=True, slots=True)
class Weekday:
    """``weekday`` 1–7 of the week ``shift`` weeks on; None = not said, so the coming one."""

    weekday: int
    shift: int | None = None

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day; said of today alone it may be today or in a week."""
        if self.shift is not None:
            return (_one(add_days(_monday(at.today, self.shift), self.weekday - 1)),)
        floor = at.left or at.today
        ahead = (self.weekday - floor.isoweekday()) % 7
        day = add_days(floor, ahead)
        if ahead or at.left is not None:
            return (_one(day),)
        return (Days(day, day, Doubt.WHICH_DAY), Days(add_days(day, 7), add_days(day, 7), Doubt.WHICH_DAY))

    def edges(self, at: Context) -> Days:
        """The day itself."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday of the week ``shift`` weeks on; ``working``: to Friday."""

    shift: int
    working: bool = False

    def days(self, at: Context) -> tuple[Days, ...]:
        """Its days."""
        monday = _monday(at.today, self.shift)
        return (Days(monday, add_days(monday, 4 if self.working else 6)),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Weekend:
    """Saturday and Sunday of the week ``shift`` weeks on (after a left end: the first that ends after it)."""

    shift: int = 0

    def days(self, at: Context) -> tuple[Days, ...]:
        """Both days."""
        monday = _monday(at.left or at.today, self.shift)
        return (Days(add_days(monday, _SATURDAY - 1), add_days(monday, _SUNDAY - 1)),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


def _monday(day: date, shift: int) -> date:
    return add_days(day - timedelta(days=min(day.isoweekday() - 1, (day - date.min).days)), 7 * shift)


def _one(day: date) -> Days:
    return Days(day, day)
