"""A citizen's own data: read, changed, verified, erased (个人信息保护法 第四十四至四十七条)."""

from dataclasses import replace
from datetime import datetime

from affairs.errors import IdentityMismatch
from affairs.people.checks import present, proper_id_number
from affairs.people.citizens import Citizen
from affairs.people.ports import CitizenLogin, IdentityCheck, IdentityOutcome
from affairs.people.principals import RepresentationState
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["Profiles"]


class Profiles:
    """Use cases on ``/me``. ``check`` None: no verification service is there, and data stay the person's word."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, login: CitizenLogin, check: IdentityCheck | None, clock: Clock
    ) -> None:
        self._unit_of_work, self._login, self._check, self._clock = unit_of_work, login, check, clock

    @property
    def verifies(self) -> bool:
        """Whether this installation has a verification service."""
        return self._check is not None

    async def set_region(self, citizen_id: str, region: str) -> Citizen:
        """Remember the district's code ('' = none)."""
        async with self._unit_of_work() as uow:
            citizen = replace(await present(uow, citizen_id), region=region)
            await uow.citizens.save(citizen)
            await uow.commit()
        return citizen

    async def set_phone(self, citizen_id: str, code: str) -> Citizen:
        """Take the mobile number that the platform gives for a consent's code.

        Raises InvalidCode, TooManyRequests, ServiceUnavailable.
        """
        phone = await self._login.phone(code)
        async with self._unit_of_work() as uow:
            citizen = replace(await present(uow, citizen_id), phone=phone)
            await uow.citizens.save(citizen)
            await uow.commit()
        return citizen

    async def set_identity(self, citizen_id: str, name: str, id_number: str) -> Citizen:
        """Take name and ID number, verified where a service is there to ask.

        Raises IdentityMismatch when there can be no such number, when the service says that they do not
        belong together, and when the account is another person's already; ServiceUnavailable.
        """
        id_number = proper_id_number(id_number, self._clock.now())
        outcome = await self._check.check(name, id_number) if self._check else IdentityOutcome.UNKNOWN
        if outcome is IdentityOutcome.MISMATCH:
            raise IdentityMismatch(field="id_number")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await present(uow, citizen_id)
            if before.verified and before.id_number != id_number:
                # An account does not pass from one verified person to another: what was applied for stays theirs.
                raise IdentityMismatch(field="id_number")
            verified = now if outcome is IdentityOutcome.MATCH else before.verified_at if before.name == name else None
            citizen = replace(before, name=name, id_number=id_number, verified_at=verified)
            await uow.citizens.save(citizen)
            await uow.commit()
        return citizen

    async def erase(self, citizen_id: str) -> None:
        """Forget the person: profile, logins, tokens, inbox, drafts, relatives, districts; what they represent ends.

        What was submitted to an authority is a file of that authority, and stays.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await present(uow, citizen_id)
            await _erase_drafts(uow, citizen_id, now)
            await _erase_ties(uow, citizen_id, now)
            for login in await uow.citizens.logins(citizen_id):
                await uow.preferences.forget(login.channel, login.user)
            await uow.tokens.revoke_all(citizen_id)
            await uow.notices.forget(citizen_id)
            await uow.interests.remove(citizen_id)
            await uow.files.drop(await uow.handovers.forget(citizen_id), now=now)
            await uow.matters.forget(citizen_id)
            await uow.citizens.erase(citizen_id, now=now)
            await uow.commit()


async def _erase_drafts(uow: UnitOfWork, citizen_id: str, now: datetime) -> None:
    for draft in await uow.applications.drafts_of(citizen_id):
        await uow.files.drop([each.file_key for each in draft.attachments], now=now)
        await uow.applications.remove(draft.application_no)


async def _erase_ties(uow: UnitOfWork, citizen_id: str, now: datetime) -> None:
    for relative in await uow.principals.relatives(citizen_id):
        await uow.files.drop([relative.proof] if relative.proof else [], now=now)
        await uow.principals.save_relative(replace(relative, name="", id_number="", proof="", removed_at=now))
    for held in await uow.principals.representations(citizen_id=citizen_id):
        await uow.files.drop([held.authorisation] if held.authorisation else [], now=now)
        ended = replace(held, state=RepresentationState.ENDED, authorisation="", ended_at=now)
        await uow.principals.save_representation(ended)
