"""Choosing another password for oneself."""

from affairs.errors import InvalidValue, LogInBlocked, LogInRefused
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.lockout import Tally, TallyKind, charged, waiting
from affairs.staff.model import Staff
from affairs.staff.passwords import Passwords, checked_password
from affairs.staff.permissions import Actor, Permission
from affairs.staff.ports import Credential

__all__ = ["OwnPassword"]


class OwnPassword:
    """The use case of changing one's own password."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, passwords: Passwords) -> None:
        self._unit_of_work, self._clock, self._passwords = unit_of_work, clock, passwords

    async def change(self, actor: Actor, before: str, after: str) -> None:
        """Choose another password; all sessions end, the one that asks too.

        ``before`` is tried like a log-in, or whoever finds a desk left open could guess it at
        leisure. Raises NotPermitted, LogInBlocked, LogInRefused when it is not the password,
        InvalidValue, TooManyRequests.
        """
        actor.require(Permission.OWN_ACCOUNT)
        if before == after:
            raise InvalidValue("新密码不能与原密码相同。", field="after")
        wanted = checked_password(after, actor.login, field="after")
        self._passwords.require_room()
        staff, credential = await self._attempt(actor)
        if not await self._passwords.matches(credential.secret, before):
            raise LogInRefused(field="before")
        hashed = await self._passwords.hash(wanted)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            await uow.staff.lock(staff.id)
            if not await uow.staff.replace_secret(staff.id, credential.secret, hashed):
                raise LogInRefused(field="before")
            await uow.staff.put_credential(staff.id, Credential(hashed, now))
            await uow.tallies.put(_keys(actor), {TallyKind.PAIR: Tally(last_at=now)})
            await uow.staff_sessions.end_all(staff.id)
            await uow.audit.append(entry_of(actor, Act.PASSWORD_CHANGED, ObjectRef("staff", staff.id), now))
            await uow.commit()

    async def _attempt(self, actor: Actor) -> tuple[Staff, Credential]:
        async with self._unit_of_work() as uow:
            now, keys = self._clock.now(), _keys(actor)
            tallies = await uow.tallies.lock(keys)
            wait = waiting(tallies, now)
            if wait:
                raise LogInBlocked(wait.total_seconds())
            await uow.tallies.put(keys, charged(tallies, now))
            staff, credential = await uow.staff.find(actor.staff_id), await uow.staff.credential(actor.staff_id)
            await uow.commit()
        if staff is None or credential is None:
            raise LogInRefused(field="before")
        return staff, credential


def _keys(actor: Actor) -> dict[TallyKind, str]:
    return {TallyKind.PAIR: f"own {actor.staff_id}"}
