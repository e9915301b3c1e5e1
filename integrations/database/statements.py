"""The statements that SQLite and PostgreSQL share without sharing a class."""

from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["AnyRow", "upsert"]

AnyRow = Row[*tuple[Any, ...]]
"""A row of any columns."""


def upsert(connection: AsyncConnection, table: Table) -> PostgresInsert | SqliteInsert:
    """An INSERT that knows ON CONFLICT, in the dialect of the connection."""
    return insert_sqlite(table) if connection.dialect.name == "sqlite" else insert_postgresql(table)
