"""From a draft to the outbox: precheck, submission, withdrawal, supplement.

The precheck is computed outside any transaction; its result carries the revision that it saw and
the form by which it judged, and a submission takes it only while both still hold.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from affairs.applications.application import Application, ApplicationState, Checked
from affairs.applications.examiner import Examiner
from affairs.applications.opening import own
from affairs.applications.ports import Act
from affairs.errors import IdentityRequired, NotChangeable, NotReady, RevisionConflict
from affairs.people.citizens import Citizen
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory
from affairs.precheck.finding import Finding
from knowledge.forms import Form

__all__ = ["SUBMIT", "SUPPLEMENT", "WITHDRAW", "NotPassed", "Submission"]

SUBMIT, SUPPLEMENT, WITHDRAW = "case-submit", "case-supplement", "case-withdraw"
"""Kinds of outbox rows that the adapter layer takes; the payload names the application and its revision."""
OPERATION = "submit"


class NotPassed(NotReady):
    """The precheck found what must be mended: ``findings`` is the complete list."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a precheck saw."""

    application: Application
    form: Form
    checked: Checked


class Submission:
    """Use cases that end filling in. ``verifies``: this installation can verify people, and so demands it."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, examiner: Examiner, clock: Clock, *, verifies: bool = False
    ) -> None:
        self._unit_of_work, self._examiner, self._clock, self._verifies = unit_of_work, examiner, clock, verifies

    async def precheck(self, citizen: Citizen, application_no: str) -> tuple[Application, Form]:
        """Everything that can be found wrong, kept with the application as ``checked``.

        The result is not kept when the application was changed meanwhile; it is told all the same.
        Raises NoSuchApplication, NotChangeable.
        """
        seen = await self._seen(citizen, application_no)
        async with self._unit_of_work() as uow:
            now = self._clock.now()
            current = await own(uow, citizen.id, application_no, now=now, lock=True)
            if current.revision == seen.checked.revision:
                read = seen.application.attachments
                await uow.applications.save(replace(current, checked=seen.checked, attachments=read))
                await uow.commit()
        return replace(seen.application, checked=seen.checked), seen.form

    async def submit(
        self, citizen: Citizen, application_no: str, key: IdempotencyKey | None = None
    ) -> tuple[Application, Form]:
        """Hand in a draft: once, however often it is asked for.

        Raises NoSuchApplication, IdentityRequired, NotPassed, RevisionConflict (changed while it was
        being checked), NotChangeable (withdrawn or closed), IdempotencyMismatch.
        """
        return await self._hand_in(citizen, application_no, ApplicationState.DRAFT, SUBMIT, key)

    async def supplement(
        self, citizen: Citizen, application_no: str, key: IdempotencyKey | None = None
    ) -> tuple[Application, Form]:
        """Hand in what the authority asked for (补正). Raises what :meth:`submit` raises."""
        return await self._hand_in(citizen, application_no, ApplicationState.CORRECTION, SUPPLEMENT, key)

    async def withdraw(self, citizen: Citizen, application_no: str, reason: str = "") -> Application:
        """Take it back; once is enough. Raises NoSuchApplication, NotChangeable (closed)."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own(uow, citizen.id, application_no, now=now, lock=True)
            if before.state is ApplicationState.WITHDRAWN:
                return before
            if before.state is ApplicationState.CLOSED:
                raise NotChangeable
            after = _moved(before, ApplicationState.WITHDRAWN, now)
            await uow.applications.save(after)
            await uow.applications.record(_act(after, citizen, "withdraw", now, reason=reason))
            if before.submitted_at is not None:
                await _send(uow, WITHDRAW, after, now)
            await uow.commit()
        return after

    async def _hand_in(
        self, citizen: Citizen, application_no: str, expected: ApplicationState, kind: str, key: IdempotencyKey | None
    ) -> tuple[Application, Form]:
        self._demand_identity(citizen)
        application, form = await self._examiner.opened(citizen, application_no)
        if application.state is ApplicationState.SUBMITTED:
            return application, form
        seen = await self._seen(citizen, application_no)
        if not seen.checked.passed:
            raise NotPassed(seen.checked.findings)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            if key is not None:
                await uow.idempotency.claim(
                    citizen.id, kind, key.key, digest=key.digest, reference=application_no, now=now
                )
            before = await own(uow, citizen.id, application_no, now=now, lock=True)
            if before.state is ApplicationState.SUBMITTED:
                return before, form
            if before.state is not expected:
                raise NotChangeable
            if before.revision != seen.checked.revision:
                raise RevisionConflict(field="revision")
            after = replace(_moved(before, ApplicationState.SUBMITTED, now), checked=seen.checked)
            after = replace(after, submitted_at=before.submitted_at or now)
            await uow.applications.save(after)
            await uow.applications.record(_act(after, citizen, kind.removeprefix("case-"), now))
            await _send(uow, kind, after, now)
            await uow.commit()
        return after, form

    async def _seen(self, citizen: Citizen, application_no: str) -> _Seen:
        application, form, findings = await self._examiner.examine(citizen, application_no)
        if not application.state.changeable:
            raise NotChangeable
        checked = Checked(application.revision, application.form, self._clock.now(), findings)
        return _Seen(application, form, checked)

    def _demand_identity(self, citizen: Citizen) -> None:
        if not (citizen.name and citizen.id_number) or (self._verifies and not citizen.verified):
            raise IdentityRequired


def _moved(application: Application, state: ApplicationState, now: datetime) -> Application:
    return replace(application, state=state, revision=application.revision + 1, changed_at=now)


async def _send(uow: UnitOfWork, kind: str, application: Application, now: datetime) -> None:
    """One outbox row for each hand-in: the number and revision name it, so that twice is once."""
    number, revision = application.application_no, application.revision
    payload = {"application_no": number, "revision": revision}
    await uow.outbox.put(kind, f"{kind}:{number}:{revision}", payload, now=now, subject=number)


def _act(application: Application, citizen: Citizen, act: str, now: datetime, **details: str) -> Act:
    kept = {name: value for name, value in details.items() if value}
    if citizen.capacity:
        kept["capacity"] = citizen.capacity
    return Act(application.application_no, now, f"citizen:{citizen.id}", act, application.revision, kept)
