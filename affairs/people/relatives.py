"""Relatives for whom a citizen acts (代亲属办理)."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from affairs.errors import NoSuchPrincipal, TooManyRequests
from affairs.people.checks import present, proper_id_number
from affairs.people.principals import Relation, Relative
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory

__all__ = ["RELATIVES", "Relatives", "own_relative"]

RELATIVES = 20
"""Relatives that one citizen may keep."""


class Relatives:
    """Use cases on a citizen's relatives."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def listed(self, citizen_id: str) -> Sequence[Relative]:
        """A citizen's, in the order they were added."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.principals.relatives(citizen_id)

    async def add(
        self, citizen_id: str, relation: Relation, name: str, id_number: str, key: IdempotencyKey | None = None
    ) -> Relative:
        """One more; the same person again is the one that is there.

        Raises IdentityMismatch, TooManyRequests, IdempotencyMismatch.
        """
        now = self._clock.now()
        id_number = proper_id_number(id_number, now)
        relative = Relative(secrets.token_hex(12), citizen_id, relation, now, name=name, id_number=id_number)
        async with self._unit_of_work() as uow:
            await present(uow, citizen_id)
            known = await uow.principals.relatives(citizen_id)
            same = next((each for each in known if each.id_number == id_number and each.name == name), None)
            if key is not None:
                named = (same or relative).id
                first = await uow.idempotency.claim(
                    citizen_id, "relatives", key.key, digest=key.digest, reference=named, now=now
                )
                if first is not None:
                    return await own_relative(uow, citizen_id, first)
            if same is not None:
                await uow.commit()
                return same
            if len(known) >= RELATIVES:
                raise TooManyRequests(f"最多可以添加 {RELATIVES} 位亲属。")
            await uow.principals.add_relative(relative)
            await uow.commit()
        return relative

    async def one(self, citizen_id: str, relative_id: str) -> Relative:
        """One of a citizen's. Raises NoSuchPrincipal."""
        async with self._unit_of_work(read_only=True) as uow:
            return await own_relative(uow, citizen_id, relative_id)

    async def prove(self, citizen_id: str, relative_id: str, file_key: str, size: int) -> Relative:
        """Keep the file that shows the relation, in place of one before. Raises NoSuchPrincipal."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await present(uow, citizen_id)  # in turn, so that a proof does not bring back whom one forgets meanwhile
            before = await own_relative(uow, citizen_id, relative_id)
            await uow.files.hold(file_key, size, now=now)
            await uow.files.drop([before.proof] if before.proof else [], now=now)
            after = replace(before, proof=file_key)
            await uow.principals.save_relative(after)
            await uow.commit()
        return after

    async def remove(self, citizen_id: str, relative_id: str) -> None:
        """Forget one; what was applied for stays. Raises NoSuchPrincipal."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await present(uow, citizen_id)  # in turn, so that a proof does not bring back whom one forgets meanwhile
            before = await own_relative(uow, citizen_id, relative_id)
            await uow.files.drop([before.proof] if before.proof else [], now=now)
            await uow.principals.save_relative(replace(before, name="", id_number="", proof="", removed_at=now))
            await uow.commit()


async def own_relative(uow: UnitOfWork, citizen_id: str, relative_id: str) -> Relative:
    """The citizen's relative. Raises NoSuchPrincipal."""
    relative = await uow.principals.relative(relative_id)
    if relative is None or relative.citizen_id != citizen_id:
        raise NoSuchPrincipal
    return relative
