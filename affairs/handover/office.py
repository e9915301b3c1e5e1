"""When somebody is there to answer: the centre's hours, with the lunch break and the days off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from affairs.clock import CHINA, WorkCalendar
from affairs.hours import hours_on
from knowledge.places import Span, Venue
from knowledge.snapshot import Snapshot

__all__ = ["Office", "Opening"]

USUAL = (Span(time(9), time(11, 30)), Span(time(13), time(16, 30)))
"""Where no centre's hours are published: those of most centres, on working days."""
AHEAD = 40
"""Days that are looked through: the longest run of days off has nine."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One span in which the desk answers."""

    start: datetime
    end: datetime


class Office:
    """The hours of the desk, by the centre of a district."""

    def __init__(self, snapshot: Callable[[], Snapshot], calendar: Callable[[], WorkCalendar]) -> None:
        self._snapshot, self._calendar = snapshot, calendar

    @property
    def calendar(self) -> WorkCalendar:
        """The working days that are known now."""
        return self._calendar()

    def opening(self, at: datetime, region: str = "") -> Opening:
        """The span that holds ``at``, or the next one."""
        return next(self.openings(at, region))

    def openings(self, at: datetime, region: str = "") -> Iterator[Opening]:
        """The span that holds ``at`` and those after it."""
        there, venue = at.astimezone(CHINA), self._centre(region)
        for days in range(AHEAD):
            day = there.date() + timedelta(days=days)
            for span in self._spans(venue, day):
                opening = Opening(datetime.combine(day, span.start, CHINA), datetime.combine(day, span.end, CHINA))
                if opening.end > there:
                    yield opening
        # Nothing is known of so far ahead: a day as any other.
        yield Opening(there + timedelta(days=AHEAD), there + timedelta(days=AHEAD, hours=1))

    def is_open(self, at: datetime, region: str = "") -> bool:
        """Whether the desk answers at a moment."""
        return self.opening(at, region).start <= at

    def later(self, at: datetime, span: timedelta, region: str = "") -> datetime:
        """The moment ``span`` of open time after ``at``."""
        for opening in self.openings(at, region):
            start = max(opening.start, at.astimezone(CHINA))
            if opening.end - start >= span:
                return start + span
            span -= opening.end - start
        return at + span  # pragma: no cover - spans are hours, the openings weeks

    def open_between(self, since: datetime, until: datetime, region: str = "") -> timedelta:
        """How much open time lies between two moments."""
        total = timedelta()
        for opening in self.openings(since, region):
            if opening.start >= until:
                break
            total += min(opening.end, until.astimezone(CHINA)) - max(opening.start, since.astimezone(CHINA))
        return total

    def _spans(self, venue: Venue | None, day: date) -> tuple[Span, ...]:
        calendar = self._calendar()
        if venue is not None:
            hours = hours_on(venue, day, calendar)
            if hours.known:
                return hours.spans
        return USUAL if calendar.day(day).working else ()

    def _centre(self, region: str) -> Venue | None:
        catalogue = self._snapshot().catalogue
        centres = {each.region: each for each in reversed(catalogue.centres())}
        near = next((place for place in catalogue.ancestry(region) if place in centres), None)
        return centres[near] if near is not None else next(iter(catalogue.centres()), None)
