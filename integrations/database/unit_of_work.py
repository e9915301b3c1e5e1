"""One transaction with all repositories upon it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self

from asyncpg import InterfaceError as PostgresInterfaceError
from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from affairs.advising.interest import InterestRepository
from affairs.applications.ports import ApplicationRepository
from affairs.applications.preregistered import PreRegistrationRepository
from affairs.appointments.ports import AppointmentRepository, FreedRepository, SupplyRepository
from affairs.approval.ledger import LedgerRepository
from affairs.cases.ports import CaseRepository
from affairs.clock.store import CalendarRepository
from affairs.errors import StoreUnavailable
from affairs.files import FileLedger
from affairs.news.article import ArticleRepository
from affairs.notifications.ports import NoticeRepository
from affairs.people.ports import CitizenRepository, PrincipalRepository, TokenRepository
from affairs.ports import (
    CatalogueRepository,
    CitizenPreferences,
    IdempotencyRepository,
    OutboxRepository,
    QuestionRepository,
    UnitOfWorkFactory,
)
from affairs.ratings.ports import RatingRepository
from affairs.staff.factors import FactorRepository
from affairs.staff.ports import AuditRepository, SessionRepository, StaffRepository, TallyRepository
from affairs.supervision.drawn import CallBackRepository
from affairs.supervision.ports import SupervisionRepository
from integrations.database.applications import DatabaseApplications
from integrations.database.appointments import DatabaseAppointments
from integrations.database.approval_ledger import DatabaseLedger
from integrations.database.articles import DatabaseArticles
from integrations.database.audit import DatabaseAudit
from integrations.database.calendars import DatabaseCalendar
from integrations.database.call_backs import DatabaseCallBacks
from integrations.database.cases import DatabaseCases
from integrations.database.catalogues import DatabaseCatalogues
from integrations.database.engine import READ_ONLY, gate_of, make_engine
from integrations.database.factors import DatabaseFactors
from integrations.database.files import DatabaseFileLedger
from integrations.database.freed_places import DatabaseFreed
from integrations.database.idempotency import DatabaseIdempotency
from integrations.database.interests import DatabaseInterests
from integrations.database.notices import DatabaseNotices
from integrations.database.outbox import DatabaseOutbox
from integrations.database.people import DatabaseCitizens, DatabaseTokens
from integrations.database.preferences import DatabasePreferences
from integrations.database.preregistrations import DatabasePreRegistrations
from integrations.database.principals import DatabasePrincipals
from integrations.database.questions import DatabaseQuestions
from integrations.database.ratings import DatabaseRatings
from integrations.database.staff import DatabaseStaff
from integrations.database.staff_sessions import DatabaseSessions
from integrations.database.supervision import DatabaseSupervision
from integrations.database.supplies import DatabaseSupply
from integrations.database.tallies import DatabaseTallies
from integrations.person_keys import PersonKeys

__all__ = ["Database", "DatabaseUnitOfWork", "away", "connected", "unit_of_work_factory", "unreachable"]


class DatabaseUnitOfWork:
    """:class:`affairs.ports.UnitOfWork` on one connection.

    Leaving without :meth:`commit` rolls everything back. Raises StoreUnavailable when
    the database cannot be reached, is lost in mid-work or has no connection to spare.
    """

    applications: ApplicationRepository
    appointments: AppointmentRepository
    catalogues: CatalogueRepository
    citizens: CitizenRepository
    files: FileLedger
    freed: FreedRepository
    idempotency: IdempotencyRepository
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
    factors: FactorRepository
    audit: AuditRepository
    articles: ArticleRepository
    interests: InterestRepository
    ledger: LedgerRepository
    supply: SupplyRepository

    def __init__(self, engine: AsyncEngine, keys: PersonKeys | None, *, read_only: bool = False) -> None:
        self._engine = engine
        self._keys = keys
        self._read_only = read_only
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        connection = await self._stack.enter_async_context(connected(self._engine, read_only=self._read_only))
        self._connection = connection
        self.applications = DatabaseApplications(connection, self._keys)
        self.appointments = DatabaseAppointments(connection, self._keys)
        self.catalogues = DatabaseCatalogues(connection)
        self.citizens = DatabaseCitizens(connection, self._keys)
        self.files = DatabaseFileLedger(connection)
        self.freed = DatabaseFreed(connection)
        self.idempotency = DatabaseIdempotency(connection)
        self.outbox = DatabaseOutbox(connection)
        self.questions = DatabaseQuestions(connection)
        self.preferences = DatabasePreferences(connection, self._keys)
        self.preregistrations = DatabasePreRegistrations(connection, self._keys)
        self.principals = DatabasePrincipals(connection, self._keys)
        self.tokens = DatabaseTokens(connection, self._keys)
        self.calendar = DatabaseCalendar(connection)
        self.cases = DatabaseCases(connection, self._keys)
        self.notices = DatabaseNotices(connection, self._keys)
        self.supervision = DatabaseSupervision(connection, self._keys)
        self.ratings = DatabaseRatings(connection, self._keys)
        self.call_backs = DatabaseCallBacks(connection, self._keys)
        self.staff = DatabaseStaff(connection)
        self.staff_sessions = DatabaseSessions(connection)
        self.tallies = DatabaseTallies(connection, self._keys)
        self.factors = DatabaseFactors(connection, self._keys)
        self.audit = DatabaseAudit(connection)
        self.articles = DatabaseArticles(connection)
        self.interests = DatabaseInterests(connection)
        self.ledger = DatabaseLedger(connection)
        self.supply = DatabaseSupply(connection)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection = None
        await self._stack.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        """Make all of it durable, at once. Nothing may follow but leaving."""
        if self._connection is None:
            raise RuntimeError("commit outside the unit of work")
        with away():
            await self._connection.commit()


class Database:
    """One database of a process: its engine, and units of work upon it. Nothing is connected yet.

    ``keys`` may be left out by programs that touch nothing of people.
    """

    def __init__(self, url: str, keys: PersonKeys | None = None) -> None:
        self.engine = make_engine(url)
        self.unit_of_work = unit_of_work_factory(self.engine, keys)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def unit_of_work_factory(engine: AsyncEngine, keys: PersonKeys | None = None) -> UnitOfWorkFactory:
    """A maker of units of work; ``read_only=True`` makes one that takes no write lock."""

    def make(*, read_only: bool = False) -> DatabaseUnitOfWork:
        return DatabaseUnitOfWork(engine, keys, read_only=read_only)

    return make


@asynccontextmanager
async def connected(engine: AsyncEngine, *, read_only: bool = False) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction, for stores that need no repositories; to be committed by name.

    Raises StoreUnavailable when the database cannot be reached.
    """
    async with AsyncExitStack() as stack:
        with unreachable(), away():
            await gate_of(engine).enter(stack, read_only=read_only)
            connection = await stack.enter_async_context(engine.connect())
            if read_only:
                await connection.execution_options(**{READ_ONLY: True})
            await connection.begin()
        with away():
            yield connection


@contextmanager
def unreachable() -> Iterator[None]:
    """Say StoreUnavailable where no connection comes about at all."""
    try:
        yield
    except (OSError, DBAPIError, PostgresError, PostgresInterfaceError) as error:
        raise StoreUnavailable(type(error).__name__) from error


@contextmanager
def away() -> Iterator[None]:
    """Say StoreUnavailable where the driver says in its own words that the database is away."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, TimeoutError, ConnectionError) as error:
        raise StoreUnavailable(type(error).__name__) from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise StoreUnavailable(type(error).__name__) from error
