"""Open sessions of staff, by the digests of their tokens."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.staff.ports import StaffSession
from integrations.database.staff_tables import staff_sessions as table

__all__ = ["DatabaseSessions"]

NAMES = tuple(field.name for field in fields(StaffSession))
COLUMNS = tuple(table.c[name] for name in NAMES)


class DatabaseSessions:
    """:class:`affairs.staff.ports.SessionRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, digest: bytes) -> StaffSession | None:
        """The session of a token's digest, open or expired."""
        row = (await self._connection.execute(select(*COLUMNS).where(table.c.digest == digest))).first()
        return StaffSession(*row) if row else None

    async def of(self, staff_id: str) -> Sequence[StaffSession]:
        """All of one person, the latest used first."""
        query = select(*COLUMNS).where(table.c.staff_id == staff_id).order_by(table.c.seen_at.desc(), table.c.id)
        return [StaffSession(*row) for row in await self._connection.execute(query)]

    async def add(self, session: StaffSession, digest: bytes, *, most: int) -> None:
        """Add; of one person no more than ``most`` stay, the latest used."""
        row = {name: getattr(session, name) for name in NAMES}
        await self._connection.execute(insert(table).values(row | {"digest": digest}))
        mine = select(table.c.id).where(table.c.staff_id == session.staff_id)
        beyond = mine.order_by(table.c.seen_at.desc(), table.c.created_at.desc()).offset(most).limit(1000)
        too_old = (await self._connection.execute(beyond)).scalars().all()
        if too_old:
            await self._connection.execute(delete(table).where(table.c.id.in_(too_old)))

    async def seen(self, session_id: str, now: datetime) -> None:
        """Remember that it was used."""
        later = update(table).where(table.c.id == session_id, table.c.seen_at < now)
        await self._connection.execute(later.values(seen_at=now))

    async def end(self, staff_id: str, session_id: str) -> bool:
        """End one of this person; False when they have none of this id."""
        own = delete(table).where(table.c.staff_id == staff_id, table.c.id == session_id)
        return (await self._connection.execute(own)).rowcount == 1

    async def end_all(self, staff_id: str, but: str = "") -> int:
        """End all of this person but one; how many."""
        own = delete(table).where(table.c.staff_id == staff_id, table.c.id != but)
        return (await self._connection.execute(own)).rowcount

    async def purge(self, now: datetime, idle_since: datetime) -> int:
        """Delete those expired at ``now``, or not used since ``idle_since``; how many."""
        over = delete(table).where(or_(table.c.expires_at <= now, table.c.seen_at <= idle_since))
        return (await self._connection.execute(over)).rowcount
