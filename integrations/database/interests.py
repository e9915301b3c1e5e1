"""Subscriptions of citizens, and how far everybody was told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.advising.interest import Interest, InterestKind
from integrations.database.interest_tables import advised, interests
from integrations.database.statements import upsert

__all__ = ["DatabaseInterests"]


class DatabaseInterests:
    """:class:`affairs.advising.interest.InterestRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, interest: Interest) -> None:
        """Add; one that is there already stays as it is."""
        row = {
            "id": interest.id,
            "citizen_id": interest.citizen_id,
            "kind": interest.kind.value,
            "ref": interest.ref,
            "created_at": interest.created_at,
        }
        statement = upsert(self._connection, interests).values(row)
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["citizen_id", "kind", "ref"]))

    async def of_citizen(self, citizen_id: str) -> Sequence[Interest]:
        """All of one citizen, the earliest first."""
        mine = select(interests).where(interests.c.citizen_id == citizen_id)
        rows = await self._connection.execute(mine.order_by(interests.c.created_at, interests.c.id))
        return [Interest(row.id, row.citizen_id, InterestKind(row.kind), row.ref, row.created_at) for row in rows]

    async def remove(self, citizen_id: str, interest_id: str = "") -> int:
        """Delete one of theirs, or all; how many."""
        own = delete(interests).where(interests.c.citizen_id == citizen_id)
        if interest_id:
            own = own.where(interests.c.id == interest_id)
        return (await self._connection.execute(own)).rowcount

    async def followers(self, kind: InterestKind, refs: Sequence[str], *, after: str, limit: int) -> Sequence[str]:
        """Citizens who asked for one of these, by id, ids above ``after``."""
        column = interests.c.citizen_id
        wanted = select(column).where(interests.c.kind == kind.value, interests.c.ref.in_(refs), column > after)
        return (await self._connection.execute(wanted.distinct().order_by(column).limit(limit))).scalars().all()

    async def told(self, key: str) -> str | None:
        """How far everybody was told of a matter; None when nobody was."""
        return await self._connection.scalar(select(advised.c.value).where(advised.c.key == key))

    async def mark(self, key: str, value: str, *, now: datetime) -> None:
        """Remember how far."""
        statement = upsert(self._connection, advised).values({"key": key, "value": value, "at": now})
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"value": value, "at": now})
        )
