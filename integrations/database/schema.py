"""The schema's migrations: bring a database up to date, or say how far behind it is."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from asyncpg import PostgresError
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from integrations.database.all_tables import metadata
from integrations.database.engine import READ_ONLY, is_sqlite, make_engine, normalise_url

__all__ = ["DatabaseFault", "SchemaState", "check", "differences", "upgrade"]

T = TypeVar("T")
ADVISORY_LOCK = 7_308_604_759_847_165_541
"""The key of PostgreSQL's advisory lock around migrations ("banshito" as a number)."""
UPGRADE_SECONDS = 300.0


class DatabaseFault(Exception):
    """The database cannot be used; the text says why, and holds no password."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Where a database stands. ``current`` is '' for an empty one; ``pending`` the oldest first.

    A database that a newer release has migrated already has nothing pending.
    """

    current: str
    head: str
    pending: tuple[str, ...]

    def __str__(self) -> str:
        return self.current or "none"

    @property
    def newest(self) -> str:
        """The revision that this release wants."""
        return self.head

    @property
    def up_to_date(self) -> bool:
        """Whether nothing is pending."""
        return not self.pending


async def upgrade(url: str) -> SchemaState:
    """Bring the database to the newest schema; any number of processes may do so at once.

    One does the work while the others wait; afterwards they find nothing to do. All
    steps are one transaction. Makes the file of SQLite and its folder. Returns the state
    afterwards. Raises DatabaseFault.
    """
    with _faults():
        await asyncio.to_thread(_make_folder, url)
        return await _upgraded(url)


async def _upgraded(url: str) -> SchemaState:
    engine = make_engine(url, pool_size=1, busy_seconds=UPGRADE_SECONDS, command_seconds=UPGRADE_SECONDS)
    if is_sqlite(engine):
        event.listen(engine.sync_engine, "connect", _without_foreign_keys)
    try:
        async with engine.begin() as connection:
            # SQLite's transaction has begun with BEGIN IMMEDIATE, which is the lock.
            if not is_sqlite(engine):
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            state = await connection.run_sync(_upgrade)
            if is_sqlite(engine) and (await connection.execute(text("PRAGMA foreign_key_check"))).first():
                raise DatabaseFault("the upgrade would leave rows that refer to nothing; nothing was changed")
            return state
    finally:
        await engine.dispose()


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    """SQLite changes a table by making it anew (https://www.sqlite.org/lang_altertable.html#otheralter), which must not
    break or delete what refers to its rows; that all of it still holds is looked at in the end.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


async def check(url: str) -> SchemaState:
    """Where the database stands. Changes nothing. Raises DatabaseFault."""
    with _faults():
        parsed = normalise_url(url)
        if parsed.get_backend_name() == "sqlite" and not await asyncio.to_thread(Path(str(parsed.database)).exists):
            return _state_at("")
        return await _read(url, _state)


async def differences(url: str) -> list[str]:
    """How the database's tables differ from those in the code; empty when they agree."""
    return await _read(url, _differences)


async def _read(url: str, work: Callable[[Connection], T]) -> T:
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**{READ_ONLY: True})
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise DatabaseFault(str(error.orig).splitlines()[0]) from error
    except (OSError, ValueError, ArgumentError, PostgresError) as error:
        raise DatabaseFault(str(error) or type(error).__name__) from error


def _make_folder(url: str) -> None:
    parsed = normalise_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> SchemaState:
    if _state(connection).pending:
        command.upgrade(_config(connection), "head")
    return _state(connection)


def _state(connection: Connection) -> SchemaState:
    return _state_at(MigrationContext.configure(connection).get_current_revision() or "")


def _state_at(current: str) -> SchemaState:
    scripts = ScriptDirectory.from_config(_config())
    head = scripts.get_current_head() or ""
    known = [step.revision for step in scripts.walk_revisions()]
    ahead = bool(current) and current not in known
    pending = [] if ahead else known[: known.index(current)] if current else known
    return SchemaState(current, head, tuple(reversed(pending)))


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, metadata)]
