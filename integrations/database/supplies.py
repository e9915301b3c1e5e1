"""What can be booked, every revision of it."""

from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.appointments.supply import NO_SUPPLY, Supply
from integrations.database.appointment_tables import supplies
from integrations.database.questions import storable

__all__ = ["DatabaseSupply"]

LOCK = 0x62737473
"""PostgreSQL's advisory lock of the supply. Who waits for it is served in turn, so a stream of bookings cannot keep
a closing waiting, as share locks on a row would. SQLite has one writer at a time anyway."""

_decoder = msgspec.json.Decoder(Supply)


_SHARED = select(func.pg_advisory_xact_lock_shared(LOCK))
_REVISION = select(func.coalesce(func.max(supplies.c.revision), 0))
"""On the way of every booking: built once."""


class DatabaseSupply:
    """:class:`affairs.appointments.ports.SupplyRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def hold(self) -> int:
        """The revision in force, which stays so until the end of the transaction."""
        if self._connection.dialect.name == "postgresql":
            # A statement of its own: one sees what was committed before it began, not before it got the lock.
            await self._connection.execute(_SHARED)
        return await self.revision()

    async def revision(self) -> int:
        """The revision in force at this moment."""
        return int((await self._connection.execute(_REVISION)).scalar_one())

    async def load(self) -> Supply:
        """The supply in force."""
        query = select(supplies.c.revision, supplies.c.document).order_by(supplies.c.revision.desc()).limit(1)
        row = (await self._connection.execute(query)).first()
        return replace(_decoder.decode(row.document), revision=row.revision) if row else NO_SUPPLY

    async def seize(self) -> None:
        """Wait until nobody holds the revision in force."""
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(select(func.pg_advisory_xact_lock(LOCK)))

    async def replace(self, supply: Supply, *, source: str, now: datetime) -> int:
        """Put another in force, once nobody holds the one before; its revision."""
        await self.seize()
        revision = await self.revision() + 1
        document = msgspec.json.encode(replace(supply, revision=revision))
        row = {"revision": revision, "document": document, "source": storable(source)[:200], "set_at": now}
        await self._connection.execute(insert(supplies).values(row))
        return revision
