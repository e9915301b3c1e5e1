"""What the handlers use: ports and use cases, put together by ``handlers.resources``."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from affairs.applications.attachments import Attachments
from affairs.applications.bulk import Bulk
from affairs.applications.drafts import Drafts
from affairs.applications.keeping import Keeping
from affairs.applications.notices import Notices
from affairs.applications.preregistration import PreRegistrations
from affairs.applications.prereview import PreReviews
from affairs.applications.submission import Submission
from affairs.applications.viewing import Viewing
from affairs.catalogue import Catalogues
from affairs.clock import WorkCalendar
from affairs.learning import Learning
from affairs.people.companies import Companies
from affairs.people.profiles import Profiles
from affairs.people.relatives import Relatives
from affairs.people.sessions import Sessions
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.receiving import Receiving
from affairs.staff.office import StaffOffice
from affairs.sweeping import FileSweep
from bot.engine import Engine
from handlers.metrics import Metrics
from handlers.settings import Settings
from handlers.wechat import Callback
from knowledge.snapshot import Snapshot

__all__ = ["Health", "HealthCheck", "Services", "State", "TextSender"]


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


class TextSender(Protocol):
    """Sends a text to a person of the official account."""

    async def send_text(self, openid: str, text: str) -> None:
        """Send one customer-service message."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a handler may reach. ``callback`` is None while WeChat is not configured."""

    settings: Settings
    snapshot: Callable[[], Snapshot]
    engine: Engine
    catalogues: Catalogues
    learning: Learning
    sessions: Sessions
    profiles: Profiles
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
    relatives: Relatives
    companies: Companies
    staff: StaffOffice
    uow: UnitOfWorkFactory
    clock: Clock
    calendar: Callable[[], WorkCalendar]
    metrics: Metrics
    callback: Callback | None = None
    text_sender: TextSender | None = None
    checks: Mapping[str, HealthCheck] = field(default_factory=dict)
