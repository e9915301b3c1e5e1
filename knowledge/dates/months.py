"""Years, months, their parts and days: 12月1日, 下个月15号, 月底, 中旬, 年底."""

from dataclasses import dataclass, replace
from datetime import date

from knowledge.dates.context import Context, Days, Unreadable, add_days, add_months, made_date, month_ends, upcoming
from knowledge.dates.model import Doubt, Unread

__all__ = ["DayOfMonth", "Month", "MonthDay", "MonthPart", "OneMonth", "Year", "YearRef"]

_PARTS = {
    "初": (1, 5),
    "上旬": (1, 10),
    "上半": (1, 15),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "下半": (16, 31),
}
_END_DAYS = 5
"""月底, 月末: the last five days."""


@dataclass(frozen=True, slots=True)
class YearRef:
    """A year as said: so many years on (明年 = 1), or its number."""

    shift: int = 0
    number: int | None = None

    def year(self, at: Context) -> int:
        """The year."""
        return at.today.year + self.shift if self.number is None else self.number


def _year(said: YearRef | None, at: Context) -> int | None:
    return said.year(at) if said else None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """12月1日. Without a year the coming one, but one that is just over is not next year's."""

    month: int
    day: int
    year: YearRef | None = None

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day. Raises Unreadable."""
        return (upcoming(at, _year(self.year, at), self._in),)

    def edges(self, at: Context) -> Days:
        """The day."""
        return self.days(at)[0]

    def _in(self, year: int) -> Days:
        day = made_date(year, self.month, self.day)
        return Days(day, day)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """15号 of the month ``shift`` months on; None = not said, so the coming one."""

    day: int
    shift: int | None = None

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day; one that this month lacks may be its last or the next month's. Raises Unreadable."""
        if not 1 <= self.day <= 31:
            raise Unreadable(Unread.NO_SUCH_DAY)
        floor = at.left or at.today
        if self.shift is not None:
            month = add_months(at.today.replace(day=1), self.shift)
            return (_day(month, self.day),)
        first, last = month_ends(floor.year, floor.month)
        if self.day > last.day:
            following = _day(add_months(first, 1), self.day)
            return (Days(last, last, Doubt.WHICH_DAY), replace(following, doubt=Doubt.WHICH_DAY))
        month = first if self.day >= floor.day else add_months(first, 1)
        return (_day(month, self.day),)

    def edges(self, at: Context) -> Days:
        """The day."""
        return self.days(at)[0]


def _day(month: date, day: int) -> Days:
    found = made_date(month.year, month.month, day)
    return Days(found, found)


@dataclass(frozen=True, slots=True)
class OneMonth:
    """The month ``shift`` months on (这个月, 下个月)."""

    shift: int

    def days(self, at: Context) -> tuple[Days, ...]:
        """Its days. Raises Unreadable."""
        first = add_months(at.today.replace(day=1), self.shift)
        return (Days(*month_ends(first.year, first.month)),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Month:
    """12月, 明年1月."""

    month: int
    year: YearRef | None = None

    def days(self, at: Context) -> tuple[Days, ...]:
        """Its days. Raises Unreadable."""
        return (upcoming(at, _year(self.year, at), lambda year: Days(*month_ends(year, self.month))),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class MonthPart:
    """月初, 中旬, 月底 of ``month`` (None = the one in which it is still to come)."""

    part: str
    month: Month | OneMonth | None = None

    def days(self, at: Context) -> tuple[Days, ...]:
        """Its days. Raises Unreadable."""
        if self.month is not None:
            month = self.month.days(at)[0]
            return (self._of(*month_ends(month.first.year, month.first.month)),)
        floor = at.left or at.today
        found = self._of(*month_ends(floor.year, floor.month))
        if found.last is not None and found.last < floor:
            following = add_months(floor.replace(day=1), 1)
            found = self._of(*month_ends(following.year, following.month))
        return (found,)

    def edges(self, at: Context) -> Days:
        """``days``; the end of a month is not before itself: 月底前 lasts until its last day."""
        found = self.days(at)[0]
        if self.part in {"底", "末"} and found.last is not None:
            return Days(add_days(found.last, 1), found.last)
        return found

    def _of(self, first: date, last: date) -> Days:
        if self.part in {"底", "末"}:
            return Days(last.replace(day=last.day - _END_DAYS + 1), last)
        begin, end = _PARTS[self.part]
        return Days(first.replace(day=begin), last.replace(day=min(end, last.day)))


@dataclass(frozen=True, slots=True)
class Year:
    """今年, 明年 (None = not said, so the coming one); ``part`` 初 = January, 底 = December, 上半 and 下半 the
    halves, '' the whole.
    """

    year: YearRef | None
    part: str = ""

    def days(self, at: Context) -> tuple[Days, ...]:
        """Its days. Raises Unreadable."""
        first, last = {"初": (1, 1), "底": (12, 12), "末": (12, 12), "上半": (1, 6), "下半": (7, 12)}.get(
            self.part, (1, 12)
        )

        def make(year: int) -> Days:
            return Days(made_date(year, first, 1), month_ends(year, last)[1])

        return (upcoming(at, _year(self.year, at), make, recent=-1),)

    def edges(self, at: Context) -> Days:
        """``days``; 年底前 lasts until the year's last day."""
        found = self.days(at)[0]
        if self.part in {"底", "末"} and found.last is not None and found.last < date.max:
            return Days(add_days(found.last, 1), found.last)
        return found
