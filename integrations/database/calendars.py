"""The days that a deployment has set in the working-day calendar."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.clock import CalendarEdits, CalendarEntry
from integrations.database.calendar_tables import calendar_days, calendar_years
from integrations.database.questions import storable
from integrations.database.statements import upsert

__all__ = ["DatabaseCalendar"]


class DatabaseCalendar:
    """:class:`affairs.clock.store.CalendarRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def edits(self) -> CalendarEdits:
        """All of them, in the order of days."""
        days = await self._connection.execute(select(calendar_days).order_by(calendar_days.c.day))
        years = await self._connection.execute(select(calendar_years.c.year).order_by(calendar_years.c.year))
        entries = tuple(CalendarEntry(row.day, row.working, row.name, row.notice) for row in days)
        return CalendarEdits(entries, tuple(years.scalars()))

    async def replace_year(self, year: int, entries: Sequence[CalendarEntry], *, source: str, now: datetime) -> None:
        """Put a year's notice in place of the one before."""
        said = {"source": storable(source), "imported_at": now}
        statement = upsert(self._connection, calendar_years).values(year=year, **said)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["year"], set_=said))
        await self._connection.execute(delete(calendar_days).where(calendar_days.c.notice == year))
        for entry in entries:
            await self.set_day(entry, now=now)

    async def set_day(self, entry: CalendarEntry, *, now: datetime) -> None:
        """Set one day, whatever it was."""
        said: Mapping[str, Any] = {
            "working": entry.working,
            "name": storable(entry.name),
            "notice": entry.notice,
            "changed_at": now,
        }
        statement = upsert(self._connection, calendar_days).values(day=entry.day, **said)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["day"], set_=said))

    async def unset_day(self, day: date) -> bool:
        """Take back a day that was set; False when it was not."""
        removed = await self._connection.execute(delete(calendar_days).where(calendar_days.c.day == day))
        return removed.rowcount == 1
