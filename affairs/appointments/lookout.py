"""What was free a moment ago, as this process saw it: enough to refuse somebody, never to let anybody in.

When everybody wants the same slot, nearly all are refused. A refusal from here costs no write, no lock and mostly
no query; whoever is not refused asks the store, which alone gives places.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from affairs.appointments.appointment import Key
from affairs.appointments.current import Timetables
from affairs.appointments.party import party_of
from affairs.appointments.search import Search
from affairs.appointments.slot import SlotName
from affairs.appointments.supply import Quota, Window
from affairs.errors import SlotFull
from affairs.people.acting import SELF, Acting
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Lookout"]

SECONDS = 0.5
"""How old what was seen may be. A place that comes back does so after minutes: nobody misses one by this."""
_KEPT = 200
_LATELY = 20

_Seen = tuple[float, Mapping[Key, int]]
_Name = tuple[int, date, tuple[str, ...], tuple[Quota, ...]]


class Lookout:
    """Remembers the counters of days for ``seconds`` (0 = not at all); one reads, all who ask meanwhile wait for it."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        timetables: Timetables,
        clock: Clock,
        *,
        seconds: float = SECONDS,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock
        self._seconds, self._ticks = seconds, ticks
        self._seen: dict[_Name, _Seen] = {}
        self._locks: dict[_Name, asyncio.Lock] = {}

    async def taken(self, day: date, windows: Sequence[Window], quotas: tuple[Quota, ...]) -> Mapping[Key, int]:
        """Places taken on a day, by slot, as of a moment ago."""
        name = (self._timetables().supply.revision, day, tuple(each.code for each in windows), quotas)
        if (found := self._fresh(name)) is not None:
            return found
        if len(self._locks) > _KEPT:
            self._seen.clear()
            self._locks.clear()
        async with self._locks.setdefault(name, asyncio.Lock()):
            if (found := self._fresh(name)) is not None:
                return found
            began = self._ticks()
            async with self._unit_of_work(read_only=True) as uow:
                taken = await uow.appointments.taken(day, day, name[2], quotas)
            self._seen[name] = (began, taken)
            return taken

    async def refuse_full(self, citizen: Citizen, items: tuple[str, ...], whom: str, slot: SlotName) -> None:
        """Return unless the slot was full a moment ago. Raises SlotFull.

        Who has booked lately is never refused here: it may be their own place that they ask for again, by the same
        key or by a second click, and only the store knows what they are to be told.
        """
        if not self._seconds or whom not in {"", SELF}:
            return
        now, timetable = self._clock.now(), self._timetables()
        windows = timetable.supply.serving(items, slot.venue)
        if not windows or slot.day not in timetable.days(now):
            return
        party = party_of(Acting(citizen), named=False)
        taken = await self.taken(slot.day, windows, party.wants)
        slots = Search(timetable, party, items, now).slots(windows, slot.day, taken)
        if any(each.remaining for each in slots if each.name == slot):
            return
        async with self._unit_of_work(read_only=True) as uow:
            mine = await uow.appointments.of_citizen(citizen.id, limit=_LATELY)
        if not mine:
            raise SlotFull(field="slot_id")

    def forget(self) -> None:
        """Look anew: the store has just told of a slot that it is full."""
        self._seen.clear()

    def _fresh(self, name: _Name) -> Mapping[Key, int] | None:
        seen = self._seen.get(name)
        return seen[1] if seen and self._ticks() - seen[0] < self._seconds else None
