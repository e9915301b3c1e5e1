"""The working-day calendar: which days the law counts as working days. Pure.

Days off, and the weekend days worked in their place (调休), are those of the State Council's
notice of each year (国务院办公厅关于部分节假日安排的通知). A year whose notice is not known goes by
the plain week and the holidays of 全国年节及纪念日放假办法, and everything of it is provisional.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

__all__ = ["CalendarDay", "DayRule", "WorkCalendar"]

_SATURDAY = 6
_ONE = timedelta(days=1)
_YEARS_KEPT = 400
"""Years counted through that a calendar remembers: centuries, and no more than a megabyte."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What the calendar says of a day. ``holiday`` is its Chinese name, '' = none.

    ``makeup``: a weekend day that is worked. ``provisional``: the year is not announced yet.
    """

    day: date
    working: bool
    holiday: str = ""
    makeup: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DayRule:
    """What a notice says of one day. ``name`` is the holiday that it is about."""

    working: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Year:
    """``before[n]`` working days precede the n-th day of the year (from 0); ``days`` are they, in order."""

    before: tuple[int, ...]
    days: tuple[date, ...]


class WorkCalendar:
    """Every day from year 1 to 9999, working or not. Immutable.

    ``days`` are the days that differ from the plain week, ``known`` the years whose notice is
    known, ``presumed`` the holidays of a year that is not (in it ``days`` still win). ``mark``
    names the content: equal marks, equal answers.
    """

    def __init__(
        self,
        days: Mapping[date, DayRule],
        known: frozenset[int],
        presumed: Callable[[int], Mapping[date, str]],
        mark: str,
    ) -> None:
        self._days = dict(days)
        self._known = known
        self._presumed = presumed
        self.mark = mark
        self._year = lru_cache(_YEARS_KEPT)(self._count)

    @property
    def known_years(self) -> tuple[int, ...]:
        """The years whose notice is known, in order."""
        return tuple(sorted(self._known))

    def day(self, day: date) -> CalendarDay:
        """All that is known of a day."""
        provisional = day.year not in self._known
        weekend = day.isoweekday() >= _SATURDAY
        rule = self._days.get(day)
        if rule is None and provisional:
            name = self._presumed(day.year).get(day, "")
            rule = DayRule(working=False, name=name) if name else None
        if rule is None:
            return CalendarDay(day, working=not weekend, provisional=provisional)
        if rule.working:
            return CalendarDay(day, working=True, makeup=weekend, provisional=provisional)
        return CalendarDay(day, working=False, holiday=rule.name, provisional=provisional)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        year = self._year(day.year)
        at = day.timetuple().tm_yday - 1
        return year.before[at + 1] > year.before[at]

    def working_between(self, after: date, through: date) -> int:
        """How many working days follow ``after`` up to and with ``through``; 0 where that is no span."""
        if through <= after:
            return 0
        if after.year == through.year:
            return self._before(through, 1) - self._before(after, 1)
        whole = sum(len(self._year(year).days) for year in range(after.year + 1, through.year))
        return len(self._year(after.year).days) - self._before(after, 1) + whole + self._before(through, 1)

    def working_after(self, after: date, number: int) -> date:
        """The ``number``-th working day after a day, from 1. Raises OverflowError beyond year 9999."""
        at = self._before(after, 1) + number - 1
        for year in range(after.year, date.max.year + 1):
            days = self._year(year).days
            if at < len(days):
                return days[at]
            at -= len(days)
        raise OverflowError("beyond the calendar")

    def working_from(self, day: date) -> date:
        """``day`` itself if it is a working day, else the next one."""
        return day if self.is_working(day) else self.working_after(day, 1)

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any year from ``first`` to ``last`` is not announced yet."""
        return any(year not in self._known for year in range(first.year, last.year + 1))

    def year(self, year: int) -> Iterator[CalendarDay]:
        """The days of a year that differ from the plain week, in order."""
        day = date(year, 1, 1)
        while day.year == year:
            told = self.day(day)
            if told.makeup or told.holiday or told.working != (day.isoweekday() < _SATURDAY):
                yield told
            if day == date.max:
                return
            day += _ONE

    def _before(self, day: date, more: int) -> int:
        return self._year(day.year).before[day.timetuple().tm_yday - 1 + more]

    def _count(self, year: int) -> _Year:
        before, days = [0], []
        first = date(year, 1, 1).toordinal()
        for ordinal in range(first, date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            if self.day(day).working:
                days.append(day)
            before.append(len(days))
        return _Year(tuple(before), tuple(days))
