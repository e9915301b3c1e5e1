"""Places on their way back, and the waiting list."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.appointments.appointment import Appointment, Freed, Waiting, WaitingState
from affairs.appointments.supply import Quota
from integrations.database.appointment_tables import freed_places as freed
from integrations.database.appointment_tables import waiting_list
from integrations.database.statements import AnyRow, upsert

__all__ = ["DatabaseFreed"]

GOING_ON = (WaitingState.WAITING, WaitingState.OFFERED)


class DatabaseFreed:
    """:class:`affairs.appointments.ports.FreedRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, appointment: Appointment, due_at: datetime, *, first: int = 0) -> None:
        """Let an appointment's places from the ``first`` on come back at ``due_at``."""
        row = {
            **{name: getattr(appointment, name) for name in ("venue", "window", "day", "minutes", "quota")},
            "start": appointment.start + first * appointment.minutes,
            "slots": appointment.slots - first,
            "due_at": due_at,
        }
        await self._connection.execute(insert(freed).values(row))

    async def claim_due(self, now: datetime, limit: int) -> Sequence[Freed]:
        """Those whose time has come, taken out; nobody else gets them."""
        query = select(freed.c.id).where(freed.c.due_at <= now).order_by(freed.c.due_at, freed.c.id).limit(limit)
        chosen = query.with_for_update(skip_locked=True).cte("due").prefix_with("MATERIALIZED", dialect="postgresql")
        statement = delete(freed).where(freed.c.id.in_(select(chosen.c.id))).returning(freed)
        rows = (await self._connection.execute(statement)).all()
        return [_freed(row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]

    async def pending(self, since: date) -> Sequence[Freed]:
        """Those of days from ``since`` on that are not claimed yet."""
        query = select(freed).where(freed.c.day >= since).order_by(freed.c.id)
        return [_freed(row) for row in await self._connection.execute(query)]

    async def drop(self, freed_id: int) -> bool:
        """Take one out; False when it is gone."""
        return (await self._connection.execute(delete(freed).where(freed.c.id == freed_id))).rowcount == 1

    async def join(self, waiting: Waiting) -> Waiting:
        """Put somebody on the list; whoever waits for the item already stays where they are."""
        row = {
            **{name: getattr(waiting, name) for name in ("citizen_id", "whom", "item", "venue", "quota", "state")},
            "first_day": waiting.first,
            "last_day": waiting.last,
            "appointment": waiting.appointment,
            "created_at": waiting.created_at,
            "waits_for": f"{waiting.citizen_id} {waiting.whom} {waiting.item}",
        }
        statement = upsert(self._connection, waiting_list).values(row)
        fresh = statement.on_conflict_do_nothing(index_elements=["waits_for"]).returning(waiting_list)
        found = (await self._connection.execute(fresh)).first()
        if found is None:
            mine = waiting_list.c.waits_for == row["waits_for"]
            found = (await self._connection.execute(select(waiting_list).where(mine))).one()
        return _waiting(found)

    async def waiting(self, waiting_id: int, *, lock: bool = False) -> Waiting | None:
        """One entry, or None."""
        query = select(waiting_list).where(waiting_list.c.id == waiting_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return _waiting(row) if row else None

    async def waits_of(self, citizen_id: str) -> Sequence[Waiting]:
        """A citizen's entries that did not end, the oldest first."""
        mine = and_(waiting_list.c.citizen_id == citizen_id, waiting_list.c.state.in_(GOING_ON))
        rows = await self._connection.execute(select(waiting_list).where(mine).order_by(waiting_list.c.id))
        return [_waiting(row) for row in rows]

    async def next_for(self, items: Collection[str], venue: str, day: date, quota: Quota) -> Waiting | None:
        """The first who waits for a place like this, locked."""
        fits = and_(
            waiting_list.c.state == WaitingState.WAITING,
            waiting_list.c.item.in_(items),
            or_(waiting_list.c.venue == "", waiting_list.c.venue == venue),
            waiting_list.c.first_day <= day,
            waiting_list.c.last_day >= day,
            waiting_list.c.quota == quota,
        )
        query = select(waiting_list).where(fits).order_by(waiting_list.c.id).limit(1)
        row = (await self._connection.execute(query.with_for_update(skip_locked=True))).first()
        return _waiting(row) if row else None

    async def settle(
        self, waiting_id: int, state: WaitingState, *, expected: Collection[WaitingState], appointment: str = ""
    ) -> bool:
        """Move an entry on; False when it was in none of the ``expected`` states."""
        values: dict[str, Any] = {"state": state}
        if appointment:
            values["appointment"] = appointment
        if state not in GOING_ON:
            values["waits_for"] = None
        this = and_(waiting_list.c.id == waiting_id, waiting_list.c.state.in_(expected))
        return (await self._connection.execute(update(waiting_list).where(this).values(values))).rowcount == 1


def _freed(row: AnyRow) -> Freed:
    values = {**row._mapping, "quota": Quota(row.quota)}
    return Freed(**values)


def _waiting(row: AnyRow) -> Waiting:
    names = ("id", "citizen_id", "whom", "item", "venue", "created_at", "appointment")
    values = {name: getattr(row, name) for name in names}
    return Waiting(
        **values, first=row.first_day, last=row.last_day, quota=Quota(row.quota), state=WaitingState(row.state)
    )
