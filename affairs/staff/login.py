"""Logging in: the attempt is counted first, the password looked at outside any transaction, then the session made.

Where there is a second factor, its code is asked for between the password and the session (:mod:`.arriving`).
"""

from dataclasses import dataclass

from affairs.errors import LogInBlocked, LogInRefused
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import NOTHING, Act, AuditEntry, ObjectRef
from affairs.staff.lockout import TallyKind, charged, cleared, waiting
from affairs.staff.model import Staff, login_key
from affairs.staff.opening import LoggedIn, arrived, opened
from affairs.staff.passwords import Passwords
from affairs.staff.places import Origin
from affairs.staff.ports import PASSWORD, Credential

__all__ = ["LogIn", "LoggedIn"]


@dataclass(frozen=True, slots=True)
class _Known:
    staff: Staff
    credential: Credential


class LogIn:
    """The use case of logging in. ``demo`` lets log-ins of a demonstration in."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, passwords: Passwords, *, demo: bool) -> None:
        self._unit_of_work, self._clock, self._passwords, self._demo = unit_of_work, clock, passwords, demo

    async def by_password(self, login: str, password: str, origin: Origin, *, replacing: str = "") -> LoggedIn:
        """Log in; the session of the token ``replacing`` ends.

        Raises LogInBlocked with the wait, LogInRefused for a wrong password and an unknown or
        disabled name alike, after the same time; TooManyRequests when too many try at once.
        """
        self._passwords.require_room()
        key = login_key(login)
        known = await self._attempt(key, origin)
        if not await self._passwords.matches(known.credential.secret if known else None, password) or known is None:
            await self._refused(known, origin)
            raise LogInRefused
        logged_in = await self._open(known, _keys(key, origin), origin, replacing)
        if self._passwords.is_outdated(known.credential.secret):
            await self._hash_anew(known, password)
        return logged_in

    async def _attempt(self, key: str, origin: Origin) -> _Known | None:
        """Count the attempt as failed before it is made: a hundred at once do not slip past. Raises LogInBlocked."""
        async with self._unit_of_work() as uow:
            now, keys = self._clock.now(), _keys(key, origin)
            tallies = await uow.tallies.lock(keys)
            wait = waiting(tallies, now)
            if wait:
                raise LogInBlocked(wait.total_seconds())
            await uow.tallies.put(keys, charged(tallies, now))
            staff = await uow.staff.by_login(key)
            credential = await uow.staff.credential(staff.id) if staff else None
            await uow.commit()
        usable = staff is not None and staff.active and (self._demo or not staff.sample)
        return _Known(staff, credential) if usable and staff and credential else None

    async def _refused(self, known: _Known | None, origin: Origin) -> None:
        """Write it down. A name that is unknown is not kept: people type their passwords into that field."""
        async with self._unit_of_work() as uow:
            target = ObjectRef("staff", known.staff.id) if known else NOTHING
            await uow.audit.append(AuditEntry(self._clock.now(), "", Act.LOG_IN_REFUSED, target, origin.network))
            await uow.commit()

    async def _open(self, known: _Known, keys: dict[TallyKind, str], origin: Origin, replacing: str) -> LoggedIn:
        """Make the session, if nobody changed the password or disabled the account meanwhile. Raises LogInRefused."""
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            await uow.tallies.put(keys, cleared(await uow.tallies.lock(keys), now))
            # Locked before its password is read: whoever changes that ends this session, or refuses it.
            staff = await uow.staff.lock(known.staff.id)
            credential = await uow.staff.credential(known.staff.id)
            if staff is None or not staff.active or credential != known.credential:
                raise LogInRefused
            waits = await arrived(uow, staff, PASSWORD, now)
            token = waits or await opened(uow, staff, PASSWORD, origin, replacing, now)
            await uow.commit()
            return LoggedIn(token, staff.id, credential.must_change, needs_code=bool(waits))

    async def _hash_anew(self, known: _Known, password: str) -> None:
        hashed = await self._passwords.hash(password)
        async with self._unit_of_work() as uow:
            await uow.staff.replace_secret(known.staff.id, known.credential.secret, hashed)
            await uow.commit()


def _keys(key: str, origin: Origin) -> dict[TallyKind, str]:
    return {
        TallyKind.PAIR: f"pair {origin.address} {key}",
        TallyKind.ADDRESS: f"address {origin.address}",
        TallyKind.NAME: f"name {key}",
    }
