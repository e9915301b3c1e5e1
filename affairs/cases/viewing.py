"""Who is told of a case: its applicant, a company's people by their role, whoever has its number and its phone."""

import hmac
from collections.abc import Callable, Sequence
from datetime import datetime

from affairs.applications.application import Application, ApplicationState
from affairs.applications.opening import form_of, own
from affairs.cases.case import Case, CaseEvent
from affairs.cases.opening import case_of
from affairs.cases.progress import Progress, progress
from affairs.clock import WorkCalendar
from affairs.errors import NoSuchApplication, NoSuchCase
from affairs.people.citizens import Login
from affairs.people.ports import CitizenLogin
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from knowledge.snapshot import Snapshot

__all__ = ["CaseViewing"]

MOBILE = "citizen.mobile"
"""What the fields for the phone of whoever applies are filled from (:mod:`knowledge.forms.sources`)."""


class CaseViewing:
    """Reads cases for those who may see them. ``login`` gives the phone of a consent's code."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        calendar: Callable[[], WorkCalendar],
        login: CitizenLogin,
        clock: Clock,
    ) -> None:
        self._unit_of_work, self._snapshot, self._calendar, self._clock = unit_of_work, snapshot, calendar, clock
        self._login = login

    async def one(self, citizen_id: str, application_no: str) -> Progress:
        """One's own, or a company's by one's role there. Raises NoSuchCase."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            try:
                application = await own(uow, citizen_id, application_no, now=now)
            except NoSuchApplication:
                raise NoSuchCase from None
            return await self._read(uow, application, now)

    async def listed(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Progress]:
        """All that a citizen may see, handed in last first, from after the number ``before``."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            return await self._listed(uow, citizen_id, limit, before, now)

    async def with_phone(self, application_no: str, code: str) -> Progress:
        """For those without an account: the number, and the phone that the application names.

        Raises NoSuchCase, also for another's phone; InvalidCode, TooManyRequests, ServiceUnavailable.
        """
        phone = await self._login.phone(code)
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            application = await uow.applications.get(application_no)
            if application is None or not await _answers_to(uow, application, phone):
                raise NoSuchCase
            return await self._read(uow, application, now)

    async def of_login(self, channel: str, user: str, *, limit: int) -> Sequence[Progress] | None:
        """Those of the person whom a channel knows as ``user``; None when the channel's person is nobody's account."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            citizen = await uow.citizens.of_login(Login(channel, user))
            return None if citizen is None else await self._listed(uow, citizen.id, limit, None, now)

    async def one_of_login(self, channel: str, user: str, application_no: str) -> Progress:
        """One of those. Raises NoSuchCase."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            citizen = await uow.citizens.of_login(Login(channel, user))
            if citizen is None:
                raise NoSuchCase
            try:
                application = await own(uow, citizen.id, application_no, now=now)
            except NoSuchApplication:
                raise NoSuchCase from None
            return await self._read(uow, application, now)

    async def _listed(
        self, uow: UnitOfWork, citizen_id: str, limit: int, before: str | None, now: datetime
    ) -> Sequence[Progress]:
        held = await uow.principals.representations(citizen_id=citizen_id)
        active = [each for each in held if each.holds(now)]
        applications = await uow.applications.visible(
            citizen_id,
            companies=sorted({each.company_id for each in active}),
            managed=sorted({each.company_id for each in active if each.role.invites}),
            limit=limit,
            before=before,
        )
        known = await uow.cases.several([each.application_no for each in applications])
        return [
            self._told(each, *known.get(each.application_no, (case_of(each, self._snapshot()), ())), now)
            for each in applications
        ]

    async def _read(self, uow: UnitOfWork, application: Application, now: datetime) -> Progress:
        if application.submitted_at is None:
            raise NoSuchCase
        case = await uow.cases.get(application.application_no)
        events = await uow.cases.events(application.application_no) if case else ()
        return self._told(application, case or case_of(application, self._snapshot()), events, now)

    def _told(self, application: Application, case: Case, events: Sequence[CaseEvent], now: datetime) -> Progress:
        answered = application.state is ApplicationState.SUBMITTED
        return progress(case, events, self._calendar(), now, answered=answered)


async def _answers_to(uow: UnitOfWork, application: Application, phone: str) -> bool:
    """Whether the phone is one of those by which the application reaches its applicant."""
    citizen = await uow.citizens.get(application.citizen_id)
    form = await form_of(uow, application)
    named = [str(application.answers.get(each.key, "")) for each in form.fields() if each.prefill == MOBILE]
    known = [number for number in (citizen.phone if citizen else "", *named) if number]
    return any(hmac.compare_digest(number.encode(), phone.encode()) for number in known)
