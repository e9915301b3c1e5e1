"""What applications need: files, their inspection, the library of licences."""

from collections.abc import Callable
from dataclasses import dataclass

from affairs.applications.attachments import Attachments
from affairs.applications.bulk import Bulk
from affairs.applications.drafts import Drafts
from affairs.applications.examiner import Examiner
from affairs.applications.keeping import Keeping
from affairs.applications.notices import Notices
from affairs.applications.preregistration import PreRegistrations
from affairs.applications.prereview import PreReviews
from affairs.applications.submission import Submission
from affairs.applications.viewing import Viewing
from affairs.files import FileStore
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.receiving import Receiving
from affairs.sweeping import FileSweep
from handlers.resources.files import Looking
from handlers.resources.people import People
from knowledge.snapshot import Snapshot

__all__ = ["ApplicationDesk", "application_desk"]


@dataclass(frozen=True, slots=True)
class ApplicationDesk:
    """The use cases on applications."""

    drafts: Drafts
    receiving: Receiving
    attachments: Attachments
    submission: Submission
    viewing: Viewing
    notices: Notices
    reviews: PreReviews
    bulk: Bulk
    keeping: Keeping
    sweep: FileSweep
    preregistrations: PreRegistrations


def application_desk(
    unit_of_work: UnitOfWorkFactory,
    snapshot: Callable[[], Snapshot],
    people: People,
    store: FileStore,
    looking: Looking,
    clock: Clock,
) -> ApplicationDesk:
    """The use cases over these ports."""
    examiner = Examiner(unit_of_work, snapshot, people.licences, looking.reader, clock)
    receiving = Receiving(unit_of_work, store, looking.inspector, clock)
    return ApplicationDesk(
        drafts=Drafts(unit_of_work, snapshot, clock, people.licences),
        receiving=receiving,
        attachments=Attachments(unit_of_work, store, receiving, clock),
        submission=Submission(unit_of_work, examiner, clock, verifies=people.profiles.verifies),
        viewing=Viewing(unit_of_work, snapshot, clock),
        notices=Notices(unit_of_work, snapshot, looking.printer, clock),
        reviews=PreReviews(unit_of_work, clock),
        bulk=Bulk(unit_of_work, snapshot, clock),
        keeping=Keeping(unit_of_work, clock),
        sweep=FileSweep(unit_of_work, store, clock),
        preregistrations=PreRegistrations(unit_of_work, snapshot, clock),
    )
