"""The precheck of one application: everything it is judged by, read once; then computed beside the event loop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from affairs.applications.application import Application, PrincipalKind
from affairs.applications.licences import Licences
from affairs.applications.opening import form_of, own
from affairs.applications.ports import AdvisorFinding
from affairs.applications.supply import files_checked, supplied_by, texts_checked, unread
from affairs.clock import CHINA
from affairs.errors import NoSuchFile, NoSuchPrincipal, ServiceUnavailable, StoreUnavailable
from affairs.people.acting import SELF, Acting, acting_for
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.precheck import Context, Examination, FoundLicence, check_fields, check_slots, examine
from affairs.precheck.finding import Finding, Severity
from affairs.reading import TextReader
from knowledge.forms import Form
from knowledge.snapshot import Snapshot

__all__ = ["Examiner", "acted_for", "context_of", "whom_of"]

READING_SECONDS = 8.0
"""Whoever waits for the check waits no longer for texts; what was not read in time is read at the next check."""


class Examiner:
    """Reads an application with all that it is judged by, and judges it."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        licences: Licences | None,
        reader: TextReader | None,
        clock: Clock,
    ) -> None:
        self._unit_of_work, self._snapshot, self._clock = unit_of_work, snapshot, clock
        self._licences, self._reader = licences, reader

    async def opened(self, citizen: Citizen, application_no: str) -> tuple[Application, Form]:
        """The application and its form. Raises NoSuchApplication."""
        async with self._unit_of_work(read_only=True) as uow:
            application = await own(uow, citizen.id, application_no, now=self._clock.now())
            return application, await form_of(uow, application)

    async def examine(self, citizen: Citizen, application_no: str) -> tuple[Application, Form, tuple[Finding, ...]]:
        """The application, its form, and all that was found. Raises NoSuchApplication."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            application = await own(uow, citizen.id, application_no, now=now)
            form = await form_of(uow, application)
            acting = await acting_for(uow, citizen, whom_of(application), now)
            by_hand = await uow.applications.findings(application_no)
        application = await self._read(application, form)
        licences, notes = await self._found(form, acting)
        context = self.context(acting, licences)
        found = await asyncio.to_thread(_judged, form, application, context, licences)
        return application, form, (*found, *notes, *_advised(by_hand))

    def context(self, acting: Acting, licences: Mapping[str, FoundLicence]) -> Context:
        """What is known beside the answers."""
        return context_of(self._snapshot(), self._clock, acting, licences)

    async def _read(self, application: Application, form: Form) -> Application:
        """The application with the texts of its files, as many as can be read in time; the rest are hints."""
        if self._reader is None:
            return application
        waiting = unread(application, form, pictures=self._reader.pictures)
        tasks = {each.id: asyncio.ensure_future(self._reader.read(each.file_key)) for each in waiting}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=READING_SECONDS)
        texts = {key: _result(task) for key, task in tasks.items()}
        attachments = tuple(replace(each, text=texts.get(each.id, each.text)) for each in application.attachments)
        return replace(application, attachments=attachments)

    async def _found(self, form: Form, acting: Acting) -> tuple[Mapping[str, FoundLicence], tuple[Finding, ...]]:
        """The electronic licences that spare a material (免提交); a hint where nobody could be asked."""
        types = sorted({slot.licence for slot in form.materials if slot.licence})
        if not types or self._licences is None:
            return {}, ()
        try:
            return await self._licences.find(types, acting), ()
        except ServiceUnavailable:
            message = "电子证照库暂时连不上，没有核对哪些材料可以免交。"
            remedy = "可以稍后再检查一次，或直接上传材料。"
            return {}, (Finding(Severity.HINT, "materials", message, remedy, "licences.away", form.source),)


def context_of(snapshot: Snapshot, clock: Clock, acting: Acting, licences: Mapping[str, FoundLicence]) -> Context:
    """Today in China, the regions in force, and what is known of the applicant."""
    known = dict(acting.known())
    for licence in licences.values():
        known |= dict(licence.known())
    return Context(clock.now().astimezone(CHINA).date(), snapshot.regions, known)


async def acted_for(uow: UnitOfWork, citizen: Citizen, application: Application, now: datetime) -> Acting:
    """Who made an application, for whom: to read it, not to act. A relative whom they forgot since is nobody."""
    try:
        return await acting_for(uow, citizen, whom_of(application), now)
    except NoSuchPrincipal:
        if application.principal.kind is not PrincipalKind.RELATIVE:
            raise
        return Acting(citizen)


def whom_of(application: Application) -> str:
    """For whom, as :func:`acting_for` takes it."""
    return SELF if application.principal.kind is PrincipalKind.SELF else application.principal.id


def _judged(
    form: Form, application: Application, context: Context, licences: Mapping[str, FoundLicence]
) -> tuple[Finding, ...]:
    examination: Examination = examine(form, application.answers, context)
    return (
        *check_fields(examination),
        *check_slots(examination, supplied_by(application, form), licences),
        *files_checked(application, form),
        *texts_checked(application, examination),
    )


def _result(task: "asyncio.Future[str | None]") -> str | None:
    """The text; None for one that is not read in time, or whose file cannot be had."""
    if not task.done():
        task.cancel()
        return None
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, NoSuchFile | StoreUnavailable):
        return None
    raise error


def _advised(by_hand: Sequence[AdvisorFinding]) -> tuple[Finding, ...]:
    return tuple(each.finding for each in by_hand)
