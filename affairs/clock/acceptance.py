"""The five days of acceptance (行政许可法 §32). Pure.

Within five working days of receiving the materials the authority accepts, refuses to accept, or tells every
deficiency at once; if it says nothing the application stands accepted from the day it was received. What the
applicant then sends in begins five days anew.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from affairs.clock.calendar import WorkCalendar
from affairs.clock.events import ClockEvent, ClockKind
from affairs.clock.reckoning import Reckoning, reckon
from affairs.clock.stops import Stop
from knowledge.guide import TimeLimit

__all__ = ["CLOSING", "Acceptance", "acceptance"]

CLOSING = frozenset({ClockKind.NOT_ACCEPTED, ClockKind.WITHDRAWN})
_ACCEPTING = frozenset({ClockKind.ACCEPTED, ClockKind.DECIDED})


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Whether and when a case was accepted.

    ``received_on`` is the day of the materials that count; ``term`` the authority's days for its answer (None where
    receiving was not recorded, and while the applicant has the word). ``accepted_on`` is the day from which the
    limits run; ``deemed``: silence accepted it; ``by`` is the event that did otherwise. ``closed``: it was refused
    or withdrawn before. ``waiting``: a correction is open.
    """

    received_on: date | None = None
    term: Reckoning | None = None
    accepted_on: date | None = None
    deemed: bool = False
    by: ClockEvent | None = None
    closed: bool = False
    waiting: bool = False


def acceptance(
    events: Sequence[ClockEvent],
    stops: Sequence[Stop],
    limit: TimeLimit,
    calendar: WorkCalendar,
    today: date,
    *,
    silence_accepts: bool = True,
) -> Acceptance:
    """Where acceptance stands by ``events`` (in order, none after ``today``) and the stops among them."""
    walk = _Walk(stops, lambda received, day: reckon(limit, received, day, calendar), silence_accepts)
    for event in events:
        settled = walk.deemed(event.day) or walk.answered(event)
        if settled is not None:
            return settled
        walk.take(event)
    return walk.deemed(today) or Acceptance(walk.received, walk.term, waiting=walk.waiting)


class _Walk:
    """The rounds of one application: whose turn it is, and since when."""

    def __init__(self, stops: Sequence[Stop], term: Callable[[date, date], Reckoning], silence_accepts: bool) -> None:
        corrections = [stop for stop in stops if stop.correction]
        self._asked = {stop.started.id for stop in corrections}
        self._answers = Counter(stop.ended.id for stop in corrections if stop.ended)
        self._reckon = term
        self._silence_accepts = silence_accepts
        self._open = 0
        self.received: date | None = None
        self.term: Reckoning | None = None

    @property
    def waiting(self) -> bool:
        """Whether it is the applicant's turn."""
        return self._open > 0

    def deemed(self, day: date) -> Acceptance | None:
        """Accepted by silence before ``day``, or None."""
        if self.received is None or self.waiting:
            self.term = None
            return None
        self.term = self._reckon(self.received, day)
        if self.term.overdue and self._silence_accepts:
            return Acceptance(self.received, self.term, self.received, deemed=True)
        return None

    def answered(self, event: ClockEvent) -> Acceptance | None:
        """Accepted or closed by ``event``, or None."""
        if event.kind in _ACCEPTING:
            return Acceptance(self.received, self.term, event.day, by=event)
        if event.kind in CLOSING:
            return Acceptance(self.received, self.term, closed=True)
        return None

    def take(self, event: ClockEvent) -> None:
        """Receive the materials, or pass the turn."""
        if event.kind is ClockKind.SUBMITTED:
            self.received = self.received or event.day
        elif self.received and event.id in self._asked:
            self._open += 1
        elif self.waiting and event.id in self._answers:
            self._open -= self._answers[event.id]
            if self._open == 0:
                self.received = event.day
