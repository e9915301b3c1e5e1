"""The front database: one transaction an act, and what its failure means."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from asyncpg import InterfaceError as PostgresInterfaceError
from asyncpg import PostgresError
from sqlalchemy import ColumnElement, Table, func, inspect, make_url, select, type_coerce, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from affairs.approval.errors import Rejected, Unavailable, Unknown
from integrations.approval.exchange.config import DRIVERS, ExchangeConfig
from integrations.approval.exchange.tables import MOMENT, Layout
from integrations.database.engine import make_engine

__all__ = ["AlreadyThere", "FrontDatabase"]

AWAY = (DBAPIError, PostgresError, PostgresInterfaceError, SQLAlchemyError, OSError, TimeoutError)


class AlreadyThere(Exception):
    """A row of that identifier is in the table."""


class FrontDatabase:
    """One database. Connections are made when they are needed."""

    def __init__(self, config: ExchangeConfig, layout: Layout) -> None:
        self.layout = layout
        self._create = config.create_tables
        self._engine = _engine(config)

    async def close(self) -> None:
        """Close the connections."""
        await self._engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading. Raises Unavailable."""
        try:
            await self._prepare()
            async with self._engine.connect() as connection:
                yield connection
        except AWAY as error:
            raise Unavailable(f"front database: {type(error).__name__}") from None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of it or nothing.

        Raises Unavailable when it was undone, Unknown when the commit was not answered, Rejected for
        values that the table does not take, AlreadyThere for an identifier that is taken.
        """
        committing = False
        try:
            await self._prepare()
            async with self._engine.connect() as connection:
                await connection.begin()
                yield connection
                committing = True
                await connection.commit()
        except IntegrityError as error:
            if "null" in str(error.orig).lower():
                raise Rejected("前置库不接收：有一个必填的栏目没有值") from None
            raise AlreadyThere from None
        except DataError:
            raise Rejected("前置库不接收：有一个栏目的值太长或格式不对") from None
        except AWAY as error:
            failure = Unknown if committing else Unavailable
            raise failure(f"front database: {type(error).__name__}") from None

    def stamp(self, table: Table) -> ColumnElement[datetime]:
        """When a row was written. SQLite keeps it as text, which others may have written with fractions or without."""
        column = table.c[self.layout.column("time")]
        return type_coerce(func.datetime(column), MOMENT) if self._engine.dialect.name == "sqlite" else column

    async def rows(self, connection: AsyncConnection, table: str, application_no: str) -> list[Mapping[str, Any]]:
        """The rows of one case in a table (by its name in the database)."""
        at = self.layout.by_target[table]
        found = await connection.execute(select(at).where(at.c[self.layout.case_column] == application_no))
        return [dict(row) for row in found.mappings()]

    async def change(self, connection: AsyncConnection, message: str, row_id: str, values: Mapping[str, Any]) -> None:
        """Change one row."""
        table = self.layout.tables[message]
        await connection.execute(update(table).where(table.c[self.layout.column("id")] == row_id).values(dict(values)))

    async def faults(self) -> list[str]:
        """Tables and columns that are not there, and columns that must not be NULL though nothing fills them."""
        async with self.reading() as connection:
            return await connection.run_sync(self._differences)

    def _differences(self, connection: Connection) -> list[str]:
        inspector = inspect(connection)
        there = set(inspector.get_table_names()) | set(inspector.get_view_names())
        faults = []
        for table in self.layout.tables.values():
            if table.name not in there:
                faults.append(f"there is no table {table.name}")
                continue
            columns = {column["name"]: column for column in inspector.get_columns(table.name)}
            faults += [f"{table.name} has no column {each.name}" for each in table.columns if each.name not in columns]
            faults += [
                f"{table.name}.{name} must not be NULL, and nothing fills it"
                for name, column in columns.items()
                if not column["nullable"]
                and column.get("default") is None
                and not column.get("autoincrement")
                and (name not in table.columns or table.columns[name].nullable)
            ]
        return faults

    async def _prepare(self) -> None:
        if self._create:
            async with self._engine.begin() as connection:
                await connection.run_sync(self.layout.metadata.create_all)
            self._create = False


def _engine(config: ExchangeConfig) -> AsyncEngine:
    url = make_url(config.url.get_secret_value())
    backend = url.get_backend_name()
    if backend in {"sqlite", "postgresql"}:
        return make_engine(
            url.render_as_string(hide_password=False),
            pool_size=4,
            connect_seconds=config.connect_s,
            command_seconds=config.timeout_s,
        )
    named = url.set(drivername=f"{backend}+{DRIVERS[backend]}")
    return create_async_engine(named, pool_size=4, pool_pre_ping=True, pool_recycle=1800, hide_parameters=True)
