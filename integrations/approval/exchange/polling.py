"""What is new in the tables that the other side writes, however late, often and out of order it comes.

Where the layout has a flag for what was read (``is_sync``), unflagged rows are new, and a row is flagged
when the next call's cursor says that it was stored. Without the flag, rows are read by their stamp, again
and again for the time of the overlap; the same content has the same ``event_id``, so that it is no news.
"""

import hashlib
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.approval.updates import ProgressUpdate, UpdateBatch, UpdateKind
from affairs.clock import CHINA
from affairs.ports import Clock
from integrations.approval.exchange.database import FrontDatabase
from integrations.approval.profile import Profile
from integrations.approval.reading import Unreadable, read_update

__all__ = ["Polling", "RowReader"]

BATCHES = 16
"""Batches that were handed out and not yet confirmed, remembered by one process."""
KNOWN = 200_000
"""Events remembered by one process, so that the overlap is not handed out over and over."""
COLLECTED, DELETED = "1", "D"
log = structlog.get_logger(__name__)


class RowReader:
    """Rows → updates, by the profile."""

    def __init__(self, system: str, profile: Profile) -> None:
        self._system, self._profile = system, profile
        self.targets = list(dict.fromkeys(reading.target for reading in profile.readings.values()))

    def read(self, target: str, row: Mapping[str, Any]) -> list[ProgressUpdate]:
        """All that one row says. What cannot be read is told of, and holds up nothing."""
        found = []
        for name, reading in self._profile.readings.items():
            if reading.target != target:
                continue
            try:
                found.append(self._identified(name, row, read_update(self._profile, name, row, self._system)))
            except Unreadable as fault:
                if not (reading.optional and str(fault) == "at"):
                    log.warning("approval.unreadable_record", system=self._system, table=target, lacks=str(fault))
        return found

    def _identified(self, reading: str, row: Mapping[str, Any], read: ProgressUpdate) -> ProgressUpdate:
        """With an id of the row and its content: a row that comes again is no news, a changed one is."""
        deleted = str(row.get(self._profile.columns["operation"])) == DELETED
        if deleted:
            read = replace(read, kind=UpdateKind.UNKNOWN, foreign=f"{DELETED}|{read.foreign}")
        content = hashlib.sha256(repr(read).encode()).hexdigest()[:16]
        return replace(read, event_id=f"{reading}:{read.event_id}:{content}")


@dataclass(frozen=True, slots=True)
class _Row:
    target: str
    row_id: str
    stamp: datetime
    digest: str


class Polling:
    """Reads on from a cursor."""

    def __init__(self, database: FrontDatabase, reader: RowReader, clock: Clock, overlap: timedelta) -> None:
        self._database, self._reader, self._clock, self._overlap = database, reader, clock, overlap
        self._layout = database.layout
        self._batches: OrderedDict[str, list[_Row]] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()

    async def updates(self, cursor: str, limit: int) -> UpdateBatch:
        """What is new since ``cursor``. Raises Unavailable."""
        return await (self._flagged(cursor, limit) if self._layout.column("synced") else self._stamped(cursor, limit))

    async def _flagged(self, cursor: str, limit: int) -> UpdateBatch:
        await self._confirm(self._batches.pop(cursor, []))
        rows: list[_Row] = []
        found: list[ProgressUpdate] = []
        async with self._database.reading() as connection:
            for target in self._reader.targets:
                table = self._layout.by_target[target]
                new = table.c[self._layout.column("synced")] == "0"
                for row in await self._select(connection, target, new, limit - len(rows)):
                    rows.append(self._row(target, row))
                    found += self._reader.read(target, row)
        if not rows:
            return UpdateBatch((), cursor)
        token = secrets.token_hex(8)
        self._batches[token] = rows
        while len(self._batches) > BATCHES:
            self._batches.popitem(last=False)
        return UpdateBatch(tuple(found), token, more=len(rows) >= limit)

    async def _confirm(self, rows: list[_Row]) -> None:
        """Flag what was stored, unless it was changed meanwhile. A failure only means that it comes again."""
        if not rows:
            return
        digests = {(row.target, row.row_id): row.digest for row in rows}
        async with self._database.writing() as connection:
            for target in {row.target for row in rows}:
                table = self._layout.by_target[target]
                key = table.c[self._layout.column("id")]
                held = select(table).where(key.in_([row.row_id for row in rows if row.target == target]))
                found = (await connection.execute(held.with_for_update())).mappings().all()
                same = [
                    row[key.name] for row in found if digests.get((target, str(row[key.name]))) == _digest(dict(row))
                ]
                flag = {self._layout.column("synced"): COLLECTED}
                await connection.execute(update(table).where(key.in_(same)).values(flag))

    async def _stamped(self, cursor: str, limit: int) -> UpdateBatch:
        """A sweep from the mark (less the overlap) to the end, in pages; the cursor holds mark and page."""
        state: dict[str, Any] = json.loads(cursor) if cursor.startswith("{") else {"mark": "", "pages": {}}
        pages: dict[str, list[str]] = dict(state["pages"])
        latest = state.get("latest") or state["mark"]
        found: list[ProgressUpdate] = []
        more = False
        async with self._database.reading() as connection:
            for target in self._reader.targets:
                rows = await self._select(connection, target, self._after(target, state["mark"], pages), limit)
                for row in rows:
                    found += self._reader.read(target, row)
                if rows:
                    last = self._row(target, rows[-1])
                    pages[target] = [last.stamp.isoformat(), last.row_id]
                    latest = max(latest, last.stamp.isoformat())
                more = more or len(rows) >= limit
        after = {"mark": state["mark"], "latest": latest, "pages": pages} if more else {"mark": latest, "pages": {}}
        fresh = tuple(update for update in found if self._is_fresh(update.event_id))
        return UpdateBatch(fresh, json.dumps(after), more=more)

    def _after(self, target: str, mark: str, pages: Mapping[str, list[str]]) -> Any:
        table = self._layout.by_target[target]
        stamp, row_id = self._database.stamp(table), table.c[self._layout.column("id")]
        if target in pages:
            at, last = datetime.fromisoformat(pages[target][0]), pages[target][1]
            return or_(stamp > at, and_(stamp == at, row_id > last))
        start = datetime.fromisoformat(mark) - self._overlap if mark else datetime(1990, 1, 1)  # noqa: DTZ001
        return stamp >= start

    def _is_fresh(self, event_id: str) -> bool:
        if event_id in self._known:
            return False
        self._known[event_id] = None
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        return True

    async def _select(
        self, connection: AsyncConnection, target: str, which: Any, limit: int
    ) -> list[Mapping[str, Any]]:
        table = self._layout.by_target[target]
        stamp, row_id = self._database.stamp(table), table.c[self._layout.column("id")]
        if limit <= 0:
            return []
        found = await connection.execute(select(table).where(which).order_by(stamp, row_id).limit(limit))
        return [dict(row) for row in found.mappings()]

    def _row(self, target: str, row: Mapping[str, Any]) -> _Row:
        stamp = row[self._layout.column("time")]
        if not isinstance(stamp, datetime):
            stamp = self._clock.now().astimezone(CHINA).replace(tzinfo=None)
        return _Row(target, str(row[self._layout.column("id")]), stamp, _digest(row))


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()
