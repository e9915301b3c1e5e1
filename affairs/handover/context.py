"""What an advisor sees beside a conversation: who asks, their application, cases, appointments, earlier contacts.

Reading it is written down, with the application apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from affairs.applications.application import Application, Attachment
from affairs.applications.opening import form_of
from affairs.applications.ports import AdvisorFinding
from affairs.appointments.appointment import Appointment
from affairs.cases.case import Case
from affairs.errors import NoSuchMaterial
from affairs.handover.desk import audited, seen_by
from affairs.handover.handover import Handover, Message
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff import audit
from affairs.staff.permissions import Actor, Permission
from knowledge.forms import Form

__all__ = ["Context", "Contexts"]

FEW = 5


@dataclass(frozen=True, slots=True)
class Context:
    """All of it. ``form`` is that of the application. ``citizen`` is None for one who was erased."""

    handover: Handover = field(repr=False)
    messages: Sequence[Message] = field(repr=False)
    citizen: Citizen | None = field(repr=False)
    application: Application | None = field(default=None, repr=False)
    form: Form | None = None
    findings: Sequence[AdvisorFinding] = ()
    cases: Sequence[Case] = ()
    appointments: Sequence[Appointment] = ()
    earlier: Sequence[Handover] = ()


class Contexts:
    """Use cases of advisors who have the conversation."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def of(self, actor: Actor, handover_id: str) -> Context:
        """The conversation with all that stands beside it. Raises NoSuchHandover."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            handover = await seen_by(uow, actor, handover_id)
            owner = handover.citizen_id
            number = handover.application_no if actor.may(Permission.PRE_REVIEW) else ""
            application = await uow.applications.get(number) if number else None
            visible = await uow.applications.visible(owner, companies=(), managed=(), limit=FEW)
            cases = await uow.cases.several([each.application_no for each in visible])
            found = Context(
                handover,
                await uow.handovers.messages(handover_id, limit=1000),
                await uow.citizens.get(owner),
                application,
                await form_of(uow, application) if application else None,
                await uow.applications.findings(number) if application else (),
                [case for case, _ in cases.values()],
                await uow.appointments.of_citizen(owner, limit=FEW),
                [each for each in await uow.handovers.of_citizen(owner, limit=FEW + 1) if each.id != handover_id],
            )
            await audited(uow, actor, audit.Act.HANDOVER_READ, handover, now)
            if application is not None:
                target = audit.ObjectRef("application", number)
                await uow.audit.append(audit.entry_of(actor, audit.Act.APPLICATION_READ, target, now))
            await uow.commit()
        return found

    async def application_file(self, actor: Actor, handover_id: str, file_id: str) -> Attachment:
        """One file of the application, written down as opened. Raises NoSuchHandover, NoSuchMaterial."""
        actor.require(Permission.PRE_REVIEW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            handover = await seen_by(uow, actor, handover_id)
            application = await uow.applications.get(handover.application_no) if handover.application_no else None
            files = application.attachments if application else ()
            found = next((each for each in files if each.id == file_id), None)
            if found is None:
                raise NoSuchMaterial
            target = audit.ObjectRef("application", handover.application_no)
            entry = audit.entry_of(actor, audit.Act.FILE_OPENED, target, now, detail=f"file={file_id}")
            await uow.audit.append(entry)
            await uow.commit()
        return found
