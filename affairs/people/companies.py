"""Companies and their representatives (经办人): who may act for them, since when, until when."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from affairs.errors import IdentityMismatch, IdentityRequired, InvalidCode, NoSuchPrincipal
from affairs.people.checks import LONGEST, lasting_until, present, proper_credit_code
from affairs.people.citizens import Citizen
from affairs.people.ports import CompanyOutcome, CompanyRegister
from affairs.people.principals import Company, Representation, RepresentationState, Role
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["Companies", "Invitation", "representing"]

INVITATION = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as the company hands it on: the code is shown this once."""

    representation: Representation
    code: str = field(repr=False)


class Companies:
    """Use cases on companies. ``register`` None: nobody can be asked, and legal persons are looked at by staff."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        register: CompanyRegister | None,
        clock: Clock,
        code_of: Callable[[str], str],
    ) -> None:
        """``code_of`` makes the code of an invitation from the request for it, so that nobody else can: a request
        sent again gets the code again, although it is nowhere kept.
        """
        self._unit_of_work, self._register, self._clock, self._code_of = unit_of_work, register, clock, code_of

    async def represented(self, citizen_id: str) -> Sequence[tuple[Company, Representation]]:
        """The companies that a citizen may act for, or has asked to."""
        async with self._unit_of_work(read_only=True) as uow:
            held = await uow.principals.representations(citizen_id=citizen_id)
            pairs = [(await uow.principals.company(each.company_id), each) for each in held]
        return [(company, each) for company, each in pairs if company is not None]

    async def claim(
        self, citizen: Citizen, credit_code: str, name: str, key: IdempotencyKey | None = None
    ) -> tuple[Company, Representation]:
        """A verified citizen comes as the legal person (法定代表人) of a company.

        Active at once where the register confirms it, else pending until staff have looked. Raises
        IdentityRequired, IdentityMismatch (the register knows another legal person), ServiceUnavailable,
        IdempotencyMismatch.
        """
        if not citizen.verified:
            raise IdentityRequired
        credit_code = proper_credit_code(credit_code)
        outcome = await self._asked(credit_code, name, citizen.name)
        if outcome is CompanyOutcome.MISMATCH:
            raise IdentityMismatch("登记的企业名称或法定代表人与您填写的不一致，请核对。", field="credit_code")
        now = self._clock.now().astimezone(UTC)  # as the store gives it back: sent again, it looks the same
        confirmed = now if outcome is CompanyOutcome.MATCH else None
        stated = Company(
            secrets.token_hex(12), credit_code, name, now, legal_person=citizen.name, verified_at=confirmed
        )
        async with self._unit_of_work() as uow:
            await present(uow, citizen.id)
            company = await uow.principals.settle_company(stated)
            again = await _first(uow, citizen.id, "companies", key, company.id, now)
            if again and (known := await _held(uow, again, citizen.id, Role.LEGAL)):
                return company, known
            if confirmed:
                company = replace(stated, id=company.id, created_at=company.created_at)
                await uow.principals.save_company(company)
                await _end_former(uow, company.id, citizen.id, now)
            held = await _held(uow, company.id, citizen.id, Role.LEGAL)
            state = RepresentationState.ACTIVE if confirmed else RepresentationState.PENDING
            if held is None:
                held = _representation(company.id, citizen.id, Role.LEGAL, state, now, now + LONGEST)
                await uow.principals.add_representation(held)
            elif confirmed or now >= held.expires_at or held.state is RepresentationState.ENDED:
                held = replace(held, state=state, expires_at=now + LONGEST, ended_at=None)
                await uow.principals.save_representation(held)
            await uow.commit()
        return company, held

    async def invite(
        self, citizen_id: str, company_id: str, role: Role, last_day: date, key: IdempotencyKey | None = None
    ) -> Invitation:
        """A code by which somebody becomes a representative, handler or manager, until the end of a day.

        Raises NoSuchPrincipal, OutOfTime, IdempotencyMismatch.
        """
        now = self._clock.now()
        until = lasting_until(last_day, now).astimezone(UTC)
        request = f"{citizen_id} {company_id} {key.key} {key.digest.hex()}" if key else secrets.token_urlsafe(16)
        code = self._code_of(f"invitation {request}")
        made = _representation(company_id, "", role, RepresentationState.INVITED, now, until)
        made = replace(made, invited_by=citizen_id)
        async with self._unit_of_work() as uow:
            inviting = await representing(uow, citizen_id, company_id, now)
            if not inviting.role.invites or (role is Role.MANAGER and inviting.role is not Role.LEGAL):
                raise NoSuchPrincipal
            first = await _first(uow, citizen_id, "invite", key, made.id, now)
            if first is not None and (before := await uow.principals.representation(first)):
                return Invitation(before, code)
            await uow.principals.add_representation(made, code=_digest(code))
            await uow.commit()
        return Invitation(made, code)

    async def accept(
        self, citizen: Citizen, code: str, key: IdempotencyKey | None = None
    ) -> tuple[Company, Representation]:
        """Become a representative by an invitation's code, once.

        Raises IdentityRequired, InvalidCode, IdempotencyMismatch.
        """
        if not citizen.verified:
            raise IdentityRequired
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await present(uow, citizen.id)
            invited = await uow.principals.invitation(_digest(code))
            first = await _first(uow, citizen.id, "invitations", key, invited.id if invited else "", now)
            if first and (accepted := await uow.principals.representation(first)):
                company = await uow.principals.company(accepted.company_id)
                if company is not None and accepted.citizen_id == citizen.id:
                    return company, accepted
            company = await uow.principals.company(invited.company_id) if invited else None
            if invited is None or company is None or now >= min(invited.created_at + INVITATION, invited.expires_at):
                raise InvalidCode("邀请码无效、已使用或已过期。", field="code")
            if not await _still_invites(uow, invited, now):
                raise InvalidCode("邀请码无效、已使用或已过期。", field="code")
            accepted = replace(invited, citizen_id=citizen.id, state=RepresentationState.ACTIVE)
            await uow.principals.save_representation(accepted)
            await uow.commit()
        return company, accepted

    async def request(
        self, citizen: Citizen, credit_code: str, name: str, file_key: str, size: int, last_day: date
    ) -> tuple[Company, Representation]:
        """Ask to act for a company by a signed authorisation (授权委托书), which staff will look at.

        Raises IdentityRequired, IdentityMismatch (no such code), OutOfTime.
        """
        if not citizen.verified:
            raise IdentityRequired
        now = self._clock.now()
        code, until = proper_credit_code(credit_code), lasting_until(last_day, now)
        async with self._unit_of_work() as uow:
            await present(uow, citizen.id)
            company = await uow.principals.settle_company(Company(secrets.token_hex(12), code, name, now))
            asked = _representation(company.id, citizen.id, Role.HANDLER, RepresentationState.PENDING, now, until)
            asked = replace(asked, authorisation=file_key)
            await uow.files.hold(file_key, size, now=now)
            await uow.principals.add_representation(asked)
            await uow.commit()
        return company, asked

    async def pending(self, actor: Actor, *, limit: int = 100) -> Sequence[tuple[Company, Representation]]:
        """Those that wait for staff to look, the oldest first."""
        actor.require(Permission.PRE_REVIEW)
        async with self._unit_of_work(read_only=True) as uow:
            waiting = await uow.principals.pending(limit)
            pairs = [(await uow.principals.company(each.company_id), each) for each in waiting]
        return [(company, each) for company, each in pairs if company is not None]

    async def pending_one(self, actor: Actor, representation_id: str) -> tuple[Company, Representation, Citizen]:
        """One of them, with who asks, written down as seen. Raises NoSuchPrincipal."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            held = await _pending(uow, representation_id)
            company, citizen = await uow.principals.company(held.company_id), await uow.citizens.get(held.citizen_id)
            if company is None or citizen is None:
                raise NoSuchPrincipal
            target = ObjectRef("representation", held.id)
            await uow.audit.append(entry_of(actor, Act.APPLICATION_READ, target, now))
            await uow.commit()
        return company, held, citizen

    async def decide(self, actor: Actor, representation_id: str, *, granted: bool) -> Representation:
        """Staff have looked at a pending one. Raises NoSuchPrincipal, NotPermitted."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await _pending(uow, representation_id)
            after = replace(before, state=RepresentationState.ACTIVE) if granted else _ended(before, now)
            await uow.principals.save_representation(after)
            act = Act.REPRESENTATION_GRANTED if granted else Act.REPRESENTATION_REFUSED
            await uow.audit.append(entry_of(actor, act, ObjectRef("representation", before.id), now))
            await uow.commit()
        return after

    async def representatives(self, citizen_id: str, company_id: str) -> Sequence[Representation]:
        """All of a company, for those who may invite. Raises NoSuchPrincipal."""
        async with self._unit_of_work(read_only=True) as uow:
            if not (await representing(uow, citizen_id, company_id, self._clock.now())).role.invites:
                raise NoSuchPrincipal
            return await uow.principals.representations(company_id=company_id)

    async def end(self, citizen_id: str, company_id: str, representation_id: str) -> None:
        """Revoke a representation; one's own may always be given up. Raises NoSuchPrincipal."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await uow.principals.representation(representation_id, lock=True)
            if before is None or before.company_id != company_id or before.state is RepresentationState.ENDED:
                raise NoSuchPrincipal
            if before.citizen_id != citizen_id:
                ending = await representing(uow, citizen_id, company_id, now)
                if not ending.role.invites or before.role is Role.LEGAL:
                    raise NoSuchPrincipal
            await uow.principals.save_representation(_ended(before, now))
            await uow.commit()

    async def _asked(self, credit_code: str, name: str, legal_person: str) -> CompanyOutcome:
        if self._register is None:
            return CompanyOutcome.UNKNOWN
        return await self._register.check(credit_code, name, legal_person)


