"""Engines: one address in, a pool of connections with sound settings out."""

import asyncio
import time
from contextlib import AsyncExitStack
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

__all__ = ["READ_ONLY", "Gate", "gate_of", "is_sqlite", "make_engine", "normalise_url"]

READ_ONLY = "banshitong_read_only"
"""Execution option of a connection: its transactions only read."""

LEFT = "left"
IDLE_SECONDS = 10.0
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


def normalise_url(url: str) -> URL:
    """The address with the asynchronous driver named, whichever way it was written.

    Raises ValueError for other databases, and for an SQLite one in memory, which a
    second connection could not see.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError(f"not a SQLite or PostgreSQL address: {parsed.render_as_string()}")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ValueError("a SQLite address names a file")
    return parsed.set(drivername=_DRIVERS[backend])


class Gate:
    """The way to an engine's connections, first come first served.

    The pool alone lets those who just gave a connection back take it again, so that
    under load others starve. SQLite has one writer at a time; waiting for it here is
    fair too, where its own waiting is sleeping and trying again.
    """

    def __init__(self, connections: int, patience: float, *, one_writer: bool) -> None:
        self._seats = asyncio.Semaphore(connections)
        self._writer = asyncio.Lock() if one_writer else None
        self._patience = patience

    async def enter(self, stack: AsyncExitStack, *, read_only: bool) -> None:
        """Come in, until ``stack`` closes. Raises TimeoutError after the patience of the engine."""
        async with asyncio.timeout(self._patience):
            # The writer first: writers that wait for each other must not hold the readers' seats.
            if self._writer is not None and not read_only:
                await stack.enter_async_context(self._writer)
            await stack.enter_async_context(self._seats)


_gates: WeakKeyDictionary[AsyncEngine, Gate] = WeakKeyDictionary()


def gate_of(engine: AsyncEngine) -> Gate:
    """The gate of an engine of :func:`make_engine`."""
    return _gates[engine]


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether the engine is the embedded one."""
    return engine.dialect.name == "sqlite"


def make_engine(
    url: str,
    *,
    pool_size: int = 8,
    max_overflow: int = 4,
    connect_seconds: float = 5.0,
    command_seconds: float = 60.0,
    busy_seconds: float = 15.0,
) -> AsyncEngine:
    """An engine for ``url``. Nothing is connected yet.

    At most ``pool_size + max_overflow`` connections; one that is not to be had within
    ``connect_seconds`` is an error rather than a queue without end. ``busy_seconds`` is
    how long a writer of SQLite waits for another.
    """
    parsed = normalise_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, pool_size, busy_seconds)
    engine = create_async_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=connect_seconds,
        pool_recycle=1800,
        connect_args={
            "timeout": connect_seconds,
            "command_timeout": command_seconds,
            "server_settings": {"jit": "off"},
        },
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "checkin", _left)
    event.listen(engine.sync_engine, "checkout", _lives)
    _gates[engine] = Gate(pool_size + max_overflow, connect_seconds, one_writer=False)
    return engine


def _sqlite(url: URL, pool_size: int, busy_seconds: float) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=busy_seconds,
        connect_args={"timeout": busy_seconds},
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    _gates[engine] = Gate(pool_size, busy_seconds, one_writer=True)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own implicit BEGIN is switched off: the "begin" event below says which kind is meant.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "cache_size = -16000",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another wrote in between,
    # whatever the busy time-out; taking the write lock first makes it wait instead.
    reading = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _left(_connection: Any, record: Any) -> None:
    record.info[LEFT] = time.monotonic()


def _lives(connection: Any, record: Any, _proxy: Any) -> None:
    """Give out no connection of a server that went away: the pool then makes another, and so with all of that age.

    The pool's own way (``pool_pre_ping``) asks the server each time, three round trips for each transaction. That the
    server closed a connection is known here without asking; only one that was long idle is asked, as a firewall on
    the way may have forgotten it.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
    if time.monotonic() - record.info.get(LEFT, time.monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.ping()
    except (connection.dbapi.Error, OSError):
        raise InvalidatePoolError from None
