"""The 一次性告知书 of an application: its last check as a paper, by the number under which it is kept."""

from collections.abc import Callable

from affairs.applications.application import Application, Checked
from affairs.applications.examiner import acted_for
from affairs.applications.opening import form_of, own
from affairs.errors import NotChecked
from affairs.notices import DeficiencyNotice, NoticePrinter, masked_name, notice_lines
from affairs.people.acting import Acting
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWorkFactory
from knowledge.forms import Form
from knowledge.snapshot import Snapshot

__all__ = ["Notices"]


class Notices:
    """Makes notices. What is on them is what the last check found, not what a new one would."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, snapshot: Callable[[], Snapshot], printer: NoticePrinter, clock: Clock
    ) -> None:
        self._unit_of_work, self._snapshot, self._printer, self._clock = unit_of_work, snapshot, printer, clock

    async def pdf(self, citizen: Citizen, application_no: str) -> bytes:
        """The notice as a PDF. Raises NoSuchApplication, NotChecked, ServiceUnavailable."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            application = await own(uow, citizen.id, application_no, now=now)
            form = await form_of(uow, application)
            acting = await acted_for(uow, citizen, application, now)
        if application.checked is None:
            raise NotChecked
        return await self._printer.render(_notice(self._snapshot(), application, application.checked, form, acting))


def _notice(
    snapshot: Snapshot, application: Application, checked: Checked, form: Form, acting: Acting
) -> DeficiencyNotice:
    item = snapshot.catalogue.items_by_code.get(application.item_code)
    centre = next(iter(snapshot.catalogue.centres()), None)
    return DeficiencyNotice(
        number=f"{application.application_no}-{checked.revision}",
        issued_at=checked.at,
        application_no=application.application_no,
        applicant=_applicant(acting),
        item=item.name if item else "",
        item_code=application.item_code,
        centre=centre.name if centre else "",
        lines=notice_lines(checked.findings, _places(form), _tolerated(form)),
        telephone="、".join(centre.phones[:2]) if centre else "",
        place=centre.address if centre else "",
        hours=centre.hours_text if centre else "",
    )


def _applicant(acting: Acting) -> str:
    if acting.company:
        return acting.company.name
    return masked_name(acting.relative.name if acting.relative else acting.citizen.name)


def _places(form: Form) -> dict[str, str]:
    slots = {f"materials.{slot.key}": slot.title for slot in form.materials}
    return {field.key: field.label for field in form.fields()} | slots


def _tolerated(form: Form) -> dict[str, int]:
    days = {f"materials.{slot.key}": slot.tolerated_days for slot in form.materials}
    return {place: count for place, count in days.items() if count is not None}
