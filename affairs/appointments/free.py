"""What is free: days, slots, and the nearest to one that is full. Reads only; booking itself asks the store again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from affairs.appointments.current import Timetables
from affairs.appointments.lookout import Lookout
from affairs.appointments.party import Party, party_of
from affairs.appointments.ports import Cut
from affairs.appointments.search import Search
from affairs.appointments.slot import Slot, SlotName
from affairs.appointments.supply import Window
from affairs.appointments.timetable import Timetable
from affairs.people.acting import SELF, Acting, acting_for
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["Free", "FreeDay", "Visit"]

NEAREST = 5
"""Slots told to somebody whose slot is full."""
NEAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class Visit:
    """What is to be done in one visit, where, and for whom.

    ``venue`` '' is anywhere, or at one of ``venues`` where that is not None.
    """

    items: tuple[str, ...]
    venue: str = ""
    whom: str = SELF
    venues: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FreeDay:
    """How many may still come on a day."""

    day: date
    remaining: int


class Free:
    """Reads what a caller may book."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, lookout: Lookout | None = None
    ) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock
        self._lookout = lookout or Lookout(unit_of_work, timetables, clock, seconds=0)

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
        search = Search(timetable, party, visit.items, now)
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
        return Search(timetable, party, visit.items, now).slots(windows, day, taken)

    async def nearest(self, citizen: Citizen, visit: Visit, wanted: SlotName) -> Sequence[Slot]:
        """The free slots nearest to one that is not to be had: of the same venue before others, of a week at most.

        By what was seen a moment ago: whoever was refused asks, and in a rush that is nearly everybody.
        """
        now, timetable = self._clock.now(), self._timetables()
        windows = timetable.supply.serving(visit.items)
        near = [day for day in timetable.days(now) if abs((day - wanted.day).days) <= NEAR_DAYS]
        if not windows or not near:
            return []
        party = await self._party(citizen, visit, now)
        search = Search(timetable, party, visit.items, now)
        found: list[Slot] = []
        for day in sorted(near, key=lambda each: abs((each - wanted.day).days)):
            taken = await self._lookout.taken(day, windows, party.wants)
            found += [each for each in search.slots(windows, day, taken) if each.remaining and each.name != wanted]
            if len(found) >= NEAREST:
                break
        return sorted(found, key=lambda each: _distance(each, wanted))[:NEAREST]

    async def _party(self, citizen: Citizen, visit: Visit, now: datetime) -> Party:
        if visit.whom in {"", SELF}:
            return party_of(Acting(citizen), named=False)
        async with self._unit_of_work(read_only=True) as uow:
            return await _party(uow, citizen, visit, now)


def _distance(slot: Slot, wanted: SlotName) -> tuple[int, bool, int, str]:
    name = slot.name
    return abs((name.day - wanted.day).days), name.venue != wanted.venue, abs(name.start - wanted.start), str(name)


def _serving(timetable: Timetable, visit: Visit) -> tuple[Window, ...]:
    windows = timetable.supply.serving(visit.items, visit.venue)
    return windows if visit.venues is None else tuple(each for each in windows if each.venue in visit.venues)


async def _party(uow: UnitOfWork, citizen: Citizen, visit: Visit, now: datetime) -> Party:
    return party_of(await acting_for(uow, citizen, visit.whom, now), named=False)
