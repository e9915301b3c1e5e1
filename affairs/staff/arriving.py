"""Log-ins beside the password: the code that comes after it, and the word of an identity provider."""

from affairs.errors import LogInBlocked, LogInRefused
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.audit import NOTHING, Act, AuditEntry, ObjectRef
from affairs.staff.codes import spent
from affairs.staff.errors import CodeRefused
from affairs.staff.factors import Arrival
from affairs.staff.lockout import Tally, TallyKind, charged, waiting
from affairs.staff.model import Staff, login_key
from affairs.staff.opening import LoggedIn, arrived, opened
from affairs.staff.places import Origin
from affairs.staff.ports import OIDC, PASSWORD
from affairs.staff.sessions import digest_of

__all__ = ["Arriving", "code_keys"]


def code_keys(staff_id: str) -> dict[TallyKind, str]:
    """What wrong codes of a person are counted under, wherever they are typed."""
    return {TallyKind.PAIR: f"code {staff_id}"}


class Arriving:
    """Use cases of log-ins that a password alone does not open. ``demo`` lets log-ins of a demonstration in."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, *, demo: bool) -> None:
        self._unit_of_work, self._clock, self._demo = unit_of_work, clock, demo

    async def by_code(self, token: str, code: str, origin: Origin, *, replacing: str = "") -> LoggedIn:
        """Finish a log-in with the code of the second factor, or a recovery code.

        Raises CodeRefused for a wrong or used code and an expired log-in alike, LogInBlocked with the wait.
        """
        async with self._unit_of_work() as uow:
            now, digest = self._clock.now(), digest_of(token)
            arrival = await uow.factors.arrival(digest)
            if arrival is None or now >= arrival.expires_at:
                raise CodeRefused
            keys = code_keys(arrival.staff_id)
            tallies = await uow.tallies.lock(keys)
            wait = waiting(tallies, now)
            if wait:
                raise LogInBlocked(wait.total_seconds())
            staff, factor = await self._still(uow, arrival), await uow.factors.find(arrival.staff_id)
            kind = await spent(uow.factors, factor, code, now) if staff and factor and factor.confirmed_at else ""
            if staff is None or not kind:
                # Counted and written down in the transaction that refuses it: a hundred at once do not slip past.
                await uow.tallies.put(keys, charged(tallies, now))
                await uow.audit.append(_refusal(arrival.staff_id, origin, self._clock, detail="code"))
                await uow.commit()
                raise CodeRefused
            await uow.tallies.put(keys, {TallyKind.PAIR: Tally(last_at=now)})
            await uow.factors.end_arrival(digest)
            if kind == "recovery":
                target = ObjectRef("staff", staff.id)
                await uow.audit.append(AuditEntry(now, staff.id, Act.RECOVERY_CODE_USED, target, origin.network))
            opens = await opened(uow, staff, f"{arrival.method}-{kind}", origin, replacing, now)
            credential = await uow.staff.credential(staff.id)
            await uow.commit()
            must_change = arrival.method == PASSWORD and (credential is None or credential.must_change)
            return LoggedIn(opens, staff.id, must_change)

    async def by_claim(self, name: str, origin: Origin, *, replacing: str = "") -> LoggedIn:
        """Log in whom an identity provider named: a member of staff who is here already, and nobody else.

        A second factor is asked for as after a password. Raises LogInRefused.
        """
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            found = await uow.staff.by_login(login_key(name))
            staff = await uow.staff.lock(found.id) if found else None
            if staff is None or not self._usable(staff):
                await uow.audit.append(_refusal(found.id if found else "", origin, self._clock, detail=OIDC))
                await uow.commit()
                raise LogInRefused("统一身份认证的这个账号没有对应的工作人员，或账号已停用。")
            waits = await arrived(uow, staff, OIDC, now)
            token = waits or await opened(uow, staff, OIDC, origin, replacing, now)
            await uow.commit()
            return LoggedIn(token, staff.id, must_change=False, needs_code=bool(waits))

    async def _still(self, uow: UnitOfWork, arrival: Arrival) -> Staff | None:
        """Who arrives, if nobody closed the account or changed the password since."""
        staff = await uow.staff.lock(arrival.staff_id)
        credential = await uow.staff.credential(arrival.staff_id)
        changed = credential is not None and credential.changed_at > arrival.created_at
        return staff if staff and self._usable(staff) and not (changed and arrival.method == PASSWORD) else None

    def _usable(self, staff: Staff) -> bool:
        return staff.active and (self._demo or not staff.sample)


def _refusal(staff_id: str, origin: Origin, clock: Clock, *, detail: str) -> AuditEntry:
    target = ObjectRef("staff", staff_id) if staff_id else NOTHING
    return AuditEntry(clock.now(), "", Act.LOG_IN_REFUSED, target, origin.network, detail=detail)
