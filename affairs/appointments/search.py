"""Counting what is free, for one caller at one moment. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from affairs.appointments.appointment import Key
from affairs.appointments.party import Party
from affairs.appointments.slot import Slot, SlotName
from affairs.appointments.supply import Window
from affairs.appointments.timetable import DAY, Timetable

__all__ = ["Search"]


@dataclass(frozen=True, slots=True)
class Search:
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
