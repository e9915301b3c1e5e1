"""Pre-registrations. Codes are kept as digests, notes sealed."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.applications.preregistered import PreRegistration
from integrations.database.preregistration_tables import preregistration_misses, preregistrations
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabasePreRegistrations"]


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sealed."""

    brought: tuple[str, ...] = ()
    note: str = ""


_payload = msgspec.json.Decoder(Payload)


class DatabasePreRegistrations:
    """:class:`affairs.applications.preregistered.PreRegistrationRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add(self, registration: PreRegistration, *, code: bytes) -> None:
        """Keep a new one."""
        payload = msgspec.json.encode(Payload(registration.brought, registration.note)).decode()
        row = {
            "number": registration.number,
            "code": code,
            "staff_id": registration.staff_id,
            "item_code": registration.item_code,
            "variant": registration.variant,
            "region": registration.region,
            "form": registration.form,
            "payload": self._keys.seal.seal(payload, registration.number),
            "created_at": registration.created_at,
            "expires_at": registration.expires_at,
            "citizen_id": registration.citizen_id,
            "application_no": registration.application_no,
        }
        await self._connection.execute(insert(preregistrations).values(row))

    async def of_code(self, code: bytes) -> PreRegistration | None:
        """The one of this code, locked."""
        query = select(preregistrations).where(preregistrations.c.code == code).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        payload = _payload.decode(self._keys.seal.open(row.payload, row.number))
        return PreRegistration(
            number=row.number,
            staff_id=row.staff_id,
            item_code=row.item_code,
            form=row.form,
            created_at=row.created_at,
            expires_at=row.expires_at,
            variant=row.variant,
            region=row.region,
            brought=payload.brought,
            note=payload.note,
            citizen_id=row.citizen_id,
            application_no=row.application_no,
        )

    async def claimed(self, number: str, *, citizen_id: str, application_no: str) -> None:
        """It is a citizen's from now on."""
        this = preregistrations.c.number == number
        theirs = {"citizen_id": citizen_id, "application_no": application_no}
        await self._connection.execute(update(preregistrations).where(this).values(theirs))

    async def missed(self, citizen_id: str, *, now: datetime) -> None:
        """A citizen brought a code that is none."""
        await self._connection.execute(insert(preregistration_misses).values(citizen_id=citizen_id, at=now))

    async def misses(self, citizen_id: str, *, since: datetime) -> int:
        """How many they brought since a time."""
        theirs = (preregistration_misses.c.citizen_id == citizen_id) & (preregistration_misses.c.at > since)
        return int((await self._connection.execute(select(func.count()).where(theirs))).scalar_one())

    async def purge(self, before: datetime) -> int:
        """Delete those that ended before a time, and misses before it; how many."""
        ended = await self._connection.execute(delete(preregistrations).where(preregistrations.c.expires_at < before))
        old = await self._connection.execute(delete(preregistration_misses).where(preregistration_misses.c.at < before))
        return ended.rowcount + old.rowcount
