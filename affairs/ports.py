"""What the domain needs from outside, as protocols over plain values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from affairs.advising.interest import InterestRepository
from affairs.applications.ports import ApplicationRepository
from affairs.applications.preregistered import PreRegistrationRepository
from affairs.appointments.ports import AppointmentRepository, FreedRepository, SupplyRepository
from affairs.approval.ledger import LedgerRepository
from affairs.cases.ports import CaseRepository
from affairs.clock.store import CalendarRepository
from affairs.files import FileLedger
from affairs.hall.ports import HallRepository
from affairs.handover.ports import AdvisorRepository, CannedRepository, HandoverRepository
from affairs.matters.ports import MatterRepository
from affairs.news.article import ArticleRepository
from affairs.notifications.ports import NoticeRepository
from affairs.people.ports import CitizenRepository, PrincipalRepository, TokenRepository
from affairs.ratings.ports import RatingRepository
from affairs.staff.factors import FactorRepository
from affairs.staff.ports import AuditRepository, SessionRepository, StaffRepository, TallyRepository
from affairs.supervision.drawn import CallBackRepository
from affairs.supervision.ports import SupervisionRepository
from knowledge.catalogue import Catalogue
from knowledge.forms import Form

__all__ = [
    "Announcer",
    "AskedQuestion",
    "CatalogueRepository",
    "CatalogueVersion",
    "CitizenPreferences",
    "Clock",
    "DeadMessage",
    "IdempotencyKey",
    "IdempotencyRepository",
    "OutboxMessage",
    "OutboxRepository",
    "QuestionRepository",
    "UnitOfWork",
    "UnitOfWorkFactory",
]


class Clock(Protocol):
    """The present, so that tests can choose it."""

    def now(self) -> datetime:
        """Now, with an offset."""


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """One published version. ``effective_from`` decides which one is in force.

    ``note`` says what was changed, and that the gate was overridden if it was; ``figures``
    are those of the regression set, before and after (see :mod:`affairs.gate`).
    """

    number: int
    published_at: datetime
    effective_from: datetime
    source: str
    items: int
    guides: int
    regions: int
    sample: bool = False
    name: str = ""
    note: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


class Announcer(Protocol):
    """Tells the other processes at once what they would find out by themselves a little later."""

    async def published(self, number: int) -> None:
        """A catalogue version was published, or something new was trained on it. Never raises."""


class CatalogueRepository(Protocol):
    """Catalogue versions. A version is never changed once it is published."""

    async def in_force(self, at: datetime) -> CatalogueVersion | None:
        """The latest version whose ``effective_from`` is not after ``at``."""

    async def versions(self, limit: int, before: int | None = None) -> Sequence[CatalogueVersion]:
        """Versions, the newest first, numbers below ``before``."""

    async def load(self, number: int) -> Catalogue:
        """The whole of one version. Raises NoSuchVersion."""

    async def publish(
        self,
        catalogue: Catalogue,
        *,
        source: str,
        effective_from: datetime,
        now: datetime,
        latest: int,
        note: str = "",
        figures: Mapping[str, Any] | None = None,
    ) -> CatalogueVersion:
        """Store a new version; documents that did not change are shared with older ones.

        ``latest`` is the newest number the caller knew; raises CatalogueConflict when
        another was published meanwhile.
        """

    async def latest(self) -> int:
        """The newest version number; 0 = none."""

    async def form(self, digest: str) -> Form | None:
        """The form of a digest (hexadecimal, see :func:`knowledge.codec.digest`), of whichever version; or None."""

    async def forms(self, digests: Collection[str]) -> Mapping[str, Form]:
        """The forms of digests, those that are there."""

    async def adapter(self, number: int, encoder: str) -> bytes | None:
        """What was trained last for an encoder on version ``number`` or one before; None = nothing was."""

    async def adapter_mark(self, number: int, encoder: str) -> str:
        """What tells the adapter that :meth:`adapter` gives from any other; '' = there is none."""

    async def keep_adapter(
        self, number: int, encoder: str, payload: bytes, figures: Mapping[str, Any], *, now: datetime
    ) -> None:
        """Keep what was trained on a version, in place of what was before."""


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One effect on the outside. ``key`` is unique: enqueueing it twice is once.

    ``attempts`` counts the claims, this one too; ``losses`` those of them whose worker
    never said what became of it. ``subject`` is what it is about ('' = nothing that others are about).
    """

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    created_at: datetime
    losses: int = 0
    subject: str = ""


@dataclass(frozen=True, slots=True)
class DeadMessage:
    """A message that nobody tries any more, and why."""

    message: OutboxMessage
    error: str
    died_at: datetime


