"""Where the days that a deployment sets are kept, as a protocol."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from affairs.clock.national import CalendarEdits, CalendarEntry

__all__ = ["CalendarRepository"]


class CalendarRepository(Protocol):
    """The days that were set, in a unit of work."""

    async def edits(self) -> CalendarEdits:
        """All of them."""

    async def replace_year(self, year: int, entries: Sequence[CalendarEntry], *, source: str, now: datetime) -> None:
        """Put a year's notice in place of the one before; days set by hand that it names give way."""

    async def set_day(self, entry: CalendarEntry, *, now: datetime) -> None:
        """Set one day, whatever it was."""

    async def unset_day(self, day: date) -> bool:
        """Take back a day that was set; False when it was not."""
