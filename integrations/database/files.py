"""The ledger of stored files."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, case, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.files import FileState
from integrations.database.application_tables import stored_files

__all__ = ["DatabaseFileLedger"]


class DatabaseFileLedger:
    """:class:`affairs.files.FileLedger` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def expect(self, key: str, *, now: datetime) -> None:
        """About to be written."""
        row = {"key": key, "state": FileState.EXPECTED, "size": 0, "changed_at": now}
        await self._connection.execute(insert(stored_files).values(row))

    async def hold(self, key: str, size: int, *, now: datetime) -> None:
        """Written, and tied to its owner in this transaction."""
        held = update(stored_files).where(stored_files.c.key == key)
        await self._connection.execute(held.values(state=FileState.HELD, size=size, changed_at=now))

    async def share(self, keys: Sequence[str], *, now: datetime) -> Collection[str]:
        """One owner more; the keys of those that are held."""
        if not keys:
            return ()
        held = and_(stored_files.c.key.in_(keys), stored_files.c.state == FileState.HELD)
        shared = update(stored_files).where(held).values(holders=stored_files.c.holders + 1, changed_at=now)
        return set((await self._connection.execute(shared.returning(stored_files.c.key))).scalars())

    async def drop(self, keys: Sequence[str], *, now: datetime) -> None:
        """One owner less; with the last it is nobody's."""
        if keys:
            left = stored_files.c.holders - 1
            dropped = update(stored_files).where(stored_files.c.key.in_(keys))
            state = case((left > 0, stored_files.c.state), else_=FileState.DROPPED)
            await self._connection.execute(dropped.values(holders=left, state=state, changed_at=now))

    async def useless(self, *, dropped_before: datetime, expected_before: datetime, limit: int) -> Sequence[str]:
        """Keys whose bytes can be deleted."""
        state, changed = stored_files.c.state, stored_files.c.changed_at
        old = or_(
            and_(state == FileState.DROPPED, changed < dropped_before),
            and_(state == FileState.EXPECTED, changed < expected_before),
        )
        return list(await self._connection.scalars(select(stored_files.c.key).where(old).limit(limit)))

    async def forget(self, keys: Sequence[str]) -> None:
        """Their bytes are deleted."""
        if keys:
            await self._connection.execute(delete(stored_files).where(stored_files.c.key.in_(keys)))
