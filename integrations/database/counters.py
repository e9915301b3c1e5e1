"""The counters of slots: how many places are taken. A slot that nobody touched has none."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.appointments.appointment import Key
from affairs.appointments.ports import Cut
from affairs.appointments.supply import Quota
from integrations.database.appointment_tables import slot_counters as table
from integrations.database.statements import insert_new

__all__ = ["give_back", "take", "taken", "taken_by_day"]

COLUMNS = ("day", "window", "start", "quota")
_MORE = (
    update(table)
    .where(*(table.c[name] == bindparam(f"of_{name}") for name in COLUMNS), table.c.taken < bindparam("capacity"))
    .values(taken=table.c.taken + 1)
)
_TAKEN = select(table).where(
    table.c.day.between(bindparam("first"), bindparam("last")),
    table.c.window.in_(bindparam("windows", expanding=True)),
    table.c.quota.in_(bindparam("quotas", expanding=True)),
)
"""Both are on the way of every booking: built once."""


async def take(connection: AsyncConnection, key: Key, capacity: int) -> bool:
    """Take one place by one conditional UPDATE; False when it touched no row, so that the slot is full.

    What fails keeps no lock, so whoever looks from window to window for one place holds none while waiting.
    """
    if capacity < 1:
        return False
    slot = {"of_day": key.day, "of_window": key.window, "of_start": key.start, "of_quota": key.quota}
    slot["capacity"] = capacity
    if (await connection.execute(_MORE, slot)).rowcount == 1:
        return True
    row = {"day": key.day, "window": key.window, "start": key.start, "quota": key.quota, "taken": 1}
    fresh = insert_new(connection.dialect.name, table, COLUMNS, "taken")
    if (await connection.execute(fresh, row)).first() is not None:
        return True
    # There is a row, full or made a moment ago by another.
    return (await connection.execute(_MORE, slot)).rowcount == 1


def _is(key: Key) -> ColumnElement[bool]:
    return and_(
        table.c.day == key.day, table.c.window == key.window, table.c.start == key.start, table.c.quota == key.quota
    )


async def give_back(connection: AsyncConnection, keys: Sequence[Key]) -> None:
    """Give places back; in the order of keys."""
    for key in sorted(keys):
        await connection.execute(update(table).where(_is(key), table.c.taken > 0).values(taken=table.c.taken - 1))


async def taken(
    connection: AsyncConnection, first: date, last: date, windows: Collection[str], quotas: Collection[Quota]
) -> Mapping[Key, int]:
    """Places taken, by slot."""
    asked = {"first": first, "last": last, "windows": list(windows), "quotas": list(quotas)}
    rows = await connection.execute(_TAKEN, asked)
    return {Key(row.day, row.window, row.start, Quota(row.quota)): row.taken for row in rows}


async def taken_by_day(
    connection: AsyncConnection, first: date, last: date, windows: Collection[str], quota: Quota, cuts: Sequence[Cut]
) -> Mapping[date, int]:
    """Places of a quota taken at these windows, by day; of the days of ``cuts`` only what begins late enough."""
    query = (
        select(table.c.day, func.sum(table.c.taken).label("taken"))
        .where(_among(first, last, windows, [quota]))
        .group_by(table.c.day)
    )
    if cuts:
        query = query.where(not_(or_(*(and_(table.c.day == cut.day, table.c.start < cut.start) for cut in cuts))))
    return {row.day: int(row.taken) for row in await connection.execute(query)}


def _among(first: date, last: date, windows: Collection[str], quotas: Collection[Quota]) -> ColumnElement[bool]:
    return and_(table.c.day.between(first, last), table.c.window.in_(windows), table.c.quota.in_(quotas))
