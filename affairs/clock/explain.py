"""Every day of a term, and why it was counted or not. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from affairs.clock.calendar import WorkCalendar
from affairs.clock.reckoning import Reckoning
from affairs.clock.stops import Stop
from knowledge.guide import LimitUnit

__all__ = ["DayRun", "ExplainedDay", "Why", "explain", "runs"]


class Why(StrEnum):
    """Why a day was counted or was not."""

    BEGINNING = "beginning"
    """The day on which the term begins is not counted (民法典 §201)."""
    COUNTED = "counted"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One day. ``names`` are the holiday's or the stops' in Chinese; ``number`` the days used with it."""

    day: date
    why: Why
    names: tuple[str, ...] = ()
    number: int = 0
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class DayRun:
    """Days in a row of one reason. ``days`` is their number."""

    first: date
    last: date
    why: Why
    names: tuple[str, ...]
    days: int


def explain(term: Reckoning, stops: Iterable[Stop], calendar: WorkCalendar) -> tuple[ExplainedDay, ...]:
    """Every day from the beginning of ``term`` to where it stands; as many are COUNTED as it has used.

    A day off is told as one although the clock stood still as well: it would not have been counted anyway.
    """
    spans = [(stop.name, stop.span(term.until)) for stop in stops]
    days = [ExplainedDay(term.begun, Why.BEGINNING)]
    number = 0
    for step in range(1, (term.until - term.begun).days + 1):
        day = term.begun + timedelta(days=step)
        told = calendar.day(day)
        names = tuple(dict.fromkeys(name for name, span in spans if span.holds(day)))
        if term.unit is LimitUnit.WORKING_DAYS and not told.working:
            why, names = (Why.HOLIDAY, (told.holiday,)) if told.holiday else (Why.WEEKEND, ())
        elif names:
            why = Why.STOPPED
        else:
            why, number = Why.COUNTED, number + 1
        days.append(ExplainedDay(day, why, names, number, told.provisional))
    return tuple(days)


def runs(days: Iterable[ExplainedDay]) -> tuple[DayRun, ...]:
    """The same days, those in a row for one reason put together."""
    told: list[DayRun] = []
    for day in days:
        if told and (told[-1].why, told[-1].names) == (day.why, day.names):
            told[-1] = DayRun(told[-1].first, day.day, day.why, day.names, told[-1].days + 1)
        else:
            told.append(DayRun(day.day, day.day, day.why, day.names, 1))
    return tuple(told)
