"""When a venue is open: its published hours joined with the national calendar.

Days off and the working weekends that make up for them (调休) are those the State Council
announces each year (国务院办公厅关于节假日安排的通知), from ``chinesecalendar``. For a year not
announced yet only the holidays with a fixed date in 全国年节及纪念日放假办法 (2024) are known,
and every result of that year is marked provisional.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

import chinese_calendar

from knowledge.places import Hours, Span, Venue

__all__ = ["CalendarDay", "DayHours", "calendar_day", "hours_on", "is_open"]

_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
_CHINESE = {holiday.value: str(holiday.chinese) for holiday in chinese_calendar.Holiday}
_SATURDAY = 6


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
class DayHours:
    """A venue's hours on one day. ``known`` False: they were not published or not understood,
    and ``spans`` then says nothing; known without spans means closed.
    """

    calendar: CalendarDay
    known: bool
    spans: tuple[Span, ...] = ()

    @property
    def closed(self) -> bool:
        """Known to be closed all day."""
        return self.known and not self.spans


def calendar_day(day: date) -> CalendarDay:
    """The calendar's word on ``day``; any year, provisional where it is not announced."""
    weekend = day.isoweekday() >= _SATURDAY
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        fixed = _FIXED.get((day.month, day.day), "")
        return CalendarDay(day, working=not weekend and not fixed, holiday=fixed, provisional=True)
    holiday = _CHINESE.get(name, name) if name else ""
    if off:
        return CalendarDay(day, working=False, holiday=holiday)
    return CalendarDay(day, working=True, makeup=weekend)


def hours_on(venue: Venue, day: date) -> DayHours:
    """The hours of ``venue`` on ``day``.

    Public holidays close it unless the venue says otherwise; a working weekend has the
    hours of a Friday. Hours that depend on a season whose months are not published are
    known only where all seasons agree.
    """
    calendar = calendar_day(day)
    if not venue.hours:
        return DayHours(calendar, known=False)
    if calendar.holiday and not calendar.working and venue.closed_on_holidays is not False:
        return DayHours(calendar, known=True)
    rows = _rows(venue.hours, day, day.isoweekday())
    if calendar.makeup and not rows:
        rows = _rows(venue.hours, day, 5)
    if len({row.spans for row in rows}) > 1:
        return DayHours(calendar, known=False)
    return DayHours(calendar, known=True, spans=rows[0].spans if rows else ())


def is_open(venue: Venue, at: datetime) -> bool | None:
    """Whether ``venue`` is open at a moment of local time; None = not known."""
    hours = hours_on(venue, at.date())
    if not hours.known:
        return None
    clock: time = at.time().replace(tzinfo=None)
    return any(span.start <= clock < span.end for span in hours.spans)


def _rows(hours: tuple[Hours, ...], day: date, weekday: int) -> list[Hours]:
    return [row for row in hours if weekday in row.weekdays and (not row.months or day.month in row.months)]
