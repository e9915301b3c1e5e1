"""The stand-in behind an exchange database: collects what was put there, and puts back what became of it.

It finds columns by their names without regard to case and underscores, so that it serves every layout.
"""

import asyncio
import functools
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import MetaData, Table, event, insert, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from integrations.sandbox.approval.clerks import Refused, act, china_now, take
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.faults import Faults
from integrations.sandbox.approval.store import Store, arrived, loaded

__all__ = ["Collector"]

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
TABLES = ("upproaccept", "upproprocess", "upprospecialprocedure", "upproresult")
STEPS = {
    "received": ("收件", "1"),
    "accepted": ("受理", "1"),
    "acceptance_refused": ("受理", "2"),
    "correction_asked": ("补正", "9"),
    "correction_received": ("补正收件", "1"),
    "reviewed": ("审核", "1"),
    "approved": ("批准", "1"),
    "refused": ("决定", "2"),
    "delivered": ("送达", "1"),
}
ENDINGS = {"closed": "6", "refused": "7", "acceptance_refused": "1", "withdrawn": "3"}
log = structlog.get_logger(__name__)


class Collector:
    """Works in rounds, ``collect_s`` apart, until cancelled; a database that is away is waited for."""

    def __init__(self, config: SandboxConfig, store: Store, faults: Faults, taken: Callable[[str], None]) -> None:
        self._config, self._store, self._faults, self._taken = config, store, faults, taken
        self._engine: AsyncEngine | None = None
        self._tables: dict[str, Table] = {}
        self._exported = 0

    async def run(self) -> None:
        """Collect and answer, over and over."""
        self._engine = _engine(self._config.exchange)
        try:
            while True:
                if not self._faults.is_down:
                    try:
                        await self._round(self._engine)
                    except (SQLAlchemyError, OSError) as error:
                        self._tables = {}
                        log.info("sandbox.exchange_away", error=type(error).__name__)
                await asyncio.sleep(self._config.collect_s)
        finally:
            await self._engine.dispose()

    async def _round(self, engine: AsyncEngine) -> None:
        if not self._tables:
            self._tables = await _tables(engine)
        if not all(name in self._tables for name in TABLES):
            self._tables = {}
            return
        async with engine.begin() as connection:
            fresh = await self._collect(connection)
        for receipt in fresh:
            self._taken(receipt)
        events = await self._store.do(lambda connection: _unexported(connection, self._exported))
        if events:
            async with engine.begin() as connection:
                for _, body in events:
                    await self._export(connection, body)
            self._exported = events[-1][0]

    async def _collect(self, connection: AsyncConnection) -> list[str]:
        table = self._tables["upproaccept"]
        flag = _column(table, "issync")
        query = select(table) if flag is None else select(table).where(table.c[flag] == "0")
        fresh = []
        for row in (await connection.execute(query)).mappings().all():
            said = {_plain(name): value for name, value in row.items()}
            receipt = await self._store.do(functools.partial(_taken, said=said))
            if receipt:
                fresh.append(receipt)
            if flag is not None:
                key = _name(table, "rowguid")
                await connection.execute(
                    update(table).where(table.c[key] == row[key], table.c[flag] == "0").values({flag: "1"})
                )
        return fresh

    async def _export(self, connection: AsyncConnection, body: Mapping[str, Any]) -> None:
        state, at = str(body["state"]), _moment(body["at"])
        common = {"projectno": body["applicationNo"], "handleusername": body["actor"], "handleuser": body["actor"]}
        text = str(body.get("opinion") or body.get("reason") or body["stage"])
        if state == "special_started":
            return  # the layout has no place for one that goes on
        if state in {"special_ended", "extended"}:
            reason = str(body.get("reason") or "需要进行特别程序")
            values = {
                "specialtype": "1" if state == "extended" else "2",
                "specialname": body.get("special") or body["stage"],
            }
            values |= {"specialreason": reason, "specialtime": at, "endtime": at, "specialexplain": text}
            await self._put(connection, "upprospecialprocedure", common | values, body)
            return
        if state in STEPS or state not in ENDINGS:
            name, event_name = STEPS.get(state, (str(body["stage"]), "8"))
            values = {"processname": name, "eventname": event_name, "eventstarttime": at, "eventendtime": at}
            await self._put(connection, "upproprocess", common | values | {"handleexplain": text}, body)
        if state in ENDINGS:
            values = {"resulttype": ENDINGS[state], "resultdate": at, "resultexplain": text, "isdeliveryresults": "0"}
            await self._put(connection, "upproresult", common | values, body)

    async def _put(
        self, connection: AsyncConnection, name: str, values: Mapping[str, Any], body: Mapping[str, Any]
    ) -> None:
        table = self._tables[name]
        row_id = f"{body['eventId']}{'' if name == 'upproprocess' else name[-3:]}"
        key = table.c[_name(table, "rowguid")]
        if (await connection.execute(select(key).where(key == row_id))).first():
            return  # written before this process began
        said = {
            **values,
            "rowguid": row_id,
            "cdbatch": uuid.uuid4().hex,
            "cdoperation": "I",
            "cdtime": china_now().replace(tzinfo=None, microsecond=0),
            "datasource": "999",
            "cdsource": "999",
            "issync": "0",
        }
        names = {column.name: _plain(column.name) for column in table.columns}
        given = {column: said[plain] for column, plain in names.items() if plain in said}
        await connection.execute(insert(table).values(given))


