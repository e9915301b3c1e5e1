"""When the cards of a case are due if nothing more happens. Pure.

Planned anew with each event of the case, so that the daily sweep looks at days alone, not at every open case.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from affairs.clock import ClockState, Limits, Reckoning, WorkCalendar
from affairs.supervision.thresholds import Thresholds
from knowledge.guide import LimitUnit

__all__ = ["HISTORY", "Level", "PlannedCard", "Term", "planned", "predicted_day"]

HISTORY = 20
"""Decided cases of an item below which nothing is predicted."""


class Level(StrEnum):
    """黄牌, 红牌, the prediction of one, and agreement by silence."""

    PREDICTED = "predicted"
    YELLOW = "yellow"
    RED = "red"
    GRANTED = "granted"
    """超时默认: the statutory limit ran out, and the item says that silence agrees."""


class Term(StrEnum):
    """What a card is about."""

    ACCEPTANCE = "acceptance"
    STAGE = "stage"
    PROMISED = "promised"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True)
class PlannedCard:
    """A card that is due on ``day`` unless something happens. ``round`` tells one stage or acceptance from the next."""

    term: Term
    level: Level
    day: date
    round: str = ""


def planned(
    limits: Limits,
    stage: Reckoning | None,
    thresholds: Thresholds,
    history: Sequence[int],
    calendar: WorkCalendar,
) -> tuple[PlannedCard, ...]:
    """The cards of a case as it stands; none where the clock stands still or has ended."""
    if limits.state in {ClockState.FINISHED, ClockState.STOPPED}:
        return ()
    if limits.state is ClockState.NOT_STARTED:
        return tuple(_of(limits.acceptance.term, Term.ACCEPTANCE, thresholds, calendar))
    cards = [
        *_of(stage, Term.STAGE, thresholds, calendar),
        *_of(limits.promised, Term.PROMISED, thresholds, calendar),
        *_of(limits.statutory, Term.STATUTORY, thresholds, calendar),
    ]
    if limits.statutory and thresholds.silence_grants:
        cards.append(PlannedCard(Term.STATUTORY, Level.GRANTED, limits.statutory.due + timedelta(days=1)))
    term = limits.promised or limits.statutory
    day = predicted_day(term, history, calendar) if term else None
    if term and day and day <= term.due:
        cards.append(PlannedCard(Term.PROMISED if limits.promised else Term.STATUTORY, Level.PREDICTED, day))
    return tuple(cards)


def predicted_day(term: Reckoning, history: Sequence[int], calendar: WorkCalendar) -> date | None:
    """The first day on which more than half of the item's earlier cases that lasted this long were late in the end.

    ``history`` are the days that decided cases took. None where there are too few, or no such day.
    """
    if len(history) < HISTORY:
        return None
    for used in range(term.used, term.allowed + 1):
        longer = [days for days in history if days > used]
        if longer and sum(days > term.allowed for days in longer) * 2 > len(longer):
            return _day(term, used, calendar)
    return None


def _of(term: Reckoning | None, name: Term, thresholds: Thresholds, calendar: WorkCalendar) -> Iterator[PlannedCard]:
    if term is None:
        return
    begun = term.begun.isoformat() if name in {Term.STAGE, Term.ACCEPTANCE} else ""
    if term.allowed > 0:
        yellow = min(_day(term, max(1, math.ceil(term.allowed * thresholds.yellow)), calendar), term.due)
        yield PlannedCard(name, Level.YELLOW, yellow, begun)
    late = term.due + timedelta(days=1)
    red = late
    if thresholds.red < 1:
        red = min(_day(term, math.floor(term.allowed * thresholds.red) + 1, calendar), late)
    yield PlannedCard(name, Level.RED, red, begun)


def _day(term: Reckoning, used: int, calendar: WorkCalendar) -> date:
    """The day on which ``used`` days of a running term will have been counted; its present day if they have been."""
    missing = used - term.used
    if missing <= 0:
        return term.until
    if term.unit is LimitUnit.WORKING_DAYS:
        return calendar.working_after(term.until, missing)
    return term.until + timedelta(days=missing)
