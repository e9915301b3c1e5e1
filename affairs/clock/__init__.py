"""Time as the law counts it: the present, the working-day calendar, and the limits of a case."""

from affairs.clock.calendar import CalendarDay, WorkCalendar
from affairs.clock.events import ClockEvent, ClockKind, SpecialProcedure
from affairs.clock.explain import explain, runs
from affairs.clock.limits import ClockState, Limits, Rules, limits
from affairs.clock.national import NATIONAL, CalendarEdits, CalendarEntry, edited_calendar
from affairs.clock.present import CHINA, SystemClock, china_day
from affairs.clock.reckoning import Reckoning, reckon

__all__ = [
    "CHINA",
    "NATIONAL",
    "CalendarDay",
    "CalendarEdits",
    "CalendarEntry",
    "ClockEvent",
    "ClockKind",
    "ClockState",
    "Limits",
    "Reckoning",
    "Rules",
    "SpecialProcedure",
    "SystemClock",
    "WorkCalendar",
    "china_day",
    "edited_calendar",
    "explain",
    "limits",
    "reckon",
    "runs",
]
