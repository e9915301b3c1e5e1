"""One term counted in days: when it ends, how much of it is used, how much is left. Pure.

行政许可法 §82: the days of permits are working days. 民法典 §201: the day on which a term begins is not counted;
§203: a term whose last day is a day off ends with the next working day, at 24:00. Days on which the clock stands
still are not counted, and a term never ends while it does: what remains of a last day on which the clock was stopped
is the day on which it goes on.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from affairs.clock.calendar import WorkCalendar
from affairs.clock.present import CHINA
from affairs.clock.stops import Span
from knowledge.guide import LimitUnit, TimeLimit

__all__ = ["Reckoning", "counted", "reckon"]

_LONGEST = 36_525
"""A hundred years: no limit is longer, and a typing error must not leave the calendar."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A term as it stands at the end of ``until``.

    ``begun`` is the day that is not counted; ``due`` the last day; ``allowed`` the days of the limit with those
    it was ``extended`` by. ``used`` days have been counted, ``left`` follow up to and with ``due``; below 0 it is the
    days counted since. Their sum is ``allowed``, and more only where the last day was a day off.
    ``provisional``: days of years not announced yet are among them.
    """

    unit: LimitUnit
    begun: date
    until: date
    due: date
    allowed: int
    extended: int
    used: int
    left: int
    spans: tuple[Span, ...]
    provisional: bool

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed."""
        return self.until > self.due

    @property
    def due_before(self) -> datetime:
        """The moment that ends the last day: 24:00 in China (民法典 §203)."""
        return datetime.combine(self.due, time(), CHINA) + timedelta(days=1)


def reckon(
    limit: TimeLimit,
    begun: date,
    until: date,
    calendar: WorkCalendar,
    *,
    spans: Sequence[Span] = (),
    extended: int = 0,
) -> Reckoning:
    """The term of ``limit`` that begins on ``begun``, as of the end of ``until``.

    ``spans`` are the days on which the clock stands still, united; ``extended`` is in the limit's own unit.
    """
    allowed = min(max(limit.days, 0) + max(extended, 0), _LONGEST)
    stopped = tuple(Span(max(span.start, begun), span.end) for span in spans if span.end > begun)
    due = _due(limit.unit, allowed, begun, calendar, stopped)
    used = counted(limit.unit, begun, until, calendar, stopped)
    return Reckoning(
        limit.unit,
        begun,
        until,
        due,
        allowed,
        max(extended, 0),
        used,
        counted(limit.unit, begun, due, calendar, stopped) - used,
        stopped,
        calendar.provisional_between(begun, max(begun, due, until)),
    )


def counted(unit: LimitUnit, after: date, through: date, calendar: WorkCalendar, spans: Sequence[Span]) -> int:
    """How many days of a unit follow ``after`` up to and with ``through``, without those of ``spans``."""
    days = _between(unit, after, through, calendar)
    for span in spans:
        days -= _between(unit, max(after, span.start), min(through, span.end), calendar)
    return days


def _between(unit: LimitUnit, after: date, through: date, calendar: WorkCalendar) -> int:
    if unit is LimitUnit.WORKING_DAYS:
        return calendar.working_between(after, through)
    return max(0, (through - after).days)


def _due(unit: LimitUnit, allowed: int, begun: date, calendar: WorkCalendar, spans: Sequence[Span]) -> date:
    """The first working day by which ``allowed`` days have been counted and on which the clock does not stand still."""
    at, missing = begun, allowed
    for span in spans:
        before = _between(unit, at, span.start, calendar)
        if before >= missing:
            break
        at, missing = span.end, missing - before
    due = at if missing <= 0 else _after(unit, at, missing, calendar)
    return _standing(due, calendar, spans)


def _after(unit: LimitUnit, at: date, days: int, calendar: WorkCalendar) -> date:
    return calendar.working_after(at, days) if unit is LimitUnit.WORKING_DAYS else at + timedelta(days=days)


def _standing(due: date, calendar: WorkCalendar, spans: Sequence[Span]) -> date:
    """``due``, or the first day from it on that is worked and that no stop outlasts."""
    while True:
        at = bisect_right(spans, due, key=lambda span: span.start) - 1
        if at >= 0 and spans[at].open_after(due):
            due = spans[at].end
        elif not calendar.is_working(due):
            due = calendar.working_after(due, 1)
        else:
            return due
