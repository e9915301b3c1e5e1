"""Slots as citizens see them: a time at a venue, whichever window it will be at."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from affairs.appointments.timetable import DAY, moment
from affairs.errors import NoSuchSlot

__all__ = ["Slot", "SlotName"]

_FORM = re.compile(r"([a-z0-9][a-z0-9-]{0,31})\.([0-9]{8})\.([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class SlotName:
    """What names a slot: ``venue.YYYYMMDD.HHMM``."""

    venue: str
    day: date
    start: int

    def __str__(self) -> str:
        return f"{self.venue}.{self.day:%Y%m%d}.{self.start // 60:02}{self.start % 60:02}"

    @classmethod
    def of(cls, text: str) -> "SlotName":
        """Read a name. Raises NoSuchSlot."""
        found = _FORM.fullmatch(text)
        if found is None or not text.isascii():
            raise NoSuchSlot(field="slot_id")
        venue, day, hour, minute = found.groups()
        try:
            named = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        except ValueError:
            raise NoSuchSlot(field="slot_id") from None
        start = int(hour) * 60 + int(minute)
        if int(minute) >= 60 or start >= DAY:
            raise NoSuchSlot(field="slot_id")
        return cls(venue, named, start)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at a venue, how long the visit takes there, and how many of these the caller's like may still take."""

    name: SlotName
    minutes: int
    remaining: int

    @property
    def start(self) -> datetime:
        """When it begins."""
        return moment(self.name.day, self.name.start)

    @property
    def end(self) -> datetime:
        """When it ends."""
        return moment(self.name.day, self.name.start + self.minutes)
