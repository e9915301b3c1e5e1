"""What was done against the rules of time, for supervision to see; it moves no date by itself. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from affairs.clock.acceptance import Acceptance
from affairs.clock.calendar import WorkCalendar
from affairs.clock.events import ClockEvent, ClockKind
from affairs.clock.reckoning import Reckoning, counted
from affairs.clock.stops import Stop
from knowledge.guide import LimitUnit

__all__ = ["Irregular", "Irregularity", "irregularities"]


class Irregular(StrEnum):
    """Kinds, as they are said."""

    CORRECTION_AGAIN = "补正内容没有一次告知"
    """行政许可法 §32(4): 一次告知需要补正的全部内容; 72(4) makes it an offence of the authority."""
    LATE_CORRECTION = "超过五个工作日才告知补正"
    LATE_ACCEPTANCE = "超过五个工作日才决定是否受理"
    NOT_TOLD = "特别程序没有事先书面告知申请人"
    """行政许可法 §45."""
    NOT_FILED = "特别程序没有备案"
    OVERRUN = "特别程序超过告知的时间"
    UNFOUNDED = "特别程序没有写明依据"
    EXTENDED_AGAIN = "延期超过一次"
    EXTENDED_UNREASONED = "延期没有写明天数和理由"
    EXTENDED_TOO_LATE = "期限过后才延期"
    STRAY = "只有结束、没有开始的记录"


@dataclass(frozen=True, slots=True)
class Irregularity:
    """What, by which event."""

    kind: Irregular
    event: ClockEvent


def irregularities(
    events: Sequence[ClockEvent],
    stops: Sequence[Stop],
    stray: Sequence[ClockEvent],
    begun: Acceptance,
    terms: Sequence[Reckoning | None],
    extension: ClockEvent | None,
    calendar: WorkCalendar,
    until: date,
) -> tuple[Irregularity, ...]:
    """All of them, in no particular order; the arguments are those of :func:`affairs.clock.limits.limits`."""
    found = [
        *_corrections(stops),
        *_acceptances(events, begun),
        *(each for stop in stops if not stop.correction for each in _procedure(stop, calendar, until)),
        *_extensions(events, terms, extension),
        *(Irregularity(Irregular.STRAY, event) for event in stray),
    ]
    return tuple(found)


def _corrections(stops: Sequence[Stop]) -> Iterator[Irregularity]:
    for stop in [stop for stop in stops if stop.correction][1:]:
        yield Irregularity(Irregular.CORRECTION_AGAIN, stop.started)


def _acceptances(events: Sequence[ClockEvent], begun: Acceptance) -> Iterator[Irregularity]:
    if not (begun.term and begun.term.overdue):
        return
    kinds = {
        ClockKind.CORRECTION: Irregular.LATE_CORRECTION,
        ClockKind.ACCEPTED: Irregular.LATE_ACCEPTANCE,
        ClockKind.NOT_ACCEPTED: Irregular.LATE_ACCEPTANCE,
    }
    late = next((event for event in events if event.kind in kinds and event.day > begun.term.due), None)
    if late is not None:
        yield Irregularity(kinds[late.kind], late)


def _procedure(stop: Stop, calendar: WorkCalendar, until: date) -> Iterator[Irregularity]:
    started = stop.started
    if started.told_at is None or started.told_at > started.at:
        yield Irregularity(Irregular.NOT_TOLD, started)
    if started.filed_at is None:
        yield Irregularity(Irregular.NOT_FILED, started)
    if not started.reason.strip() and not (started.procedure and started.procedure.named_by_law):
        yield Irregularity(Irregular.UNFOUNDED, started)
    span = stop.span(until)
    if 0 < started.days < counted(LimitUnit.WORKING_DAYS, span.start, span.end, calendar, ()):
        yield Irregularity(Irregular.OVERRUN, started)


def _extensions(
    events: Sequence[ClockEvent], terms: Sequence[Reckoning | None], extension: ClockEvent | None
) -> Iterator[Irregularity]:
    for event in events:
        if event.kind is not ClockKind.EXTENDED:
            continue
        if event is extension:
            known = [term for term in terms if term]
            if known and not any(term.extended for term in known):
                yield Irregularity(Irregular.EXTENDED_TOO_LATE, event)
        elif event.days <= 0 or not event.reason.strip():
            yield Irregularity(Irregular.EXTENDED_UNREASONED, event)
        else:
            yield Irregularity(Irregular.EXTENDED_AGAIN, event)