async def _pending(uow: UnitOfWork, representation_id: str) -> Representation:
    held = await uow.principals.representation(representation_id, lock=True)
    if held is None or held.state is not RepresentationState.PENDING:
        raise NoSuchPrincipal
    return held


async def representing(uow: UnitOfWork, citizen_id: str, company_id: str, now: datetime) -> Representation:
    """By what the citizen may act for the company now, the highest role first. Raises NoSuchPrincipal."""
    held = await uow.principals.representations(citizen_id=citizen_id, company_id=company_id)
    active = [each for each in held if each.holds(now)]
    if not active:
        raise NoSuchPrincipal
    return min(active, key=lambda each: list(Role).index(each.role))


async def _still_invites(uow: UnitOfWork, invited: Representation, now: datetime) -> bool:
    """Whether whoever invited could do so today: who was sent away leaves no door open behind them."""
    try:
        inviting = await representing(uow, invited.invited_by, invited.company_id, now)
    except NoSuchPrincipal:
        return False
    return inviting.role is Role.LEGAL or (inviting.role.invites and invited.role is not Role.MANAGER)


async def _end_former(uow: UnitOfWork, company_id: str, citizen_id: str, now: datetime) -> None:
    """A company has one legal person: who was it before is so no longer."""
    for each in await uow.principals.representations(company_id=company_id):
        if each.role is Role.LEGAL and each.citizen_id != citizen_id:
            await uow.principals.save_representation(_ended(each, now))


async def _first(
    uow: UnitOfWork, citizen_id: str, operation: str, key: IdempotencyKey | None, reference: str, now: datetime
) -> str | None:
    """What the first request of this key made; None for the first itself, and without a key."""
    if key is None:
        return None
    return await uow.idempotency.claim(citizen_id, operation, key.key, digest=key.digest, reference=reference, now=now)


async def _held(uow: UnitOfWork, company_id: str, citizen_id: str, role: Role) -> Representation | None:
    known = await uow.principals.representations(citizen_id=citizen_id, company_id=company_id)
    return next((each for each in known if each.role is role), None)


def _representation(
    company_id: str, citizen_id: str, role: Role, state: RepresentationState, now: datetime, until: datetime
) -> Representation:
    return Representation(secrets.token_hex(12), company_id, role, state, now, until, citizen_id=citizen_id)


def _ended(representation: Representation, now: datetime) -> Representation:
    return replace(representation, state=RepresentationState.ENDED, ended_at=now)


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode(errors="replace")).digest()
