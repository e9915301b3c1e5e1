"""The last step of every log-in: a session with a token nobody had before, or the wait for a code."""

from dataclasses import dataclass
from datetime import datetime

from affairs.ports import UnitOfWork
from affairs.staff.audit import Act, AuditEntry, ObjectRef
from affairs.staff.factors import ARRIVAL, Arrival
from affairs.staff.model import Staff, new_id
from affairs.staff.places import Origin
from affairs.staff.sessions import MOST_SESSIONS, digest_of, new_session, new_token

__all__ = ["LoggedIn", "arrived", "opened"]


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What the browser gets: a token nobody had before. ``must_change``: a new password comes first.

    ``needs_code``: the token opens no session yet; with the code of the second factor it leads to one.
    """

    token: str
    staff_id: str
    must_change: bool
    needs_code: bool = False


async def opened(uow: UnitOfWork, staff: Staff, method: str, origin: Origin, replacing: str, now: datetime) -> str:
    """Begin a session within the caller's transaction and end the one ``replacing`` names; its token."""
    before = await uow.staff_sessions.find(digest_of(replacing)) if replacing else None
    if before is not None:
        await uow.staff_sessions.end(before.staff_id, before.id)
    token, session = new_token(), new_session(staff.id, new_id(), origin, method, now)
    await uow.staff_sessions.add(session, digest_of(token), most=MOST_SESSIONS)
    await uow.staff.logged_in(staff.id, now)
    target = ObjectRef("session", session.id)
    await uow.audit.append(
        AuditEntry(now, staff.id, Act.LOG_IN, target, origin.network, session_id=session.id, detail=method)
    )
    return token


async def arrived(uow: UnitOfWork, staff: Staff, method: str, now: datetime) -> str:
    """The token of a log-in that waits for its code; '' when this person has no second factor."""
    factor = await uow.factors.find(staff.id)
    if factor is None or factor.confirmed_at is None:
        return ""
    token = new_token()
    await uow.factors.add_arrival(Arrival(staff.id, method, now, now + ARRIVAL), digest_of(token))
    return token