def _taken(connection: sqlite3.Connection, said: Mapping[str, Any]) -> str:
    """Take the application of a row, or do what its operation says; the receipt number of a new case."""
    number, operation = str(said["projectno"]), str(said["cdoperation"])
    key = f"exchange:{number}"
    arrived(connection, "row", key)
    known = connection.execute("SELECT receipt_no, state FROM cases WHERE key = ?", (key,)).fetchone()
    if known is None:
        if operation == "D":
            return ""
        body = {name: str(value) for name, value in said.items() if value is not None}
        return str(
            take(connection, key, number, "exchange", body | {"itemname": body.get("taskname", "")})["receipt_no"]
        )
    wanted = {"D": "withdraw", "U": "receive_correction"}.get(operation)
    if wanted:
        try:
            act(connection, known["receipt_no"], wanted, {})
        except Refused:
            arrived(connection, "refused", key)
    return ""


def _unexported(connection: sqlite3.Connection, after: int) -> list[tuple[int, dict[str, Any]]]:
    query = (
        "SELECT e.id, e.body FROM events e JOIN cases c ON c.number = e.case_number "
        "WHERE c.via = 'exchange' AND e.id > ? ORDER BY e.id LIMIT 500"
    )
    return [(row["id"], loaded(row)) for row in connection.execute(query, (after,))]


async def _tables(engine: AsyncEngine) -> dict[str, Table]:
    metadata = MetaData()
    async with engine.connect() as connection:
        await connection.run_sync(lambda bare: metadata.reflect(bare, only=lambda name, _: name.startswith("up_pro_")))
    return {_plain(name): table for name, table in metadata.tables.items()}


def _engine(url: str) -> AsyncEngine:
    parsed = make_url(url)
    engine = create_async_engine(parsed.set(drivername=DRIVERS.get(parsed.get_backend_name(), parsed.drivername)))
    if parsed.get_backend_name() == "sqlite":
        # Its driver's own transactions begin too late to be safe beside another writer.
        event.listen(engine.sync_engine, "connect", lambda bare, _: setattr(bare, "isolation_level", None))
        event.listen(engine.sync_engine, "begin", lambda bare: bare.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _column(table: Table, plain: str) -> str | None:
    return next((column.name for column in table.columns if _plain(column.name) == plain), None)


def _name(table: Table, plain: str) -> str:
    found = _column(table, plain)
    if found is None:
        raise LookupError(f"{table.name} has no {plain}")
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
