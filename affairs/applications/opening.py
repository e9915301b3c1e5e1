"""Finding an application for whoever asks: a stranger's looks absent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from affairs.applications.application import Application, PrincipalKind
from affairs.errors import NoSuchApplication, NoSuchPrincipal, NotChangeable, RevisionConflict
from affairs.people.companies import representing
from affairs.ports import UnitOfWork
from knowledge.forms import Form

__all__ = ["changeable", "form_of", "forms_of", "own"]


async def own(
    uow: UnitOfWork, citizen_id: str, application_no: str, *, now: datetime, lock: bool = False
) -> Application:
    """The application, if it is the citizen's; a company's, if they may act for it now. Raises NoSuchApplication.

    Handlers (经办人) see what they made themselves, legal persons and managers all of the company's.
    """
    application = await uow.applications.get(application_no, lock=lock)
    if application is None:
        raise NoSuchApplication
    theirs = application.citizen_id == citizen_id
    if application.principal.kind is PrincipalKind.COMPANY:
        try:
            held = await representing(uow, citizen_id, application.principal.id, now)
        except NoSuchPrincipal:
            raise NoSuchApplication from None
        theirs = theirs or held.role.invites
    if not theirs:
        raise NoSuchApplication
    return application


async def form_of(uow: UnitOfWork, application: Application) -> Form:
    """The form that an application was begun with, by whose rules it is judged."""
    form = await uow.catalogues.form(application.form)
    if form is None:
        raise RuntimeError("a form that an application was begun with is gone")
    return form


async def forms_of(uow: UnitOfWork, applications: Sequence[Application]) -> Mapping[str, Form]:
    """The forms that applications were begun with, by their digests."""
    wanted = {application.form for application in applications}
    forms = await uow.catalogues.forms(wanted)
    if len(forms) < len(wanted):
        raise RuntimeError("a form that an application was begun with is gone")
    return forms


def changeable(application: Application, revision: int | None) -> Application:
    """The application, if it may be changed by somebody who saw this revision (None = whichever).

    Raises NotChangeable, RevisionConflict.
    """
    if not application.state.changeable:
        raise NotChangeable
    if revision is not None and revision != application.revision:
        raise RevisionConflict(field="revision")
    return application
