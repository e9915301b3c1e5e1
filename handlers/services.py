"""What the handlers use: ports and use cases, put together by ``handlers.resources``."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from affairs.administration import CalendarDesk
from affairs.advising.interests import Interests
from affairs.advising.sweep import Advising
from affairs.applications.attachments import Attachments
from affairs.applications.bulk import Bulk
from affairs.applications.drafts import Drafts
from affairs.applications.keeping import Keeping
from affairs.applications.notices import Notices
from affairs.applications.preregistration import PreRegistrations
from affairs.applications.prereview import PreReviews
from affairs.applications.submission import Submission
from affairs.applications.viewing import Viewing
from affairs.appointments.desk import AppointmentDesk
from affairs.approval.errors import FieldFault
from affairs.approval.system import ApprovalSystems, Receipt
from affairs.approval.updates import ProgressUpdate
from affairs.cases.recording import Cases
from affairs.cases.viewing import CaseViewing
from affairs.catalogue import Catalogues
from affairs.clock import WorkCalendar
from affairs.dead_letters import DeadLetters
from affairs.hall.desk import Hall
from affairs.handover.room import HandoverRoom
from affairs.knowledge_desk import KnowledgeDesk
from affairs.learning import Learning
from affairs.matters.room import MatterRoom
from affairs.news.articles import Articles
from affairs.notifications.inbox import Inbox
from affairs.notifications.ports import Messenger
from affairs.people.companies import Companies
from affairs.people.profiles import Profiles
from affairs.people.relatives import Relatives
from affairs.people.sessions import Sessions
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.ratings.rating_desk import RatingDesk
from affairs.receiving import Receiving
from affairs.staff.office import StaffOffice
from affairs.staff.oidc import IdentityProvider
from affairs.supervision.board import Board
from affairs.supervision.bulletin import Bulletins
from affairs.supervision.office import SupervisionOffice
from affairs.supervision.sweep import Supervision
from affairs.sweeping import FileSweep
from bot.engine import Engine
from handlers.metrics import Metrics
from handlers.settings import Settings
from handlers.wechat import Callback
from knowledge.snapshot import Snapshot

__all__ = ["Health", "HealthCheck", "Outcomes", "Record", "Services", "State", "TextSender"]


class State(StrEnum):
    """State of one part, and of the whole."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Health:
    """One part's state, with a reason in English for the operator."""

    state: State
    reason: str = ""


HealthCheck = Callable[[], Awaitable[Health]]


class Outcomes(Protocol):
    """What is done with what became of a delivery to an approval system."""

    async def received(self, receipts: Sequence[Receipt]) -> Sequence[object]:
        """Systems have the cases, under their own numbers; once is enough."""

    async def supplemented(self, application_no: str, *, system: str, key: str, handed_in: datetime) -> object:
        """The system has the supplement that the applicant handed in then; ``key`` names it, once is enough."""

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> object:
        """It was refused for good: staff has to see to it."""


Record = Callable[[ProgressUpdate], Awaitable[object]]
"""Records one update of a case; one that was recorded before is no news."""


class Practice(Protocol):
    """The clerks of a stand-in approval system, in a demonstration."""

    async def cases(self, sought: str) -> Sequence[Mapping[str, Any]]:
        """The latest cases with ``sought`` in a number of theirs. Raises ServiceUnavailable."""

    async def case(self, receipt_no: str) -> Mapping[str, Any]:
        """One case, what happened to it and what may be done. Raises NoSuchCase, ServiceUnavailable."""

    async def act(self, receipt_no: str, action: str, said: Mapping[str, str]) -> None:
        """Do something. Raises NoSuchCase, InvalidValue, ServiceUnavailable."""


class TextSender(Protocol):
    """Sends a text to a person of the official account."""

    async def send_text(self, openid: str, text: str) -> None:
        """Send one customer-service message."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may reach. None while not configured: ``callback`` (WeChat), ``approval`` (systems),
    ``identity_provider``.

    ``deepened`` gives a snapshot with vectors of meaning, None while there are none.
    """

    settings: Settings
    snapshot: Callable[[], Snapshot]
    engine: Engine
    catalogues: Catalogues
    learning: Learning
    knowledge: KnowledgeDesk
    sessions: Sessions
    profiles: Profiles
    drafts: Drafts
    receiving: Receiving
    attachments: Attachments
    submission: Submission
    viewing: Viewing
    cases: Cases
    case_viewing: CaseViewing
    inbox: Inbox
    ratings: RatingDesk
    supervision: Supervision
    board: Board
    bulletins: Bulletins
    oversight: SupervisionOffice
    notices: Notices
    reviews: PreReviews
    bulk: Bulk
    keeping: Keeping
    sweep: FileSweep
    preregistrations: PreRegistrations
    relatives: Relatives
    companies: Companies
    staff: StaffOffice
    articles: Articles
    calendar_desk: CalendarDesk
    dead_letters: DeadLetters
    interests: Interests
    advising: Advising
    appointments: AppointmentDesk
    hall: Hall
    handovers: HandoverRoom
    matters: MatterRoom
    uow: UnitOfWorkFactory
    clock: Clock
    calendar: Callable[[], WorkCalendar]
    metrics: Metrics
    callback: Callback | None = None
    deepened: Callable[[Snapshot], Snapshot | None] | None = None
    text_sender: TextSender | None = None
    approval: ApprovalSystems | None = None
    outcomes: Outcomes | None = None
    record_update: Record | None = None
    identity_provider: IdentityProvider | None = None
    messengers: Sequence[Messenger] = ()
    practice: Practice | None = None
    checks: Mapping[str, HealthCheck] = field(default_factory=dict)
