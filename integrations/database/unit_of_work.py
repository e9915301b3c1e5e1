"""One transaction with all repositories upon it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Self

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
from affairs.hall.ports import HallRepository
from affairs.handover.ports import AdvisorRepository, CannedRepository, HandoverRepository
from affairs.matters.ports import MatterRepository
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
from integrations.database.advisors import DatabaseAdvisors, DatabaseCanned
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
from integrations.database.hall import DatabaseHall
from integrations.database.handovers import DatabaseHandovers
from integrations.database.idempotency import DatabaseIdempotency
from integrations.database.interests import DatabaseInterests
from integrations.database.matters import DatabaseMatters
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


class _Repository:
    """An attribute of a unit of work, made when it is first asked for: most of them use one or two of two dozen."""

    def __init__(self, make: Callable[[AsyncConnection, PersonKeys | None], object]) -> None:
        self._make = make

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: "DatabaseUnitOfWork | None", _owner: type) -> object:
        if unit is None:
            return self
        made = self._make(unit.connection, unit.keys)
        unit.__dict__[self._name] = made  # found before this is asked again
        return made


def _repository(make: Callable[[AsyncConnection, PersonKeys | None], object]) -> Any:
    return _Repository(make)


class DatabaseUnitOfWork:
    """:class:`affairs.ports.UnitOfWork` on one connection.

    Leaving without :meth:`commit` rolls everything back. Raises StoreUnavailable when
    the database cannot be reached, is lost in mid-work or has no connection to spare.
    """

    advisors: AdvisorRepository = _repository(lambda connection, _keys: DatabaseAdvisors(connection))
    applications: ApplicationRepository = _repository(DatabaseApplications)
    appointments: AppointmentRepository = _repository(DatabaseAppointments)
    canned: CannedRepository = _repository(lambda connection, _keys: DatabaseCanned(connection))
    catalogues: CatalogueRepository = _repository(lambda connection, _keys: DatabaseCatalogues(connection))
    citizens: CitizenRepository = _repository(DatabaseCitizens)
    files: FileLedger = _repository(lambda connection, _keys: DatabaseFileLedger(connection))
    freed: FreedRepository = _repository(lambda connection, _keys: DatabaseFreed(connection))
    handovers: HandoverRepository = _repository(DatabaseHandovers)
    idempotency: IdempotencyRepository = _repository(lambda connection, _keys: DatabaseIdempotency(connection))
    matters: MatterRepository = _repository(DatabaseMatters)
    outbox: OutboxRepository = _repository(lambda connection, _keys: DatabaseOutbox(connection))
    questions: QuestionRepository = _repository(lambda connection, _keys: DatabaseQuestions(connection))
    preferences: CitizenPreferences = _repository(DatabasePreferences)
    preregistrations: PreRegistrationRepository = _repository(DatabasePreRegistrations)
    principals: PrincipalRepository = _repository(DatabasePrincipals)
    tokens: TokenRepository = _repository(DatabaseTokens)
    calendar: CalendarRepository = _repository(lambda connection, _keys: DatabaseCalendar(connection))
    cases: CaseRepository = _repository(DatabaseCases)
    notices: NoticeRepository = _repository(DatabaseNotices)
    supervision: SupervisionRepository = _repository(DatabaseSupervision)
    ratings: RatingRepository = _repository(DatabaseRatings)
    call_backs: CallBackRepository = _repository(DatabaseCallBacks)
    staff: StaffRepository = _repository(lambda connection, _keys: DatabaseStaff(connection))
    staff_sessions: SessionRepository = _repository(lambda connection, _keys: DatabaseSessions(connection))
    tallies: TallyRepository = _repository(DatabaseTallies)
    audit: AuditRepository = _repository(lambda connection, _keys: DatabaseAudit(connection))
    factors: FactorRepository = _repository(DatabaseFactors)
    articles: ArticleRepository = _repository(lambda connection, _keys: DatabaseArticles(connection))
    interests: InterestRepository = _repository(lambda connection, _keys: DatabaseInterests(connection))
    ledger: LedgerRepository = _repository(lambda connection, _keys: DatabaseLedger(connection))
    hall: HallRepository = _repository(DatabaseHall)
    supply: SupplyRepository = _repository(lambda connection, _keys: DatabaseSupply(connection))

    def __init__(self, engine: AsyncEngine, keys: PersonKeys | None, *, read_only: bool = False) -> None:
        self.keys = keys
        self._engine = engine
        self._read_only = read_only
        self._connection: AsyncConnection | None = None

    @property
    def connection(self) -> AsyncConnection:
        """What its repositories work upon. Raises RuntimeError outside of it."""
        if self._connection is None:
            raise RuntimeError("outside the unit of work")
        return self._connection

    async def __aenter__(self) -> Self:
        self._stack = AsyncExitStack()
        self._connection = await self._stack.enter_async_context(connected(self._engine, read_only=self._read_only))
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
                await connection.execution_options(**{READ_ONLY: True, "postgresql_readonly": True})
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
