"""Everything sealed, sealed anew under the secret in use: after it the secret before may be forgotten.

Row by row within batches; each batch is a transaction that locks what it changes, and what is under the
secret in use already is passed over: so it may be stopped and begun again, beside servers that write.
"""

import base64
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from affairs.appointments.appointment import MarkKind
from integrations.database.application_tables import advisor_findings, application_acts, applications
from integrations.database.appointment_tables import appointment_persons, appointments, booking_persons, no_shows
from integrations.database.case_tables import alerts, call_backs, case_events, ratings, rectifications
from integrations.database.factor_tables import staff_factors
from integrations.database.handover_tables import handover_messages, handovers
from integrations.database.matter_tables import matter_steps, matters
from integrations.database.notice_tables import notices
from integrations.database.people_tables import citizen_logins, citizens, companies, relatives
from integrations.database.preregistration_tables import preregistrations
from integrations.database.statements import AnyRow
from integrations.database.tables import outbox, preferences
from integrations.database.unit_of_work import connected
from integrations.person_keys import PersonKeys

__all__ = ["SEALED", "Resealed", "reseal"]

BATCH = 200
NAMED = (appointment_persons, booking_persons, no_shows, preferences)
"""Where people are known by a keyed name with nothing sealed beside it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table: its sealed columns, and the column whose value, after ``prefix``, is their context."""

    table: Table
    columns: tuple[str, ...]
    context: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Resealed:
    """How far a table is: rows seen, and rows written anew."""

    table: str
    seen: int
    written: int


SEALED = (
    Sealed(citizens, ("name", "id_number", "phone"), "id"),
    Sealed(citizen_logins, ("account",), "channel"),
    Sealed(relatives, ("name", "id_number"), "id"),
    Sealed(companies, ("legal_person",), "credit_code"),
    Sealed(applications, ("payload",), "application_no"),
    Sealed(application_acts, ("details",), "application_no"),
    Sealed(advisor_findings, ("finding",), "application_no"),
    Sealed(preregistrations, ("payload",), "number"),
    Sealed(appointments, ("appeal",), "id"),
    Sealed(case_events, ("payload",), "application_no"),
    Sealed(alerts, ("notice",), "application_no"),
    Sealed(ratings, ("comment",), "case_no"),
    Sealed(rectifications, ("outcome",), "case_no"),
    Sealed(call_backs, ("answers",), "application_no"),
    Sealed(handovers, ("payload",), "id"),
    Sealed(handover_messages, ("payload",), "handover_id"),
    Sealed(matters, ("payload",), "id"),
    Sealed(matter_steps, ("reason",), "matter_id"),
    Sealed(notices, ("words",), "id"),
    Sealed(staff_factors, ("secret",), "staff_id", "staff-factor "),
    Sealed(outbox, (), "key"),
)


async def reseal(engine: AsyncEngine, keys: PersonKeys, *, batch: int = BATCH) -> AsyncIterator[Resealed]:
    """Go over every table; the last count of each. Raises SealBroken for what no secret given opens."""
    for sealed in SEALED:
        after: tuple[Any, ...] | None = None
        seen = written = 0
        while True:
            async with connected(engine) as connection:
                rows = await _rows(connection, sealed.table, after, batch)
                for row in rows:
                    written += await _renewed(connection, sealed, row, keys)
                await connection.commit()
            seen += len(rows)
            if len(rows) < batch:
                break
            after = tuple(getattr(rows[-1], column.name) for column in sealed.table.primary_key)
        yield Resealed(sealed.table.name, seen, written)


async def _rows(connection: AsyncConnection, table: Table, after: tuple[Any, ...] | None, batch: int) -> list[AnyRow]:
    order = tuple(table.primary_key)
    query = select(table).order_by(*order).limit(batch).with_for_update()
    if after is not None:
        query = query.where(tuple_(*order) > after if len(order) > 1 else order[0] > after[0])
    return list(await connection.execute(query))


async def _renewed(connection: AsyncConnection, sealed: Sealed, row: AnyRow, keys: PersonKeys) -> int:
    context = f"{sealed.prefix}{getattr(row, sealed.context)}"
    values: dict[str, Any] = {}
    for name in sealed.columns:
        kept = getattr(row, name)
        if kept and not keys.seal.is_present(kept):
            values[name] = keys.seal.seal(keys.seal.open(kept, context), context)
    values |= _looked_up(sealed.table, row, keys)
    # Also of a row that a server has written since: what knows its person by name alone was not written with it.
    for kind, value in _marks(sealed.table, row, keys):
        for former in keys.former(kind, value):
            await _renamed(connection, former, keys.person(kind, value))
    if not values:
        return 0
    await _written(connection, sealed.table, row, values)
    return 1


async def _written(connection: AsyncConnection, table: Table, row: AnyRow, values: dict[str, Any]) -> None:
    """Write the row; where another stands already under its new name, that one stays alone."""
    this = [column == getattr(row, column.name) for column in table.primary_key]
    try:
        async with connection.begin_nested():
            await connection.execute(update(table).where(*this).values(values))
    except IntegrityError:
        await connection.execute(delete(table).where(*this))
        if table is booking_persons and row.barred_until is not None:  # a bar outlives the name it was set under
            kept = table.c.person == values["person"]
            sooner = or_(table.c.barred_until.is_(None), table.c.barred_until < row.barred_until)
            await connection.execute(update(table).where(kept, sooner).values(barred_until=row.barred_until))


async def _renamed(connection: AsyncConnection, former: str, present: str) -> None:
    """A person in the tables that know people by name alone."""
    for table in NAMED:
        for row in list(await connection.execute(select(table).where(table.c.person == former))):
            await _written(connection, table, row, {"person": present})


def _marks(table: Table, row: AnyRow, keys: PersonKeys) -> Sequence[tuple[str, str]]:
    """By what the person of a row is known elsewhere: their login, their numbers."""
    if table is citizen_logins:
        return [(row.channel, keys.seal.open(row.account, row.channel))]
    if table is companies:
        return [(MarkKind.COMPANY, row.credit_code)]
    if table not in (citizens, relatives):
        return []
    known = [(MarkKind.PERSON, keys.seal.open(row.id_number, row.id))]
    if table is citizens:
        known += [(MarkKind.PHONE, keys.seal.open(row.phone, row.id)), (MarkKind.LICENCE, row.licence or row.id)]
    return [(kind, value) for kind, value in known if value]


def _looked_up(table: Table, row: AnyRow, keys: PersonKeys) -> dict[str, Any]:
    """What is found by a keyed hash, under the secret in use; and payloads that are sealed within their JSON."""
    found: dict[str, Any] = {}
    if table is citizens:
        number, phone = keys.seal.open(row.id_number, row.id), keys.seal.open(row.phone, row.id)
        found = {
            "id_number_key": keys.person("id-number", number) if number else "",
            "phone_key": keys.person("phone", phone) if phone else "",
        }
    elif table is citizen_logins:
        found = {"person": keys.person(row.channel, keys.seal.open(row.account, row.channel))}
    elif table is outbox and isinstance(row.payload.get("sealed"), str):
        kept = base64.b64decode(row.payload["sealed"])
        if not keys.seal.is_present(kept):
            anew = keys.seal.seal(keys.seal.open(kept, row.key), row.key)
            return {"payload": row.payload | {"sealed": base64.b64encode(anew).decode()}}
    return {name: value for name, value in found.items() if getattr(row, name) != value}