class OutboxRepository(Protocol):
    """Effects to be carried out by workers (HOUSE rules of flow: never in a transaction)."""

    async def put(
        self,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        *,
        now: datetime,
        due: datetime | None = None,
        subject: str = "",
    ) -> bool:
        """Enqueue; False when the key is there already."""

    async def follows(self, message: OutboxMessage) -> bool:
        """Whether a message about the same subject, enqueued before this one, is still to be carried out."""

    async def withdraw(self, key: str) -> bool:
        """Delete a message that nobody has claimed yet; False when there is none."""

    async def claim(
        self, kinds: Sequence[str], *, worker: str, now: datetime, lease: float, limit: int
    ) -> Sequence[OutboxMessage]:
        """Lease up to ``limit`` due messages for ``lease`` seconds; no other worker gets them meanwhile."""

    async def extend(self, message_id: int, *, worker: str, now: datetime, lease: float) -> bool:
        """Hold a leased message for ``lease`` seconds from now; False when the lease was lost."""

    async def done(self, message_ids: Sequence[int], *, worker: str, now: datetime) -> Collection[int]:
        """Mark as carried out; those of them whose lease was not lost."""

    async def retry(self, message_id: int, *, worker: str, due: datetime, error: str) -> bool:
        """Release for another attempt at ``due``."""

    async def dead(self, message_id: int, *, worker: str, now: datetime, error: str) -> bool:
        """Give up: kept, shown, never tried again by itself."""

    async def counts(self) -> Mapping[str, int]:
        """Messages by state (pending, leased, done, dead)."""

    async def buried(self, kinds: Sequence[str], limit: int) -> Sequence[DeadMessage]:
        """Dead messages of these kinds (of all where none is named), the last first, with the reason in words."""

    async def revive(self, kinds: Sequence[str], *, key: str = "", now: datetime) -> int:
        """Have dead messages of these kinds (the one of ``key`` alone) tried again from now; how many."""

    async def purge(self, before: datetime) -> int:
        """Delete those done before a time; how many."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as the knowledge desk sees it: nothing in it leads to a person.

    ``text`` is scrubbed of numbers of identity and phones. ``outcome`` is one of
    ``answered, clarified, declined, corrected, smalltalk, handover``. ``shown`` are item
    codes in order, ``chosen`` the one picked afterwards. ``thread`` ties the questions of
    one conversation together by a random number that is not the citizen's. ``id`` is the store's.
    """

    asked_at: datetime
    channel: str
    text: str
    outcome: str
    shown: tuple[str, ...] = ()
    chosen: str = ""
    region: str = ""
    confidence: float | None = None
    catalogue_version: int = 0
    thread: str = ""
    id: int = 0


class QuestionRepository(Protocol):
    """What was asked, for the knowledge desk."""

    async def add_all(self, questions: Sequence[AskedQuestion]) -> None:
        """Append."""

    async def recent(self, outcomes: Sequence[str], limit: int, before: int | None = None) -> Sequence[AskedQuestion]:
        """The latest with one of these outcomes, newest first, ids below ``before``."""

    async def between(self, start: datetime, end: datetime, limit: int) -> Sequence[AskedQuestion]:
        """All asked from ``start`` until before ``end``, in the order they were stored; the latest ``limit``."""

    async def of_thread(self, thread: str, *, limit: int) -> Sequence[AskedQuestion]:
        """The latest of one conversation, in the order they were stored."""

    async def purge(self, before: datetime) -> int:
        """Delete those asked before a time; how many."""


class CitizenPreferences(Protocol):
    """What a person chose to be remembered beyond a session."""

    async def region(self, channel: str, user: str) -> str:
        """The remembered district's code, or ''."""

    async def regions(self, people: Sequence[tuple[str, str]]) -> Sequence[str]:
        """The same for several people, each a channel and a user, in their order."""

    async def remember_region(self, channel: str, user: str, region: str, *, now: datetime) -> None:
        """Remember the district."""

    async def forget(self, channel: str, user: str) -> None:
        """Erase everything of this person."""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The key of one request that creates. ``digest`` tells the request from another that uses the key by mistake."""

    key: str
    digest: bytes


class IdempotencyRepository(Protocol):
    """Keys of requests that create (``Idempotency-Key``), each tied to what it created.

    Written in the transaction that creates, so that a request sent again after a lost answer finds its object.
    """

    async def claim(
        self, caller: str, operation: str, key: str, *, digest: bytes, reference: str, now: datetime
    ) -> str | None:
        """Tie the key to ``reference``; None = it was free. Else the reference of the first request.

        Waits for another transaction that holds the same key. Raises IdempotencyMismatch when the
        first request's ``digest`` was another.
        """

    async def purge(self, before: datetime) -> int:
        """Delete those claimed before a time; how many."""


class UnitOfWork(Protocol):
    """One transaction. Leaving without :meth:`commit` rolls everything back.

    Raises StoreUnavailable when the store cannot be reached.
    """

    advisors: AdvisorRepository
    applications: ApplicationRepository
    canned: CannedRepository
    appointments: AppointmentRepository
    catalogues: CatalogueRepository
    citizens: CitizenRepository
    files: FileLedger
    freed: FreedRepository
    hall: HallRepository
    handovers: HandoverRepository
    idempotency: IdempotencyRepository
    matters: MatterRepository
    outbox: OutboxRepository
    questions: QuestionRepository
    preferences: CitizenPreferences
    preregistrations: PreRegistrationRepository
    principals: PrincipalRepository
    tokens: TokenRepository
    calendar: CalendarRepository
    cases: CaseRepository
    notices: NoticeRepository
    supervision: SupervisionRepository
    ratings: RatingRepository
    call_backs: CallBackRepository
    staff: StaffRepository
    staff_sessions: SessionRepository
    tallies: TallyRepository
    audit: AuditRepository
    factors: FactorRepository
    articles: ArticleRepository
    interests: InterestRepository
    ledger: LedgerRepository
    supply: SupplyRepository

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None:
        """Make all of it durable, at once."""


class UnitOfWorkFactory(Protocol):
    """Makes units of work."""

    def __call__(self, *, read_only: bool = False) -> UnitOfWork:
        """A unit of work not yet entered. ``read_only`` promises not to write: readers wait for nobody."""
