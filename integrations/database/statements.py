"""The statements that SQLite and PostgreSQL share without sharing a class."""

from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, Table
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["AnyRow", "insert_new", "upsert"]

AnyRow = Row[*tuple[Any, ...]]
"""A row of any columns."""


@cache
def insert_new(dialect: str, table: Table, unique: tuple[str, ...], returning: str = "") -> Executable:
    """An INSERT that leaves alone what is there already, to be given its rows as parameters.

    Made once: building a statement takes SQLAlchemy longer than the database takes to carry it out.
    """
    made = insert_sqlite(table) if dialect == "sqlite" else insert_postgresql(table)
    kept = made.on_conflict_do_nothing(index_elements=list(unique))
    return kept.returning(table.c[returning]) if returning else kept


def upsert(connection: AsyncConnection, table: Table) -> PostgresInsert | SqliteInsert:
    """An INSERT that knows ON CONFLICT, in the dialect of the connection."""
    return insert_sqlite(table) if connection.dialect.name == "sqlite" else insert_postgresql(table)
