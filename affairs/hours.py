"""When a venue is open: its published hours joined with the working-day calendar.

For a year whose notice of days off is not known every result is marked provisional, see
:mod:`affairs.clock.calendar`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from affairs.clock import NATIONAL, CalendarDay, WorkCalendar
from knowledge.places import Hours, Span, Venue

__all__ = ["DayHours", "hours_on", "is_open"]


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


def hours_on(venue: Venue, day: date, calendar: WorkCalendar = NATIONAL) -> DayHours:
    """The hours of ``venue`` on ``day``.

    Public holidays close it unless the venue says otherwise; a working weekend has the
    hours of a Friday. Hours that depend on a season whose months are not published are
    known only where all seasons agree.
    """
    told = calendar.day(day)
    if not venue.hours:
        return DayHours(told, known=False)
    if told.holiday and not told.working and venue.closed_on_holidays is not False:
        return DayHours(told, known=True)
    rows = _rows(venue.hours, day, day.isoweekday())
    if told.makeup and not rows:
        rows = _rows(venue.hours, day, 5)
    if len({row.spans for row in rows}) > 1:
        return DayHours(told, known=False)
    return DayHours(told, known=True, spans=rows[0].spans if rows else ())


def is_open(venue: Venue, at: datetime, calendar: WorkCalendar = NATIONAL) -> bool | None:
    """Whether ``venue`` is open at a moment of local time; None = not known."""
    hours = hours_on(venue, at.date(), calendar)
    if not hours.known:
        return None
    clock: time = at.time().replace(tzinfo=None)
    return any(span.start <= clock < span.end for span in hours.spans)


def _rows(hours: tuple[Hours, ...], day: date, weekday: int) -> list[Hours]:
    return [row for row in hours if weekday in row.weekdays and (not row.months or day.month in row.months)]
