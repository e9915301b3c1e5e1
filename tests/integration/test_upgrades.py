"""A database in use is upgraded with all that is in it, from every earlier schema on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from blockbuster import BlockBuster
from sqlalchemy import Connection, MetaData, Table, func, insert, make_url, select

from integrations.database.engine import make_engine
from integrations.database.schema import _config, check, upgrade

EARLIER = [f"{number:04}" for number in range(1, 18)]
VALUES: Mapping[type, Any] = {
    str: "1",
    int: 1,
    float: 1.0,
    bool: True,
    bytes: b"1",
    dict: {},
    object: {},
    date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2, tzinfo=UTC),
}


def value_of(table: Table, row: Mapping[str, Any], name: str) -> Any:
    column = table.c[name]
    kind = column.type.python_type
    value = VALUES[kind]
    if kind is datetime and not getattr(column.type, "timezone", False):
        value = value.replace(tzinfo=None)
    return value


def fill(connection: Connection, revision: str) -> dict[str, int]:
    """One row in every table; how many there are."""
    command.upgrade(_config(connection), revision)
    known = MetaData()
    known.reflect(connection)
    counts = {}
    for table in known.sorted_tables:
        if table.name == "alembic_version":
            continue
        row: dict[str, Any] = {}
        for column in table.columns:
            for key in column.foreign_keys:
                row[column.name] = connection.scalar(select(key.column))
            if column.name not in row and not column.nullable:
                row[column.name] = value_of(table, row, column.name)
        if not connection.scalar(select(func.count()).select_from(table)):
            connection.execute(insert(table).values(row))
        counts[table.name] = connection.scalar(select(func.count()).select_from(table))
    return counts


def count(connection: Connection) -> dict[str, int]:
    known = MetaData()
    known.reflect(connection)
    return {each.name: connection.scalar(select(func.count()).select_from(each)) for each in known.sorted_tables}


@pytest.mark.parametrize("revision", EARLIER)
async def test_a_database_in_use_keeps_all_that_is_in_it(empty_url: str, revision: str, blockbuster: BlockBuster):
    blockbuster.deactivate()  # migrations read their scripts
    if (file := make_url(empty_url).database) and empty_url.startswith("sqlite"):
        Path(file).parent.mkdir(parents=True)
    engine = make_engine(empty_url, pool_size=1)
    async with engine.begin() as connection:
        before = await connection.run_sync(fill, revision)
    await engine.dispose()
    await upgrade(empty_url)
    assert (await check(empty_url)).up_to_date
    engine = make_engine(empty_url, pool_size=1)
    async with engine.connect() as connection:
        after = await connection.run_sync(count)
    await engine.dispose()
    assert {name: after.get(name) for name in before} == before
