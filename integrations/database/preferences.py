"""What people chose to be remembered, under names that lead to nobody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from integrations.database.statements import upsert
from integrations.database.tables import preferences
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabasePreferences"]


class DatabasePreferences:
    """:class:`affairs.ports.CitizenPreferences` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection = connection
        self._given_keys = keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def region(self, channel: str, user: str) -> str:
        """The remembered district's code, or ''; also what was kept under a former secret."""
        return (await self.regions([(channel, user)]))[0]

    async def regions(self, people: Sequence[tuple[str, str]]) -> list[str]:
        """The same for several people, each a channel and a user, in their order."""
        names = [self._keys.all_of(*person) for person in people]
        wanted = preferences.c.person.in_([name for own in names for name in own])
        rows = await self._connection.execute(select(preferences.c.person, preferences.c.region).where(wanted))
        found = {row.person: row.region for row in rows}
        return [next((found[name] for name in own if name in found), "") for own in names]

    async def remember_region(self, channel: str, user: str, region: str, *, now: datetime) -> None:
        """Remember the district."""
        row = {"person": self._keys.person(channel, user), "region": region[:64], "changed_at": now}
        await self._connection.execute(
            upsert(self._connection, preferences)
            .values(row)
            .on_conflict_do_update(index_elements=["person"], set_={"region": row["region"], "changed_at": now})
        )

    async def forget(self, channel: str, user: str) -> None:
        """Erase everything of this person."""
        names = self._keys.all_of(channel, user)
        await self._connection.execute(delete(preferences).where(preferences.c.person.in_(names)))
