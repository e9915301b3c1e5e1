"""Failures of log-in, under keyed hashes: the table names neither a person nor an address."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.staff.lockout import Tally, TallyKind
from integrations.database.staff_tables import login_tallies as table
from integrations.database.statements import upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseTallies"]


class DatabaseTallies:
    """:class:`affairs.staff.ports.TallyRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection = connection
        self._keys = keys

    async def lock(self, keys: Mapping[TallyKind, str]) -> Mapping[TallyKind, Tally]:
        """The tallies, held against others until this transaction ends; an empty one where none was."""
        names = self._names(keys)
        # In one order everywhere, or two attempts could wait for each other.
        rows = [{"key": name, "failures": 0.0} for name in sorted(names.values())]
        await self._connection.execute(
            upsert(self._connection, table).values(rows).on_conflict_do_nothing(index_elements=["key"])
        )
        query = select(table).where(table.c.key.in_(names.values())).order_by(table.c.key).with_for_update()
        found = {row.key: row for row in await self._connection.execute(query)}
        held = {kind: found[name] for kind, name in names.items()}
        return {
            kind: Tally(row.failures, row.last_at, row.blocked_until, row.succeeded_at) for kind, row in held.items()
        }

    async def put(self, keys: Mapping[TallyKind, str], tallies: Mapping[TallyKind, Tally]) -> None:
        """Store them; to be called after :meth:`lock`."""
        names = self._names(keys)
        for kind, tally in sorted(tallies.items(), key=lambda each: names[each[0]]):
            values = {
                "failures": tally.failures,
                "last_at": tally.last_at,
                "blocked_until": tally.blocked_until,
                "succeeded_at": tally.succeeded_at,
            }
            await self._connection.execute(update(table).where(table.c.key == names[kind]).values(values))

    async def purge(self, before: datetime) -> int:
        """Delete those untouched since a time; how many."""
        return (await self._connection.execute(delete(table).where(table.c.last_at < before))).rowcount

    def _names(self, keys: Mapping[TallyKind, str]) -> dict[TallyKind, str]:
        names = required(self._keys)
        return {kind: names.person("staff-login", key) for kind, key in keys.items()}
