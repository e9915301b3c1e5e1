"""Citizens, their logins and their tokens."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.people.citizens import Citizen, Login
from affairs.people.principals import Capacity
from integrations.database.people_tables import access_tokens, citizen_logins, citizens
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseCitizens", "DatabaseTokens"]


class DatabaseCitizens:
    """:class:`affairs.people.ports.CitizenRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def register(self, logins: Sequence[Login], *, fresh: str, now: datetime) -> Citizen:
        """The citizen of the first login that is known, else a new one; the other logins are tied to them."""
        known = await self._known(logins)
        if known is None:
            await self._connection.execute(insert(citizens).values(_row(Citizen(fresh, now), self._keys)))
            if not await self._tie(logins[0], fresh, now):
                # Another was quicker with the same login, and is committed by now.
                await self._connection.execute(delete(citizens).where(citizens.c.id == fresh))
                known = await self._known(logins)
        citizen_id = known or fresh
        for login in logins:
            await self._tie(login, citizen_id, now)
        found = await self.get(citizen_id)
        if found is None:
            raise RuntimeError("a login without a citizen")
        return found

    async def of_login(self, login: Login) -> Citizen | None:
        """The citizen of a login; None when it is not known."""
        known = await self._known([login])
        return await self.get(known) if known else None

    async def get(self, citizen_id: str, *, lock: bool = False) -> Citizen | None:
        """The citizen; None when there is none, or an erased one."""
        query = select(citizens).where(citizens.c.id == citizen_id, citizens.c.erased_at.is_(None))
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return _citizen(row, self._keys) if row else None

    async def several(self, ids: Collection[str]) -> Mapping[str, Citizen]:
        """Those of them that are there, and not erased."""
        query = select(citizens).where(citizens.c.id.in_(ids), citizens.c.erased_at.is_(None))
        return {row.id: _citizen(row, self._keys) for row in await self._connection.execute(query)}

    async def by_phone(self, phone: str) -> Citizen | None:
        """Whoever gave this mobile number; of several the one last created."""
        theirs = and_(citizens.c.phone_key.in_(self._keys.all_of("phone", phone)), citizens.c.erased_at.is_(None))
        query = select(citizens).where(theirs).order_by(citizens.c.created_at.desc(), citizens.c.id).limit(1)
        row = (await self._connection.execute(query)).first()
        return _citizen(row, self._keys) if row else None

    async def save(self, citizen: Citizen) -> None:
        """Store what changed."""
        statement = update(citizens).where(citizens.c.id == citizen.id).values(_row(citizen, self._keys))
        await self._connection.execute(statement)

    async def logins(self, citizen_id: str) -> Sequence[Login]:
        """The ways this person is known."""
        query = select(citizen_logins).where(citizen_logins.c.citizen_id == citizen_id)
        rows = await self._connection.execute(query)
        return [Login(row.channel, self._keys.seal.open(row.account, row.channel)) for row in rows]

    async def erase(self, citizen_id: str, *, now: datetime) -> None:
        """Forget everything personal; the bare id stays."""
        await self._connection.execute(delete(citizen_logins).where(citizen_logins.c.citizen_id == citizen_id))
        bare = {"name": b"", "id_number": b"", "id_number_key": "", "phone": b"", "phone_key": "", "region": ""}
        gone = update(citizens).where(citizens.c.id == citizen_id).values(**bare, verified_at=None, erased_at=now)
        await self._connection.execute(gone)

    async def _known(self, logins: Sequence[Login]) -> str | None:
        names = [name for login in logins for name in self._keys.all_of(login.channel, login.user)]
        query = select(citizen_logins.c.person, citizen_logins.c.citizen_id).where(citizen_logins.c.person.in_(names))
        found = {row.person: row.citizen_id for row in await self._connection.execute(query)}
        return next((found[name] for name in names if name in found), None)

    async def _tie(self, login: Login, citizen_id: str, now: datetime) -> bool:
        """Tie a login to a citizen; False when it is tied already."""
        row = {
            "person": self._keys.person(login.channel, login.user),
            "citizen_id": citizen_id,
            "channel": login.channel,
            "account": self._keys.seal.seal(login.user, login.channel),
            "linked_at": now,
        }
        statement = upsert(self._connection, citizen_logins).values(row).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(citizen_logins.c.person))).first() is not None


class DatabaseTokens:
    """:class:`affairs.people.ports.TokenRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._keys = connection, keys

    async def add(self, digest: bytes, citizen_id: str, *, now: datetime, expires_at: datetime) -> None:
        """Keep a token."""
        row = {"digest": digest, "citizen_id": citizen_id, "created_at": now, "expires_at": expires_at}
        await self._connection.execute(insert(access_tokens).values(row))

    async def citizen_of(self, digest: bytes, *, now: datetime) -> Citizen | None:
        """Whose token it is, while it lasts."""
        query = (
            select(citizens)
            .join(access_tokens, access_tokens.c.citizen_id == citizens.c.id)
            .where(access_tokens.c.digest == digest, access_tokens.c.expires_at > now, citizens.c.erased_at.is_(None))
        )
        row = (await self._connection.execute(query)).first()
        return _citizen(row, required(self._keys)) if row else None

    async def revoke(self, digest: bytes) -> None:
        """End one."""
        await self._connection.execute(delete(access_tokens).where(access_tokens.c.digest == digest))

    async def revoke_all(self, citizen_id: str) -> None:
        """End all of a citizen's."""
        await self._connection.execute(delete(access_tokens).where(access_tokens.c.citizen_id == citizen_id))

    async def purge(self, now: datetime) -> int:
        """Delete those that have expired; how many."""
        return (await self._connection.execute(delete(access_tokens).where(access_tokens.c.expires_at <= now))).rowcount


def _row(citizen: Citizen, keys: PersonKeys) -> dict[str, Any]:
    seal = keys.seal.seal
    return {
        "id": citizen.id,
        "name": seal(citizen.name, citizen.id),
        "id_number": seal(citizen.id_number, citizen.id),
        "id_number_key": keys.person("id-number", citizen.id_number) if citizen.id_number else "",
        "phone": seal(citizen.phone, citizen.id),
        "phone_key": keys.person("phone", citizen.phone) if citizen.phone else "",
        "region": citizen.region,
        "verified_at": citizen.verified_at,
        "capacity": citizen.capacity,
        "licence": citizen.licence,
        "created_at": citizen.created_at,
        "erased_at": citizen.erased_at,
    }


def _citizen(row: AnyRow, keys: PersonKeys) -> Citizen:
    unseal = keys.seal.open
    return Citizen(
        id=row.id,
        created_at=row.created_at,
        name=unseal(row.name, row.id),
        id_number=unseal(row.id_number, row.id),
        phone=unseal(row.phone, row.id),
        verified_at=row.verified_at,
        region=row.region,
        capacity=Capacity(row.capacity),
        licence=row.licence,
        erased_at=row.erased_at,
    )
