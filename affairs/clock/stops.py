"""When the clock stands still: corrections and special procedures, paired and put together. Pure.

A stop begins and ends on days. As with every term, the day on which it begins is not counted into it
(民法典 §201), the day on which it ends is: told on Monday and answered on Friday, Tuesday to Friday do not
count, and counting goes on with the next day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from affairs.clock.events import ClockEvent, ClockKind

__all__ = ["CORRECTION", "Span", "Stop", "paired", "united"]

CORRECTION = "补正"


@dataclass(frozen=True, slots=True)
class Span:
    """The days after ``start`` up to and with ``end``."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.start < day <= self.end

    def open_after(self, day: date) -> bool:
        """Whether the clock still stands when ``day`` is over."""
        return self.start <= day < self.end


@dataclass(frozen=True, slots=True)
class Stop:
    """One correction or special procedure. ``ended`` is None while it lasts."""

    name: str
    started: ClockEvent
    ended: ClockEvent | None = None

    @property
    def correction(self) -> bool:
        """Whether it waits for the applicant."""
        return self.started.kind is ClockKind.CORRECTION

    def span(self, until: date) -> Span:
        """Its days; one that lasts is known up to ``until``."""
        return Span(self.started.day, self.ended.day if self.ended else max(until, self.started.day))


_STARTS = {ClockKind.CORRECTION: ClockKind.RESUBMITTED, ClockKind.SPECIAL_STARTED: ClockKind.SPECIAL_ENDED}
_ENDS = frozenset(_STARTS.values())


def paired(events: Sequence[ClockEvent]) -> tuple[tuple[Stop, ...], tuple[ClockEvent, ...]]:
    """The stops in the order of their starts, and the ends that answer no start.

    ``events`` are in order. A second start of what is open already changes nothing. To accept a case is
    to take its materials as complete: that ends the corrections that were open.
    """
    stops: list[Stop] = []
    stray: list[ClockEvent] = []
    first_acceptance = next((event for event in events if event.kind is ClockKind.ACCEPTED), None)
    for event in events:
        if event is first_acceptance:
            stops = [replace(stop, ended=event) if stop.correction and stop.ended is None else stop for stop in stops]
        if event.kind in _STARTS:
            if not any(stop.ended is None and _same(stop.started, event) for stop in stops):
                stops.append(Stop(_name(event), event))
        elif event.kind in _ENDS:
            answered = list(_answered(stops, event))
            for at in answered:
                stops[at] = replace(stops[at], ended=event)
            if not answered:
                stray.append(event)
    return tuple(stops), tuple(stray)


def _name(event: ClockEvent) -> str:
    if event.kind is ClockKind.CORRECTION:
        return CORRECTION
    return event.procedure.value if event.procedure else "特别程序"


def _key(event: ClockEvent) -> str:
    return event.ref or (event.procedure.value if event.procedure else "")


def _same(started: ClockEvent, event: ClockEvent) -> bool:
    return started.kind is event.kind and _key(started) == _key(event)


def _answered(stops: Sequence[Stop], end: ClockEvent) -> Iterator[int]:
    open_ones = [at for at, stop in enumerate(stops) if stop.ended is None and _STARTS[stop.started.kind] is end.kind]
    if not _key(end):
        yield from open_ones
        return
    named = [at for at in open_ones if _key(stops[at].started) == _key(end)]
    yield from named or [at for at in open_ones if not _key(stops[at].started)][:1]


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in spans that do not overlap or touch, in order: what overlaps counts once."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        if span.end <= span.start:
            continue
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)
