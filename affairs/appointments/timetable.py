"""The slots of a supply: computed from hours, calendar, openings and closings. Pure.

A slot lies wholly within opening hours, so that none begins before a lunch break and ends after it, and none runs
past closing time; visits that take several slots take them without a gap. Minutes count from midnight of a day
in China, which has no daylight saving; 1440 is the end of the day.
"""

from collections.abc import Callable, Hashable
from datetime import date, datetime, time, timedelta

from affairs.appointments.supply import Quota, Shift, Supply, Window
from affairs.clock import CHINA, WorkCalendar
from affairs.hours import hours_on
from knowledge.places import Hours, Venue

__all__ = ["DAY", "Timetable", "minute_of", "moment"]

DAY = 24 * 60
_KEPT = 50_000
_SUMS_KEPT = 5_000


def moment(day: date, minute: int) -> datetime:
    """The moment of a minute of a day in China; minute 1440 is the midnight that ends it."""
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minute)


def minute_of(clock: time) -> int:
    """Minutes since midnight."""
    return clock.hour * 60 + clock.minute


class Timetable:
    """The slots of one supply under one calendar. What was computed is kept, since a supply never changes."""

    def __init__(self, supply: Supply, calendar: WorkCalendar) -> None:
        self.supply, self.calendar = supply, calendar
        self._starts: dict[tuple[str, date], tuple[int, ...]] = {}
        self._grids: dict[tuple[str, tuple[Hours, ...], int, date], tuple[int, ...]] = {}
        self._sums: dict[Hashable, tuple[int, int]] = {}
        self._shifts: dict[str, list[Shift]] = {}
        for shift in supply.shifts:
            self._shifts.setdefault(shift.window, []).append(shift)
        self._changed = {change.venue for change in (*supply.openings, *supply.closings)}

    def starts(self, window: Window, day: date) -> tuple[int, ...]:
        """The minutes at which slots of a window begin on a day, in order."""
        key = (window.code, day)
        known = self._starts.get(key)
        if known is None:
            if len(self._starts) > _KEPT:
                self._starts.clear()
                self._grids.clear()
            known = self._starts[key] = self._compute(window, day)
        return known

    def runs(self, window: Window, day: date, slots: int) -> tuple[int, ...]:
        """The minutes at which ``slots`` slots in a row begin."""
        starts = self.starts(window, day)
        if slots == 1:
            return starts
        there = set(starts)
        return tuple(
            start for start in starts if all(start + step * window.minutes in there for step in range(1, slots))
        )

    def last_day(self, now: datetime) -> date:
        """The last day that can be booked by now."""
        local, rules = now.astimezone(CHINA), self.supply.rules
        opened = minute_of(local.time()) >= rules.opens_at
        return local.date() + timedelta(days=rules.days_ahead if opened else max(rules.days_ahead - 1, 0))

    def days(self, now: datetime) -> list[date]:
        """The days that can be booked by now."""
        today = now.astimezone(CHINA).date()
        return [today + timedelta(days=step) for step in range((self.last_day(now) - today).days + 1)]

    def first_start(self, day: date, now: datetime) -> int:
        """The least minute of a day at which a slot may begin to be booked by now; 1440 = none may any more."""
        local = now.astimezone(CHINA)
        if day < local.date():
            return DAY
        earliest = local + timedelta(minutes=self.supply.rules.lead_minutes)
        if earliest.date() > day:
            return DAY
        if earliest.date() < day:
            return 0
        return minute_of(earliest.time()) + (earliest.second > 0 or earliest.microsecond > 0)

    def capacity(self, window: Window, day: date, quota: Quota, now: datetime) -> int:
        """Places of a slot that may be taken by now."""
        places = window.places.get(quota, 0)
        if quota is not Quota.PUBLIC or not window.same_day:
            return places
        return places if self.released(day, now) else max(places - window.same_day, 0)

    def released(self, day: date, now: datetime) -> bool:
        """Whether the places that were kept for the day itself are given out."""
        return now >= moment(day, self.supply.rules.same_day_from)

    def remembered(self, key: Hashable, compute: Callable[[], tuple[int, int]]) -> tuple[int, int]:
        """What ``compute`` gives, once for each key; it must depend on nothing but the supply and the key."""
        if key not in self._sums:
            if len(self._sums) > _SUMS_KEPT:
                self._sums.clear()
            self._sums[key] = compute()
        return self._sums[key]

    def _compute(self, window: Window, day: date) -> tuple[int, ...]:
        if window.staffed:
            attended = _joined([(each.start, each.end) for each in self._shifts.get(window.code, ()) if each.on(day)])
            return tuple(
                start
                for start in self._opened(window, day)
                if any(begun <= start and start + window.minutes <= end for begun, end in attended)
            )
        return self._opened(window, day)

    def _opened(self, window: Window, day: date) -> tuple[int, ...]:
        """The slots within opening hours, whoever is there."""
        if window.venue not in self._changed:
            shared = (window.venue, window.hours, window.minutes, day)
            if shared not in self._grids:
                self._grids[shared] = _grid(self._regular(window, day), window.minutes)
            return self._grids[shared]
        opened = [(each.start, each.end) for each in self.supply.openings if each.concerns(window, day)]
        grid = _grid(_joined([*self._regular(window, day), *opened]), window.minutes)
        closed = [(each.start, each.end) for each in self.supply.closings if each.concerns(window, day)]
        return tuple(
            start for start in grid if not any(start < end and begun < start + window.minutes for begun, end in closed)
        )

    def _regular(self, window: Window, day: date) -> list[tuple[int, int]]:
        venue = self.supply.venues_by_code[window.venue]
        if window.hours:
            venue = Venue(code=venue.code, hours=window.hours, closed_on_holidays=venue.closed_on_holidays)
        return [
            (minute_of(span.start), minute_of(span.end) or DAY) for span in hours_on(venue, day, self.calendar).spans
        ]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same minutes as spans that neither touch nor overlap, in order."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _grid(spans: list[tuple[int, int]], minutes: int) -> tuple[int, ...]:
    return tuple(start for begun, end in spans for start in range(begun, end - minutes + 1, minutes))
