"""What the stand-in remembers, in an SQLite file of its own, so that counting can be done on two sides.

Everything runs in one thread; a call is one transaction.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

__all__ = ["Store"]

T = TypeVar("T")
SCHEMA = """
CREATE TABLE IF NOT EXISTS cases (
  number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, application_no TEXT NOT NULL,
  receipt_no TEXT NOT NULL UNIQUE, via TEXT NOT NULL, state TEXT NOT NULL, before TEXT NOT NULL DEFAULT '',
  extended INTEGER NOT NULL DEFAULT 0, taken_at TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cases_application ON cases (application_no);
CREATE TABLE IF NOT EXISTS acts (key TEXT PRIMARY KEY, answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, case_number INTEGER NOT NULL, body TEXT NOT NULL,
  pushed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS events_case ON events (case_number);
CREATE INDEX IF NOT EXISTS events_unpushed ON events (pushed, id);
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, application_no TEXT NOT NULL, material TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
  sha256 TEXT NOT NULL, content BLOB NOT NULL, complete INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS messages (
  projid TEXT NOT NULL, target TEXT NOT NULL, number TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (projid, target, number));
CREATE TABLE IF NOT EXISTS arrivals (what TEXT NOT NULL, of TEXT NOT NULL);
"""


class Store:
    """The file. ``path`` '' is a temporary one."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, "sandbox-store")
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Make the file and its tables."""
        await self._run(self._open)

    async def close(self) -> None:
        """Close the file."""
        await self._run(lambda: self._at().close())
        self._thread.shutdown()

    async def do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One transaction: committed when ``work`` returns, undone when it raises."""
        return await self._run(self._in_transaction, work)

    async def _run(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *given)

    def _open(self) -> None:
        self._connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    def _at(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("the store is not open")
        return self._connection

    def _in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._at()
        connection.execute("BEGIN IMMEDIATE")
        try:
            made = work(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return made


def arrived(connection: sqlite3.Connection, what: str, of: str) -> None:
    """Count one arrival of something, also of what was there before."""
    connection.execute("INSERT INTO arrivals VALUES (?, ?)", (what, of))


def loaded(row: sqlite3.Row) -> dict[str, Any]:
    """The JSON of a row's ``body``."""
    body: dict[str, Any] = json.loads(row["body"])
    return body
