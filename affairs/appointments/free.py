"""What is free: days, slots, and the nearest to one that is full. Reads only; booking itself asks the store again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from affairs.appointments.appointment import Key
from affairs.appointments.current import Timetables
from affairs.appointments.party import Party, party_of
from affairs.appointments.ports import Cut
from affairs.appointments.slot import Slot, SlotName
from affairs.appointments.supply import Window
from affairs.appointments.timetable import DAY, Timetable
from affairs.people.acting import SELF, acting_for
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["Free", "FreeDay", "Visit"]

NEAREST = 5
"""Slots told to somebody whose slot is full."""
NEAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Visit:
    """What is to be done in one visit, where ('' = anywhere), and for whom."""

    items: tuple[str, ...]
    venue: str = ""
    whom: str = SELF


@dataclass(frozen=True, slots=True)
class FreeDay:
    """How many may still come on a day."""

    day: date
    remaining: int


class Free:
    """Reads what a caller may book."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock

    async def days(self, citizen: Citizen, visit: Visit) -> Sequence[FreeDay]:
        """The days on which a window is open, in order, full ones too. Raises NoSuchPrincipal."""
        now, timetable = self._clock.now(), self._timetables()
        windows = _serving(timetable, visit)
        days = timetable.days(now)
        async with self._unit_of_work(read_only=True) as uow:
            party = await _party(uow, citizen, visit, now)
            plain = [each for each in windows if each.slots_for(visit.items) == 1]
            long = [each for each in windows if each.slots_for(visit.items) > 1]
            cuts = [Cut(day, start) for day in days if (start := timetable.first_start(day, now))]
            sums = Counter[date]()
            for quota in party.wants:
                codes = [each.code for each in plain if party.quota(each) is quota]
                if codes:
                    sums.update(await uow.appointments.taken_by_day(days[0], days[-1], codes, quota, cuts))
            codes = [each.code for each in long]
            taken = await uow.appointments.taken(days[0], days[-1], codes, party.wants) if long else {}
        search = _Search(timetable, party, visit.items, now)
        found = [(day, search.plain(plain, day, sums), search.long(long, day, taken)) for day in days]
        return [FreeDay(day, (one or 0) + (other or 0)) for day, one, other in found if (one, other) != (None, None)]

    async def slots(self, citizen: Citizen, visit: Visit, day: date) -> Sequence[Slot]:
        """The slots of a day that did not close yet, in order, full ones too. Raises NoSuchPrincipal."""
        now, timetable = self._clock.now(), self._timetables()
        windows = _serving(timetable, visit)
        if day not in timetable.days(now):
            return []
        codes = [each.code for each in windows]
        async with self._unit_of_work(read_only=True) as uow:
            party = await _party(uow, citizen, visit, now)
            taken = await uow.appointments.taken(day, day, codes, party.wants)
        return _Search(timetable, party, visit.items, now).slots(windows, day, taken)

    async def nearest(self, citizen: Citizen, visit: Visit, wanted: SlotName) -> Sequence[Slot]:
        """The free slots nearest to one that is not to be had: of the same venue before others, of a week at most."""
        now, timetable = self._clock.now(), self._timetables()
        windows = timetable.supply.serving(visit.items)
        near = [day for day in timetable.days(now) if abs((day - wanted.day).days) <= NEAR_DAYS]
        if not windows or not near:
            return []
        codes = [each.code for each in windows]
        async with self._unit_of_work(read_only=True) as uow:
            party = await _party(uow, citizen, visit, now)
            search = _Search(timetable, party, visit.items, now)
            found: list[Slot] = []
            for day in sorted(near, key=lambda each: abs((each - wanted.day).days)):
                taken = await uow.appointments.taken(day, day, codes, party.wants)
                found += [each for each in search.slots(windows, day, taken) if each.remaining]
                if len(found) >= NEAREST:
                    break
        return sorted(found, key=lambda each: _distance(each, wanted))[:NEAREST]


def _distance(slot: Slot, wanted: SlotName) -> tuple[int, bool, int, str]:
    name = slot.name
    return abs((name.day - wanted.day).days), name.venue != wanted.venue, abs(name.start - wanted.start), str(name)


def _serving(timetable: Timetable, visit: Visit) -> tuple[Window, ...]:
    return timetable.supply.serving(visit.items, visit.venue)


async def _party(uow: UnitOfWork, citizen: Citizen, visit: Visit, now: datetime) -> Party:
    return party_of(await acting_for(uow, citizen, visit.whom, now), named=False)


@dataclass(frozen=True, slots=True)
class _Search:
    """Counting for one caller at one moment."""

    timetable: Timetable
    party: Party
    items: tuple[str, ...]
    now: datetime

    def plain(self, windows: Sequence[Window], day: date, sums: Mapping[date, int]) -> int | None:
        """Free places of a day where a visit takes one slot; None where no slot is left to be booked at all."""
        first = self.timetable.first_start(day, self.now)
        released = self.timetable.released(day, self.now)
        key = (day, first, released, self.party.wants, tuple(window.code for window in windows))
        slots, places = self.timetable.remembered(key, lambda: self._room(windows, day, first))
        return max(places - sums.get(day, 0), 0) if slots else None

    def _room(self, windows: Iterable[Window], day: date, first: int) -> tuple[int, int]:
        """Slots of a day from minute ``first`` on, and their places."""
        slots = places = 0
        for window in windows:
            starts = self.timetable.starts(window, day)
            number = len(starts) if not first else sum(start >= first for start in starts)
            slots += number
            places += number * self.timetable.capacity(window, day, self.party.quota(window), self.now)
        return slots, places

    def long(self, windows: Iterable[Window], day: date, taken: Mapping[Key, int]) -> int | None:
        """Visits that still fit into a day where each takes several slots in a row."""
        total, any_open = 0, False
        for window in windows:
            free = self._free(window, day, taken)
            size = window.slots_for(self.items)
            for start in self._runs(window, day):
                any_open = True
                run = [start + step * window.minutes for step in range(size)]
                fits = min(free[each] for each in run)
                total += fits
                for each in run:
                    free[each] -= fits
        return total if any_open else None

    def slots(self, windows: Iterable[Window], day: date, taken: Mapping[Key, int]) -> list[Slot]:
        """The slots of a day, over all windows of a venue together."""
        found: dict[tuple[int, str], tuple[int, int]] = {}
        for window in windows:
            free = self._free(window, day, taken)
            size = window.slots_for(self.items)
            for start in self._runs(window, day):
                fits = min(free[start + step * window.minutes] for step in range(size))
                minutes, before = found.get((start, window.venue), (0, 0))
                found[start, window.venue] = (max(minutes, size * window.minutes), before + fits)
        return [
            Slot(SlotName(venue, day, start), minutes, fits)
            for (start, venue), (minutes, fits) in sorted(found.items())
        ]

    def _runs(self, window: Window, day: date) -> list[int]:
        first = self.timetable.first_start(day, self.now)
        if first >= DAY:
            return []
        return [each for each in self.timetable.runs(window, day, window.slots_for(self.items)) if each >= first]

    def _free(self, window: Window, day: date, taken: Mapping[Key, int]) -> dict[int, int]:
        quota = self.party.quota(window)
        places = self.timetable.capacity(window, day, quota, self.now)
        return {
            start: max(places - taken.get(Key(day, window.code, start, quota), 0), 0)
            for start in self.timetable.starts(window, day)
        }
