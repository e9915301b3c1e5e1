"""Holidays and festivals by name: 国庆, 春节, 端午, 腊八, 冬至, 节后."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from knowledge.dates.context import Context, Days, Unreadable, add_days, made_date, upcoming
from knowledge.dates.lunar import LUNAR_FESTIVALS, SOLAR_TERMS, lunar_day, lunar_in, new_years_eve, solar_term
from knowledge.dates.model import Doubt, Unread
from knowledge.dates.months import YearRef

__all__ = ["NAMES", "Festival", "LunarDate", "NextHoliday"]

_FIXED = {
    "元旦": (1, 1),
    "情人": (2, 14),
    "妇女": (3, 8),
    "植树": (3, 12),
    "消费者权益": (3, 15),
    "愚人": (4, 1),
    "劳动": (5, 1),
    "五一": (5, 1),
    "青年": (5, 4),
    "五四": (5, 4),
    "儿童": (6, 1),
    "六一": (6, 1),
    "三八": (3, 8),
    "建党": (7, 1),
    "七一": (7, 1),
    "建军": (8, 1),
    "八一": (8, 1),
    "教师": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "双十一": (11, 11),
    "双十二": (12, 12),
    "国家公祭": (12, 13),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "跨年": (12, 31),
}
_SPRING = ("春节", "新春", "过年", "大年初一", "农历新年")
_LONG = {"国庆", "十一", "五一", "劳动", *_SPRING}
"""Those whose name means all their days off, not the day alone."""
_LOOKED_THROUGH = 400


def _nth_sunday(month: int, number: int) -> Callable[[int], date]:
    def make(year: int) -> date:
        first = made_date(year, month, 1)
        return first + timedelta(days=7 - first.isoweekday() + 7 * (number - 1))

    return make


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: made_date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: lunar_in(year, month, day)


def _term(name: str) -> Callable[[int], date]:
    return lambda year: solar_term(year, name)


NAMES: Mapping[str, Callable[[int], date]] = {
    **{name: _fixed(*when) for name, when in _FIXED.items()},
    **{name: _lunar(*when) for name, when in LUNAR_FESTIVALS.items()},
    **{name: _lunar(1, 1) for name in _SPRING},
    **{name: _term(name) for name in SOLAR_TERMS},
    "除夕": new_years_eve,
    "大年三十": new_years_eve,
    "年三十": new_years_eve,
    "母亲": _nth_sunday(5, 2),
    "父亲": _nth_sunday(6, 3),
}
"""Name without 节 → its day in a year; 除夕 that of the year which begins after it."""


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival by a name of :data:`NAMES` (or 小年); ``all_off``: its days off are meant (国庆假期), ``day``: the day
    alone (国庆当天).
    """

    name: str
    year: YearRef | None = None
    all_off: bool = False
    day: bool = False

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day, or its days off. Raises Unreadable."""
        if self.name == "小年":
            return self._small_year(at)
        long = self.all_off or (self.name in _LONG and not self.day)
        return (self._found(at, off=long),)

    def edges(self, at: Context) -> Days:
        """All its days off. Raises Unreadable."""
        return self.days(at)[0] if self.name == "小年" else self._found(at, off=not self.day)

    def _found(self, at: Context, *, off: bool) -> Days:
        def make(year: int) -> Days:
            day = NAMES[self.name](year)
            return _around(day, at) if off else Days(day, day)

        return upcoming(at, self.year.year(at) if self.year else None, make, recent=-1)

    def _small_year(self, at: Context) -> tuple[Days, ...]:
        # 23 Layue in the north, 24 in the south.
        year = self.year.year(at) if self.year else None
        found = (upcoming(at, year, partial(_small, day), recent=-1) for day in (23, 24))
        return tuple(Days(each.first, each.last, Doubt.WHICH_DAY) for each in found)


def _small(day: int, year: int) -> Days:
    found = lunar_in(year, 12, day)
    return Days(found, found)


@dataclass(frozen=True, slots=True)
class LunarDate:
    """农历八月十五, 腊月二十三, 闰六月初一; ``perhaps``: it may be a day of our calendar as well."""

    month: int
    day: int
    year: YearRef | None = None
    leap: bool = False
    perhaps: bool = False

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day. Raises Unreadable."""

        def lunar(year: int) -> Days:
            last = (self.month, self.day, self.leap) == (12, 30, False)  # said of a month of 29 days as well
            found = new_years_eve(year + 1) if last else lunar_day(year, self.month, self.day, leap=self.leap)
            return Days(found, found)

        def ours(year: int) -> Days:
            found = made_date(year, self.month, self.day)
            return Days(found, found)

        year = self.year.year(at) if self.year else None
        found = self._coming(at, year, lunar)
        if not self.perhaps:
            return (found,)
        doubt, other = Doubt.LUNAR_OR_SOLAR, upcoming(at, year, ours)
        return (Days(found.first, found.last, doubt), Days(other.first, other.last, doubt))

    def edges(self, at: Context) -> Days:
        """The day."""
        return self.days(at)[0]

    @staticmethod
    def _coming(at: Context, year: int | None, lunar: Callable[[int], Days]) -> Days:
        """The first from today on: the lunar year lags behind ours, so last year's may be still to come."""
        if year is not None:
            return lunar(year)
        floor = at.left or at.today
        for candidate in range(floor.year - 1, floor.year + 4):
            try:
                found = lunar(candidate)
            except Unreadable:
                continue
            if found.first >= floor:
                return found
        raise Unreadable(Unread.NO_SUCH_DAY)


@dataclass(frozen=True, slots=True)
class NextHoliday:
    """节后, 放假前: the public holiday that is on, else the next one."""

    def days(self, at: Context) -> tuple[Days, ...]:
        """Its days off. Raises Unreadable where none is known."""
        for ahead in range(_LOOKED_THROUGH):
            told = at.calendar.day(day := add_days(at.today, ahead))
            if told.holiday and not told.working:
                return (_around(day, at),)
        raise Unreadable(Unread.NO_SUCH_DAY)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


def _around(day: date, at: Context) -> Days:
    """The days off in a row around ``day``; the day alone where it is worked."""
    first = last = day
    if at.calendar.day(day).working:
        return Days(day, day)
    while first > date.min and not at.calendar.day(first - timedelta(days=1)).working:
        first -= timedelta(days=1)
    while last < date.max and not at.calendar.day(last + timedelta(days=1)).working:
        last += timedelta(days=1)
    return Days(first, last)
