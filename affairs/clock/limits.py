"""Both limits of a case (法定, 承诺) from its events and the calendar. Pure.

行政许可法 §42: from acceptance, which day is not counted; prolonged once, with a reason that is told; §45: hearings,
tenders, auctions, inspections, tests, quarantines, appraisals and expert reviews are not counted, and the applicant is
told in writing how long they take.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from affairs.clock.acceptance import CLOSING, Acceptance, acceptance
from affairs.clock.calendar import WorkCalendar
from affairs.clock.events import ClockEvent, ClockKind, in_order
from affairs.clock.irregular import Irregularity, irregularities
from affairs.clock.present import china_day
from affairs.clock.reckoning import Reckoning, reckon
from affairs.clock.stops import Span, Stop, paired, united
from knowledge.guide import TimeLimit

__all__ = ["ClockState", "Limits", "Rules", "limits"]

FIVE_DAYS, TEN_DAYS = TimeLimit(5), TimeLimit(10)
_FINAL = CLOSING | {ClockKind.DECIDED}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds beside the two limits.

    ``acceptance`` is the authority's time to answer an application; ``silence_accepts`` 行政许可法 §32(4);
    ``longest_extension`` the most days that an extension adds (§42: ten of twenty; None = whatever was approved);
    ``delivery`` the time from the decision to the certificate in the applicant's hand (§44).
    """

    acceptance: TimeLimit = FIVE_DAYS
    silence_accepts: bool = True
    longest_extension: int | None = None
    delivery: TimeLimit = TEN_DAYS


RULES = Rules()
"""Those of 行政许可法."""


class ClockState(StrEnum):
    """Whether the limits run."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the clock of a case stands.

    ``statutory`` and ``promised`` are None where the item has no such limit or the case is not accepted.
    ``stops`` are those of the limits, in order; ``extension`` the one that holds. ``delivery`` runs from the
    decision until the result is delivered. ``provisional``: a day of any of them may yet move.
    """

    state: ClockState
    acceptance: Acceptance
    statutory: Reckoning | None
    promised: Reckoning | None
    delivery: Reckoning | None
    stops: tuple[Stop, ...]
    extension: ClockEvent | None
    finished_on: date | None
    irregularities: tuple[Irregularity, ...]

    @property
    def provisional(self) -> bool:
        """Whether any day counted is of a year not announced yet."""
        terms = (self.acceptance.term, self.statutory, self.promised, self.delivery)
        return any(term.provisional for term in terms if term)


def limits(
    events: Iterable[ClockEvent],
    statutory: TimeLimit | None,
    promised: TimeLimit | None,
    calendar: WorkCalendar,
    now: datetime,
    rules: Rules = RULES,
) -> Limits:
    """The clock of a case as of ``now``, whatever the order in which its events arrived and however often.

    Events after ``now`` are not looked at. ``used`` counts today as begun; while the clock stands still ``due`` is the
    last day if it went on today.
    """
    known = in_order(events, now)
    all_stops, stray = paired(known)
    today = china_day(now)
    begun = acceptance(known, all_stops, rules.acceptance, calendar, today, silence_accepts=rules.silence_accepts)
    final = next((event for event in known if event.kind in _FINAL), None)
    until = final.day if final else today
    stops = _of_the_limits(all_stops, begun)
    extension = next((event for event in known if event.kind is ClockKind.EXTENDED and _holds(event)), None)
    spans = united(stop.span(until) for stop in stops)
    terms = [
        _term(limit, begun, max(until, begun.accepted_on or until), calendar, spans, extension, rules)
        for limit in (statutory, promised)
    ]
    return Limits(
        state=_state(begun, final, stops),
        acceptance=begun,
        statutory=terms[0],
        promised=terms[1],
        delivery=_delivery(known, today, calendar, rules),
        stops=stops,
        extension=extension,
        finished_on=final.day if final else None,
        irregularities=irregularities(known, all_stops, stray, begun, terms, extension, calendar, until),
    )


def _holds(extension: ClockEvent) -> bool:
    """An extension without a reason is none (§42: 应当将延长期限的理由告知申请人)."""
    return extension.days > 0 and bool(extension.reason.strip())


def _of_the_limits(stops: Sequence[Stop], begun: Acceptance) -> tuple[Stop, ...]:
    """The stops that stop the limits: those that outlast the day of acceptance."""
    if begun.accepted_on is None:
        return ()
    return tuple(stop for stop in stops if stop.ended is None or stop.ended.day > begun.accepted_on)


def _term(
    limit: TimeLimit | None,
    begun: Acceptance,
    until: date,
    calendar: WorkCalendar,
    spans: Sequence[Span],
    extension: ClockEvent | None,
    rules: Rules,
) -> Reckoning | None:
    """One limit; prolonged only where the extension was granted before it had passed."""
    if limit is None or begun.accepted_on is None:
        return None
    plain = reckon(limit, begun.accepted_on, until, calendar, spans=spans)
    if extension is None or extension.day > plain.due:
        return plain
    days = extension.days if rules.longest_extension is None else min(extension.days, rules.longest_extension)
    return reckon(limit, begun.accepted_on, until, calendar, spans=spans, extended=days)


def _state(begun: Acceptance, final: ClockEvent | None, stops: Sequence[Stop]) -> ClockState:
    if final is not None:
        return ClockState.FINISHED
    if begun.accepted_on is None:
        return ClockState.NOT_STARTED
    return ClockState.STOPPED if any(stop.ended is None for stop in stops) else ClockState.RUNNING


def _delivery(events: Sequence[ClockEvent], today: date, calendar: WorkCalendar, rules: Rules) -> Reckoning | None:
    decided = next((event for event in events if event.kind is ClockKind.DECIDED), None)
    if decided is None:
        return None
    delivered = next((event for event in events if event.kind is ClockKind.DELIVERED), None)
    return reckon(rules.delivery, decided.day, max(decided.day, delivered.day if delivered else today), calendar)
