"""Second factors of staff: secrets sealed, recovery codes as keyed hashes, log-ins under way by digest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.staff.factors import Arrival, Factor
from integrations.database.factor_tables import staff_arrivals, staff_factors, staff_recovery_codes
from integrations.database.statements import upsert
from integrations.person_keys import PersonKeys, required
from integrations.sealing import SealBroken

__all__ = ["DatabaseFactors"]

SPACE = "staff-recovery-code"


class DatabaseFactors:
    """:class:`affairs.staff.factors.FactorRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._keys = connection, keys

    async def find(self, staff_id: str) -> Factor | None:
        """The factor of this person, confirmed or not."""
        query = select(staff_factors).where(staff_factors.c.staff_id == staff_id)
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        try:
            secret = required(self._keys).seal.open(row.secret, _context(staff_id))
        except SealBroken:
            secret = ""  # opens nothing any more: an administrator takes it off
        return Factor(staff_id, secret, row.made_at, row.confirmed_at, row.last_step)

    async def enrolled(self) -> Sequence[str]:
        """Ids of those whose factor is confirmed."""
        query = select(staff_factors.c.staff_id).where(staff_factors.c.confirmed_at.is_not(None))
        return (await self._connection.execute(query)).scalars().all()

    async def put(self, factor: Factor) -> None:
        """Set it, in place of the one before."""
        values = {
            "secret": self._sealed(factor),
            "made_at": factor.made_at,
            "confirmed_at": factor.confirmed_at,
            "last_step": factor.last_step,
        }
        statement = upsert(self._connection, staff_factors).values({"staff_id": factor.staff_id, **values})
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=values))

    async def spend_step(self, factor: Factor, step: int) -> bool:
        """Note that the code of ``step`` was used; False when that one or a later one was used before.

        The secret is sealed anew, so that one in use outlives the rotation of keys.
        """
        table = staff_factors
        unused = update(table).where(table.c.staff_id == factor.staff_id, table.c.last_step < step)
        spent = await self._connection.execute(unused.values(last_step=step, secret=self._sealed(factor)))
        return spent.rowcount == 1

    async def remove(self, staff_id: str) -> bool:
        """Delete factor, codes and log-ins under way; False when there was no factor."""
        for table in (staff_arrivals, staff_recovery_codes):
            await self._connection.execute(delete(table).where(table.c.staff_id == staff_id))
        own = delete(staff_factors).where(staff_factors.c.staff_id == staff_id)
        return (await self._connection.execute(own)).rowcount == 1

    async def put_codes(self, staff_id: str, codes: Sequence[str]) -> None:
        """Set the recovery codes, in place of those before."""
        table = staff_recovery_codes
        await self._connection.execute(delete(table).where(table.c.staff_id == staff_id))
        names = required(self._keys)
        rows = [{"staff_id": staff_id, "digest": names.person(SPACE, staff_id + code)} for code in codes]
        await self._connection.execute(insert(table), rows)

    async def codes_left(self, staff_id: str) -> int:
        """How many recovery codes are unused."""
        query = select(func.count()).where(staff_recovery_codes.c.staff_id == staff_id)
        return int((await self._connection.execute(query)).scalar_one())

    async def spend_code(self, staff_id: str, code: str) -> bool:
        """Use up a recovery code; False when there is none like it."""
        table, names = staff_recovery_codes, required(self._keys).all_of(SPACE, staff_id + code)
        own = delete(table).where(table.c.staff_id == staff_id, table.c.digest.in_(names))
        return (await self._connection.execute(own)).rowcount == 1

    async def add_arrival(self, arrival: Arrival, digest: bytes) -> None:
        """Keep a log-in under way, by the digest of its token."""
        row = {
            "digest": digest,
            "staff_id": arrival.staff_id,
            "method": arrival.method,
            "created_at": arrival.created_at,
            "expires_at": arrival.expires_at,
        }
        await self._connection.execute(insert(staff_arrivals).values(row))

    async def arrival(self, digest: bytes) -> Arrival | None:
        """The log-in under way of a token's digest, held until this transaction ends."""
        query = select(staff_arrivals).where(staff_arrivals.c.digest == digest).with_for_update()
        row = (await self._connection.execute(query)).first()
        return Arrival(row.staff_id, row.method, row.created_at, row.expires_at) if row else None

    async def end_arrival(self, digest: bytes) -> None:
        """Forget a log-in under way."""
        await self._connection.execute(delete(staff_arrivals).where(staff_arrivals.c.digest == digest))

    async def purge(self, now: datetime) -> int:
        """Delete log-ins that waited too long; how many."""
        return (
            await self._connection.execute(delete(staff_arrivals).where(staff_arrivals.c.expires_at <= now))
        ).rowcount

    def _sealed(self, factor: Factor) -> bytes:
        return required(self._keys).seal.seal(factor.secret, _context(factor.staff_id))


def _context(staff_id: str) -> str:
    return f"staff-factor {staff_id}"
