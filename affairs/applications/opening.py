"""Finding an application for whoever asks: a stranger's looks absent."""

from affairs.applications.application import Application
from affairs.errors import NoSuchApplication, NotChangeable, RevisionConflict
from affairs.ports import UnitOfWork

__all__ = ["changeable", "own"]


async def own(uow: UnitOfWork, citizen_id: str, application_no: str, *, lock: bool = False) -> Application:
    """The application, if the citizen made it. Raises NoSuchApplication."""
    application = await uow.applications.get(application_no, lock=lock)
    if application is None or application.citizen_id != citizen_id:
        raise NoSuchApplication
    return application


def changeable(application: Application, revision: int | None) -> Application:
    """The application, if it may be changed by somebody who saw this revision (None = whichever).

    Raises NotChangeable, RevisionConflict.
    """
    if not application.state.changeable:
        raise NotChangeable
    if revision is not None and revision != application.revision:
        raise RevisionConflict(field="revision")
    return application
