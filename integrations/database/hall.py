"""Tickets, their numbers, and open windows."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, insert, not_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.appointments.appointment import Appointment, MarkKind, State
from affairs.appointments.supply import Quota
from affairs.clock import china_day
from affairs.errors import WindowBusy
from affairs.hall.ticket import OPEN, Desk, Line, Ticket, TicketState
from integrations.database.appointment_tables import appointment_persons as persons
from integrations.database.appointment_tables import appointments
from integrations.database.hall_tables import hall_days, hall_desks, hall_lines
from integrations.database.hall_tables import hall_tickets as table
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseHall"]

BETWEEN_ITEMS = "\n"


class DatabaseHall:
    """:class:`affairs.hall.ports.HallRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._keys = connection, keys

    async def hold(self, venue: str, day: date) -> None:
        """Let nobody else change anything of a venue's day; count the change."""
        fresh = upsert(self._connection, hall_days).values(venue=venue, day=day, changes=1)
        more = {"changes": hall_days.c.changes + 1}
        await self._connection.execute(fresh.on_conflict_do_update(index_elements=["venue", "day"], set_=more))

    async def changes(self, venue: str, day: date) -> int:
        """How often a venue's day was changed."""
        query = select(hall_days.c.changes).where(hall_days.c.venue == venue, hall_days.c.day == day)
        return (await self._connection.execute(query)).scalar() or 0

    async def number(self, venue: str, day: date, line: Line) -> int:
        """The next number of a line."""
        fresh = upsert(self._connection, hall_lines).values(venue=venue, day=day, line=line, last=1)
        more = fresh.on_conflict_do_update(
            index_elements=["venue", "day", "line"], set_={"last": hall_lines.c.last + 1}
        )
        return int((await self._connection.execute(more.returning(hall_lines.c.last))).scalar_one())

    async def add(self, ticket: Ticket) -> None:
        """Store a new one."""
        await self._connection.execute(insert(table).values(_row(ticket)))

    async def get(self, ticket_id: str) -> Ticket | None:
        """One of them, or None."""
        return next(iter(await self._all(select(table).where(table.c.id == ticket_id))), None)

    async def of_appointment(self, appointment_id: str) -> Ticket | None:
        """The ticket of an appointment, or None."""
        return next(iter(await self._all(select(table).where(table.c.appointment == appointment_id))), None)

    async def of_citizen(self, citizen_id: str, day: date) -> Sequence[Ticket]:
        """A citizen's tickets of a day, the latest taken first."""
        mine = select(table).where(table.c.citizen_id == citizen_id, table.c.day == day)
        return await self._all(mine.order_by(table.c.taken_at.desc(), table.c.id))

    async def of_day(self, venue: str, day: date) -> Sequence[Ticket]:
        """All tickets of a venue's day."""
        theirs = select(table).where(table.c.venue == venue, table.c.day == day)
        return await self._all(theirs.order_by(table.c.line, table.c.number))

    async def move(self, ticket: Ticket, expected: Collection[TicketState], *, revision: int) -> bool:
        """Store what changed, if nobody else was quicker. Raises WindowBusy."""
        same = and_(table.c.id == ticket.id, table.c.state.in_(expected), table.c.revision == revision)
        row = {name: value for name, value in _row(ticket).items() if name not in {"id", "warned"}}
        try:
            return (await self._connection.execute(update(table).where(same).values(row))).rowcount == 1
        except IntegrityError as error:
            raise WindowBusy from error

    async def warn(self, ticket_id: str) -> bool:
        """Mark as told that few are ahead; False when it was already."""
        mine = and_(table.c.id == ticket_id, not_(table.c.warned))
        return (await self._connection.execute(update(table).where(mine).values(warned=True))).rowcount == 1

    async def past(self, before: date, limit: int) -> Sequence[Ticket]:
        """Open tickets of days before ``before``, locked."""
        old = select(table).where(table.c.state.in_(OPEN), table.c.day < before).order_by(table.c.day, table.c.id)
        return await self._all(old.limit(limit).with_for_update(skip_locked=True))

    async def unattended(self, before: datetime, since: date, limit: int) -> Sequence[str]:
        """Confirmed appointments that nobody kept."""
        absent = and_(table.c.state == TicketState.ABSENT, appointments.c.day <= china_day(before))
        used = exists().where(hall_lines.c.venue == appointments.c.venue, hall_lines.c.day == appointments.c.day)
        over = and_(appointments.c.day.between(since, china_day(before)), appointments.c.day < china_day(before))
        query = (
            select(appointments.c.id)
            .outerjoin(table, table.c.appointment == appointments.c.id)
            .where(appointments.c.state == State.CONFIRMED, appointments.c.day >= since)
            .where(or_(absent, and_(table.c.id.is_(None), over, used)))
            .order_by(appointments.c.day, appointments.c.start, appointments.c.id)
        )
        return [row.id for row in await self._connection.execute(query.limit(limit))]

    async def by_phone(self, phone: str, day: date) -> Sequence[Appointment]:
        """Confirmed appointments of a day that are counted under a phone number, the first first."""
        names = required(self._keys).all_of(MarkKind.PHONE, phone)
        theirs = select(persons.c.appointment_id).where(
            persons.c.person.in_(names), persons.c.kind == MarkKind.PHONE, persons.c.day == day
        )
        query = select(appointments).where(
            appointments.c.id.in_(theirs), appointments.c.day == day, appointments.c.state == State.CONFIRMED
        )
        return await self._appointments(query.order_by(appointments.c.start, appointments.c.id))

    async def desks(self, venue: str) -> Sequence[Desk]:
        """The open windows of a venue."""
        query = select(hall_desks).where(hall_desks.c.venue == venue).order_by(hall_desks.c.window)
        return [_desk(row) for row in await self._connection.execute(query)]

    async def desk_of(self, staff_id: str) -> Desk | None:
        """Where somebody sits, or None."""
        row = (await self._connection.execute(select(hall_desks).where(hall_desks.c.staff_id == staff_id))).first()
        return _desk(row) if row else None

    async def open(self, desk: Desk, *, before: datetime) -> bool:
        """Open a window, leaving any other; False while somebody else sits there since ``before`` or later."""
        elsewhere = and_(hall_desks.c.staff_id == desk.staff_id, hall_desks.c.window != desk.window)
        await self._connection.execute(delete(hall_desks).where(elsewhere))
        values = {"window": desk.window, "venue": desk.venue, "staff_id": desk.staff_id, "since": desk.since}
        fresh = upsert(self._connection, hall_desks).values(values)
        free = or_(hall_desks.c.staff_id == desk.staff_id, hall_desks.c.since < before)
        changed = fresh.on_conflict_do_update(index_elements=["window"], set_=values, where=free)
        return (await self._connection.execute(changed.returning(hall_desks.c.window))).first() is not None

    async def close(self, staff_id: str) -> None:
        """Leave the window."""
        await self._connection.execute(delete(hall_desks).where(hall_desks.c.staff_id == staff_id))

    async def between(self, venue: str, first: date, last: date, limit: int) -> Sequence[Ticket]:
        """Tickets of a venue from ``first`` through ``last``, the latest days first."""
        theirs = select(table).where(table.c.venue == venue, table.c.day.between(first, last))
        return await self._all(theirs.order_by(table.c.day.desc(), table.c.line, table.c.number).limit(limit))

    async def expected(self, venue: str, day: date) -> Sequence[Appointment]:
        """Confirmed appointments of a venue's day that nobody checked in for, in the order of time."""
        here = exists().where(table.c.appointment == appointments.c.id)
        query = select(appointments).where(
            appointments.c.venue == venue, appointments.c.day == day, appointments.c.state == State.CONFIRMED, ~here
        )
        return await self._appointments(query.order_by(appointments.c.start, appointments.c.id))

    async def _appointments(self, query: Select[Any]) -> list[Appointment]:
        return [_appointment(row) for row in await self._connection.execute(query)]

    async def _all(self, query: Select[Any]) -> list[Ticket]:
        return [_ticket(row) for row in await self._connection.execute(query)]


def _appointment(row: AnyRow) -> Appointment:
    """Without what was said in an appeal, which concerns nobody in the hall."""
    values = dict(row._mapping) | {"items": tuple(row.items.split(BETWEEN_ITEMS)), "appeal": ""}
    return Appointment(**values | {"quota": Quota(row.quota), "state": State(row.state)})


def _row(ticket: Ticket) -> dict[str, Any]:
    names = [column.name for column in table.c if column.name not in {"holds", "items", "appointment"}]
    return {name: getattr(ticket, name) for name in names} | {
        "items": BETWEEN_ITEMS.join(ticket.items),
        "appointment": ticket.appointment or None,
        "holds": ticket.window if ticket.state is TicketState.CALLED else None,
    }


def _ticket(row: AnyRow) -> Ticket:
    values = {name: value for name, value in row._mapping.items() if name != "holds"}
    values |= {"line": Line(row.line), "state": TicketState(row.state), "appointment": row.appointment or ""}
    return Ticket(**values | {"items": tuple(row.items.split(BETWEEN_ITEMS))})


def _desk(row: AnyRow) -> Desk:
    return Desk(row.venue, row.window, row.staff_id, row.since)
