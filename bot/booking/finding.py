"""Looking for slots that answer what was said, and else for the nearest that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from affairs.appointments.desk import AppointmentDesk
from affairs.appointments.free import Visit
from affairs.appointments.slot import Slot
from affairs.people.citizens import Citizen
from knowledge.dates import Span

__all__ = ["Found", "Miss", "Wanted", "look"]

SHOWN = 6
ENOUGH = 60
"""Slots among which those to be shown are picked."""


class Miss(StrEnum):
    """Why nothing answers what was said."""

    NONE = "none"
    """Something does."""
    FULL = "full"
    CLOSED = "closed"
    FAR = "far"
    """Later than can be booked by now."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Items of one visit for ``whom``, at one of ``venues`` (empty = any), within ``span`` (None = the soonest)."""

    items: tuple[str, ...]
    whom: str
    venues: tuple[str, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class Found:
    """Slots in order of time; ``miss`` other than NONE: they are only the nearest. ``last`` can be booked by now."""

    slots: tuple[Slot, ...]
    miss: Miss
    last: date


async def look(desk: AppointmentDesk, citizen: Citizen, wanted: Wanted, now: datetime) -> Found:
    """Free slots for what is wanted. Raises NoSuchPrincipal."""
    timetable = desk.timetables()
    visit = Visit(wanted.items, whom=wanted.whom, venues=wanted.venues or None)
    free = {each.day: each.remaining for each in await desk.free.days(citizen, visit)}
    last, span = timetable.last_day(now), wanted.span
    answering: list[Slot] = []
    full = False
    for day in (each for each in sorted(free) if span is None or _within(each, span)):
        if len(answering) < ENOUGH:
            there = [each for each in await desk.free.slots(citizen, visit, day) if _meets(each, span)]
            answering += [each for each in there if each.remaining]
            full = full or bool(there)
    if span and span.time and span.time.exact:
        to_the_minute = [each for each in answering if each.name.start == span.time.start]
        answering = to_the_minute or answering
    if answering:
        return Found(_spread(answering), Miss.NONE, last)
    miss = Miss.FAR if span and span.first > last else Miss.FULL if full else Miss.CLOSED
    target = span.first if span else last
    near: list[Slot] = []
    for day in sorted(free, key=lambda each: (each < target, abs((each - target).days))):
        if free[day] and len(near) < SHOWN:
            near += [each for each in await desk.free.slots(citizen, visit, day) if each.remaining]
    return Found(_spread(near), miss, last)


def _within(day: date, span: Span) -> bool:
    return span.first <= day and (span.last is None or day <= span.last)


def _meets(slot: Slot, span: Span | None) -> bool:
    return span is None or span.meets(slot.start.replace(tzinfo=None), slot.end.replace(tzinfo=None))


def _spread(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """A few of many: the first of each hour and venue before the second of any."""
    rounds: dict[tuple[date, int, str], int] = {}
    ranked = []
    for place, slot in enumerate(sorted(slots, key=lambda each: (each.name.day, each.name.start, each.name.venue))):
        key = (slot.name.day, slot.name.start // 60, slot.name.venue)
        rounds[key] = rounds.get(key, 0) + 1
        ranked.append((rounds[key], place, slot))
    chosen = sorted(ranked, key=lambda each: each[:2])[:SHOWN]
    return tuple(slot for _, _, slot in sorted(chosen, key=lambda each: each[1]))
