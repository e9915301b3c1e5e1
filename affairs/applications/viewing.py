"""An application as its applicant sees it: with its form, and with what the answers so far make of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from affairs.applications.application import Application
from affairs.applications.examiner import acted_for, context_of
from affairs.applications.opening import form_of, own
from affairs.clock import CHINA
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.precheck import Examination, examine
from knowledge.codec import digest
from knowledge.forms import Form
from knowledge.forms.difference import Difference, difference
from knowledge.snapshot import Snapshot

__all__ = ["View", "Viewing"]


@dataclass(frozen=True, slots=True)
class View:
    """``rules`` is how the form in force differs from the application's own, by which it goes on to be judged.

    ``advisor`` is the name of the member of staff who answers for it, '' = nobody yet.
    """

    application: Application
    examination: Examination
    rules: Difference
    advisor: str = ""


class Viewing:
    """Reads applications for those who may see them."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, snapshot: Callable[[], Snapshot], clock: Clock) -> None:
        self._unit_of_work, self._snapshot, self._clock = unit_of_work, snapshot, clock

    async def one(self, citizen: Citizen, application_no: str) -> View:
        """One application. Raises NoSuchApplication."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            application = await own(uow, citizen.id, application_no, now=now)
            form = await form_of(uow, application)
            acting = await acted_for(uow, citizen, application, now)
            advisor = await uow.staff.find(application.advisor) if application.advisor else None
        snapshot = self._snapshot()
        examination = examine(form, application.answers, context_of(snapshot, self._clock, acting, {}))
        name = advisor.profile.display_name if advisor else ""
        return View(application, examination, self._rules_changed(snapshot, application, form), name)

    async def listed(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Application]:
        """What a citizen made, the latest first, from after the number ``before``; only what :meth:`one` shows them."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            held = await uow.principals.representations(citizen_id=citizen_id)
            companies = sorted({each.company_id for each in held if each.holds(now)})
            return await uow.applications.of_citizen(citizen_id, companies=companies, limit=limit, before=before)

    def _rules_changed(self, snapshot: Snapshot, application: Application, form: Form) -> Difference:
        today = self._clock.now().astimezone(CHINA).date()
        current = snapshot.catalogue.form_for(application.item_code, today, application.variant)
        if current is None or digest(current).hex() == application.form:
            return Difference()
        return difference(form, current)
