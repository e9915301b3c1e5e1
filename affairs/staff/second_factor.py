"""Setting up one's second factor, taking it off, and taking it off for somebody who lost theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from affairs.errors import LogInBlocked, LogInRefused, NoSuchStaff
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.arriving import code_keys
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.codes import new_recovery_codes, new_secret, setup_address, spent, step_of
from affairs.staff.errors import CodeRefused, FactorConflict
from affairs.staff.factors import Factor
from affairs.staff.lockout import Tally, TallyKind, charged, waiting
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import Actor, Permission, Role
from affairs.staff.ports import Credential

__all__ = ["FactorState", "SecondFactor"]


@dataclass(frozen=True, slots=True)
class FactorState:
    """One's own second factor. ``secret`` and ``address`` are there while it waits for its first code."""

    confirmed_at: datetime | None
    codes_left: int
    required: bool
    secret: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


class SecondFactor:
    """Use cases of the second factor. Whoever has one of the roles ``required_of`` must have one."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, passwords: Passwords, required_of: Collection[Role] = ()
    ) -> None:
        self._unit_of_work, self._clock, self._passwords = unit_of_work, clock, passwords
        self._required_of = frozenset(required_of)

    async def state(self, actor: Actor) -> FactorState:
        """What one has set up oneself. Raises NotPermitted."""
        actor.require(Permission.OWN_ACCOUNT)
        required = bool(self._required_of & actor.roles)
        async with self._unit_of_work(read_only=True) as uow:
            factor = await uow.factors.find(actor.staff_id)
            left = await uow.factors.codes_left(actor.staff_id)
        if factor is None or factor.confirmed_at is not None:
            return FactorState(factor.confirmed_at if factor else None, left, required)
        return FactorState(None, 0, required, factor.secret, setup_address(factor.secret, actor.login))

    async def enrolled(self, actor: Actor) -> Sequence[str]:
        """The ids of all who have one. Raises NotPermitted."""
        actor.require(Permission.STAFF)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.factors.enrolled()

    async def begin(self, actor: Actor) -> None:
        """Make a secret for one's device, in place of one that was never confirmed. Raises FactorConflict."""
        actor.require(Permission.OWN_ACCOUNT)
        async with self._unit_of_work() as uow:
            await uow.staff.lock(actor.staff_id)
            before = await uow.factors.find(actor.staff_id)
            if before is not None and before.confirmed_at is not None:
                raise FactorConflict
            await uow.factors.put(Factor(actor.staff_id, new_secret(), self._clock.now()))
            await uow.commit()

    async def confirm(self, actor: Actor, password: str, code: str) -> tuple[str, ...]:
        """Put the factor into force by a first code; the recovery codes, to be shown once. Other sessions end.

        The password is asked for, or a desk left open would be locked for its owner by whoever
        comes by. Raises LogInRefused (the password), LogInBlocked, CodeRefused, FactorConflict.
        """
        actor.require(Permission.OWN_ACCOUNT)
        self._passwords.require_room()
        credential = await self._attempt(actor)
        if not await self._passwords.matches(credential.secret if credential else None, password):
            raise LogInRefused("密码不正确。", field="password")
        codes = new_recovery_codes()
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            await uow.staff.lock(actor.staff_id)
            await uow.tallies.put(_own(actor), {TallyKind.PAIR: Tally(last_at=now)})
            factor = await uow.factors.find(actor.staff_id)
            if factor is None or factor.confirmed_at is not None:
                raise FactorConflict
            step = step_of(factor.secret, "".join(code.split()), now)
            if not step:
                raise CodeRefused(field="code")
            await uow.factors.put(replace(factor, confirmed_at=now, last_step=step))
            await uow.factors.put_codes(actor.staff_id, codes)
            await uow.staff_sessions.end_all(actor.staff_id, but=actor.session_id)
            await _written(uow, actor, Act.FACTOR_SET_UP, actor.staff_id, now)
            await uow.commit()
        return codes

    async def remove(self, actor: Actor, code: str) -> None:
        """Take one's own off, by a code of it. Raises CodeRefused, LogInBlocked, FactorConflict."""
        actor.require(Permission.OWN_ACCOUNT)
        async with self._unit_of_work() as uow:
            now, keys = self._clock.now(), code_keys(actor.staff_id)
            await uow.staff.lock(actor.staff_id)
            tallies = await uow.tallies.lock(keys)
            wait = waiting(tallies, now)
            if wait:
                raise LogInBlocked(wait.total_seconds())
            factor = await uow.factors.find(actor.staff_id)
            if factor is None or factor.confirmed_at is None:
                raise FactorConflict
            good = await spent(uow.factors, factor, code, now)
            await uow.tallies.put(keys, {TallyKind.PAIR: Tally(last_at=now)} if good else charged(tallies, now))
            if good:
                await uow.factors.remove(actor.staff_id)
                await _written(uow, actor, Act.FACTOR_REMOVED, actor.staff_id, now)
            await uow.commit()
        if not good:
            raise CodeRefused(field="code")

    async def reset(self, actor: Actor, staff_id: str) -> None:
        """Take off somebody's, who lost it; their sessions end. Raises NotPermitted, NoSuchStaff, FactorConflict."""
        actor.require(Permission.STAFF)
        async with self._unit_of_work() as uow:
            if await uow.staff.lock(staff_id) is None:
                raise NoSuchStaff
            if not await uow.factors.remove(staff_id):
                raise FactorConflict
            await uow.staff_sessions.end_all(staff_id)
            await _written(uow, actor, Act.FACTOR_RESET, staff_id, self._clock.now())
            await uow.commit()

    async def _attempt(self, actor: Actor) -> Credential | None:
        """Count the password as wrong before it is looked at. Raises LogInBlocked."""
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            tallies = await uow.tallies.lock(_own(actor))
            wait = waiting(tallies, now)
            if wait:
                raise LogInBlocked(wait.total_seconds())
            await uow.tallies.put(_own(actor), charged(tallies, now))
            credential = await uow.staff.credential(actor.staff_id)
            await uow.commit()
            return credential


def _own(actor: Actor) -> dict[TallyKind, str]:
    return {TallyKind.PAIR: f"own {actor.staff_id}"}


async def _written(uow: UnitOfWork, actor: Actor, act: Act, staff_id: str, now: datetime) -> None:
    await uow.audit.append(entry_of(actor, act, ObjectRef("staff", staff_id), now))
