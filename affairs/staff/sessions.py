"""Sessions of staff: begun at log-in, ended by time, by their owner, by an administrator, or by a new password.

The browser holds a random token of 256 bits; the store holds its digest, which is no use
to whoever reads it. Each log-in makes a new token, whatever the browser brought along.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from affairs.errors import NoSuchSession
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.model import stood_in_for
from affairs.staff.permissions import Actor, Permission, Role, permissions_of
from affairs.staff.places import Origin
from affairs.staff.ports import PASSWORD, StaffSession

__all__ = ["ABSOLUTE", "IDLE", "MOST_SESSIONS", "Sessions", "StaffSession", "digest_of", "new_token"]

ABSOLUTE = timedelta(hours=12)
"""A working day with its overtime; then one logs in again."""
IDLE = timedelta(hours=1)
"""A counter that was left alone for so long is closed (GB/T 22239-2019 8.1.4.1 b)."""
SEEN_EVERY = timedelta(minutes=1)
"""How often a session's last use is written: a request a second is not a write a second."""
MOST_SESSIONS = 10
"""Open at once for one person; the one longest unused goes first."""
LONGEST_AGENT = 120
JUST_ARRIVED = frozenset({Permission.OWN_ACCOUNT})


def new_token() -> str:
    """A token for a browser: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is stored of a token. No salt or stretching: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_session(staff_id: str, session_id: str, origin: Origin, method: str, now: datetime) -> StaffSession:
    """A session that begins now. ``method`` says how the person proved who they are (``password``)."""
    agent = "".join(each for each in origin.agent if each.isprintable())[:LONGEST_AGENT]
    return StaffSession(session_id, staff_id, method, now, now, now + ABSOLUTE, origin.network, agent)


@dataclass(frozen=True, slots=True)
class Listed:
    """One's session, and whether it is the one that asks."""

    session: StaffSession
    current: bool


class Sessions:
    """Use cases of sessions. ``demo`` lets log-ins of a demonstration be used.

    Who has one of the roles ``factor_of`` sets up a second factor before anything else.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, *, demo: bool = False, factor_of: Collection[Role] = ()
    ) -> None:
        self._unit_of_work, self._clock, self._demo = unit_of_work, clock, demo
        self._factor_of = frozenset(factor_of)

    async def resolve(self, token: str, network: str = "") -> Actor | None:
        """Who holds this token now, with their roles and stand-ins of this moment; None when it is not valid.

        ``network`` is where the call comes from, for the audit log.
        """
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.staff_sessions.find(digest_of(token))
            if found is None or not self._is_open(found, now):
                return None
            staff = await uow.staff.find(found.staff_id)
            if staff is None or not staff.active or (staff.sample and not self._demo):
                return None
            credential = await uow.staff.credential(staff.id)
            # Who came on a provider's word need not know their password.
            must_change = found.method.startswith(PASSWORD) and (credential is None or credential.must_change)
            factor = await uow.factors.find(staff.id) if self._factor_of & staff.profile.roles else None
            absent = stood_in_for(staff.id, await uow.staff.absences(now), now)
        must_enrol = bool(self._factor_of & staff.profile.roles) and (factor is None or factor.confirmed_at is None)
        if now - found.seen_at >= SEEN_EVERY:
            await self._seen(found, now)
        return Actor(
            staff.id,
            staff.profile.display_name,
            # Somebody else knows the password: it is good for choosing another, and for nothing else.
            JUST_ARRIVED if must_change or must_enrol else permissions_of(staff.profile.roles),
            staff.profile.roles,
            found.id,
            network,
            absent,
            must_change,
            must_enrol,
            staff.login,
        )

    async def own(self, actor: Actor) -> Sequence[Listed]:
        """One's own open sessions, the latest used first."""
        actor.require(Permission.OWN_ACCOUNT)
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.staff_sessions.of(actor.staff_id)
        return [Listed(each, each.id == actor.session_id) for each in found if self._is_open(each, now)]

    async def end_own(self, actor: Actor, session_id: str) -> None:
        """End one of one's own sessions. Raises NoSuchSession, for another's as for none."""
        actor.require(Permission.OWN_ACCOUNT)
        async with self._unit_of_work() as uow:
            if not await uow.staff_sessions.end(actor.staff_id, session_id):
                raise NoSuchSession
            target = ObjectRef("session", session_id)
            await uow.audit.append(entry_of(actor, Act.LOG_OUT, target, self._clock.now()))
            await uow.commit()

    async def end_others(self, actor: Actor) -> int:
        """End all of one's own sessions but the one that asks; how many."""
        actor.require(Permission.OWN_ACCOUNT)
        async with self._unit_of_work() as uow:
            ended = await uow.staff_sessions.end_all(actor.staff_id, but=actor.session_id)
            target = ObjectRef("staff", actor.staff_id)
            await uow.audit.append(
                entry_of(actor, Act.SESSIONS_ENDED, target, self._clock.now(), detail=f"count={ended}")
            )
            await uow.commit()
            return ended

    async def end_of(self, actor: Actor, staff_id: str) -> int:
        """End all sessions of a member of staff; how many. Raises NotPermitted."""
        actor.require(Permission.STAFF)
        async with self._unit_of_work() as uow:
            ended = await uow.staff_sessions.end_all(staff_id)
            entry = entry_of(
                actor, Act.SESSIONS_ENDED, ObjectRef("staff", staff_id), self._clock.now(), detail=f"count={ended}"
            )
            await uow.audit.append(entry)
            await uow.commit()
            return ended

    async def _seen(self, session: StaffSession, now: datetime) -> None:
        async with self._unit_of_work() as uow:
            await uow.staff_sessions.seen(session.id, now)
            await uow.commit()

    def _is_open(self, session: StaffSession, now: datetime) -> bool:
        return now < session.expires_at and now - session.seen_at < IDLE
