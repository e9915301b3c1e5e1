"""The calendar of the whole country, and what a deployment has added to it.

2004–2026 (and later years with a newer release of it) come from ``chinesecalendar``, which transcribes the State
Council's notices. The holidays of other years are those of 全国年节及纪念日放假办法 (2024年修订, in force since
2025-01-01): their dates are known for ever, the days moved around them (调休) are not.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar
from borax.calendars.lunardate import LunarDate, TermUtils

from affairs.clock.calendar import DayRule, WorkCalendar

__all__ = ["NATIONAL", "CalendarEdits", "CalendarEntry", "edited_calendar", "statutory_holidays"]

_FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (5, 2, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))
_LUNAR_YEARS = range(1901, 2100)
"""The years whose moon is tabulated."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day as a deployment has set it. ``notice`` is the year of the notice it comes from, 0 = by hand."""

    day: date
    working: bool
    name: str = ""
    notice: int = 0


@dataclass(frozen=True, slots=True)
class CalendarEdits:
    """All that a deployment has set: single days, and the years whose whole notice is among them."""

    entries: tuple[CalendarEntry, ...] = ()
    years: tuple[int, ...] = ()


@lru_cache(maxsize=400)
def statutory_holidays(year: int) -> Mapping[date, str]:
    """The thirteen holidays of a year by day (eleven were they until 2024), without any moved days.

    Festivals of the moon only where its calendar is tabulated (1901–2099).
    """
    days = {date(year, month, day): name for month, day, name in _FIXED}
    if year in _LUNAR_YEARS:
        spring = LunarDate(year, 1, 1).to_solar_date()
        days |= dict.fromkeys((spring + timedelta(days=step) for step in (-1, 0, 1, 2)), "春节")
        days[TermUtils.day_start_from_term(year, "清明")] = "清明"
        days.setdefault(LunarDate(year, 5, 5).to_solar_date(), "端午")
        days.setdefault(LunarDate(year, 8, 15).to_solar_date(), "中秋")
    return MappingProxyType(days)


def edited_calendar(edits: CalendarEdits) -> WorkCalendar:
    """The national calendar with a deployment's days over it.

    A year whose notice was imported goes by that notice alone; days set by hand change
    what they name and leave the year as known or unknown as it was.
    """
    days = {day: rule for day, rule in _ANNOUNCED.items() if day.year not in edits.years}
    days |= {entry.day: DayRule(entry.working, entry.name) for entry in edits.entries}
    return WorkCalendar(days, _KNOWN | frozenset(edits.years), statutory_holidays, _mark(edits))


def _mark(edits: CalendarEdits) -> str:
    rows = sorted((entry.day.isoformat(), entry.working, entry.name) for entry in edits.entries)
    content = repr((chinese_calendar.__version__, sorted(edits.years), rows))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _announced() -> dict[date, DayRule]:
    names = {holiday.value: str(holiday.chinese) for holiday in chinese_calendar.Holiday}
    off = {day: DayRule(working=False, name=names.get(name, name)) for day, name in chinese_calendar.holidays.items()}
    worked = {day: DayRule(working=True, name=names.get(name, name)) for day, name in chinese_calendar.workdays.items()}
    return off | worked


_ANNOUNCED = _announced()
_KNOWN = frozenset(range(min(_ANNOUNCED).year, max(_ANNOUNCED).year + 1))
NATIONAL = edited_calendar(CalendarEdits())
"""The calendar of a deployment that has set nothing."""
