"""Many rows stored at once.

SQLite is asked from a thread beside the event loop, which takes the interpreter anew for every row of an
``executemany``: under load the loop waits for it three times a row, and starts again with cold caches. As one value
the rows cost it twice a batch. PostgreSQL's driver sends them together as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Dialect, Executable, Table, Text, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["insert_many"]

_ROWS = "rows"
_Process = Callable[[Any], Any] | None
_encode = msgspec.json.Encoder().encode


async def insert_many(
    connection: AsyncConnection, table: Table, columns: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert ``rows``, each of which has a value for all of ``columns``; all of them or, with an error, none.

    Text in them must be storable; numbers are those of JSON.
    """
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        await connection.execute(insert(table), [dict(row) for row in rows])
        return
    processes = _processes(connection.dialect, table, columns)
    packed = [
        [row[name] if process is None else process(row[name]) for name, process in processes.items()] for row in rows
    ]
    await connection.execute(_from_json(table, columns), {_ROWS: _encode(packed).decode()})


def _processes(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> Mapping[str, _Process]:
    """How a value of each column is made what the driver takes (a time its text, JSON its text)."""
    return {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns}


@cache
def _from_json(table: Table, columns: tuple[str, ...]) -> Executable:
    given = func.json_each(bindparam(_ROWS, type_=Text)).table_valued("value", name="given")
    values = (func.json_extract(given.c.value, f"$[{at}]") for at in range(len(columns)))
    return insert(table).from_select(columns, select(*values))
