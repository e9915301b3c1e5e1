"""Idempotency keys, each tied to what it created."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.errors import IdempotencyMismatch
from integrations.database.people_tables import idempotency_keys
from integrations.database.statements import upsert

__all__ = ["DatabaseIdempotency"]


class DatabaseIdempotency:
    """:class:`affairs.ports.IdempotencyRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(
        self, caller: str, operation: str, key: str, *, digest: bytes, reference: str, now: datetime
    ) -> str | None:
        """Tie the key to ``reference``; None = it was free, else the first request's reference."""
        names = {"caller": caller, "operation": operation, "key": hashlib.sha256(key.encode(errors="replace")).digest()}
        row = {**names, "digest": digest, "reference": reference, "claimed_at": now}
        # A conflict waits for the transaction that holds the key; once it is through, its row can be read.
        statement = upsert(self._connection, idempotency_keys).values(row).on_conflict_do_nothing()
        if (await self._connection.execute(statement.returning(idempotency_keys.c.reference))).first() is not None:
            return None
        query = select(idempotency_keys.c.digest, idempotency_keys.c.reference).filter_by(**names)
        first = (await self._connection.execute(query)).one()
        if first.digest != digest:
            raise IdempotencyMismatch
        return str(first.reference)

    async def purge(self, before: datetime) -> int:
        """Delete those claimed before a time; how many."""
        old = delete(idempotency_keys).where(idempotency_keys.c.claimed_at < before)
        return (await self._connection.execute(old)).rowcount
