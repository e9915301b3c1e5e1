"""Who of the staff talks with citizens, and whether they are there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.handover.handover import Canned, State
from affairs.handover.routing import Advisor
from integrations.database.handover_tables import advisors, canned_answers, handovers
from integrations.database.staff_tables import departments, staff
from integrations.database.statements import upsert

__all__ = ["DatabaseAdvisors", "DatabaseCanned"]


class DatabaseAdvisors:
    """:class:`affairs.handover.ports.AdvisorRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Sequence[Advisor]:
        """Active staff who were ever at the desk, with their load."""
        return await self._read(_query().order_by(staff.c.login))

    async def of(self, staff_id: str) -> Advisor | None:
        """One of them."""
        return next(iter(await self._read(_query().where(staff.c.id == staff_id))), None)

    async def seen(self, staff_id: str, *, now: datetime) -> None:
        """They are at the desk."""
        statement = upsert(self._connection, advisors).values(staff_id=staff_id, available=True, skills=[], seen_at=now)
        kept = statement.on_conflict_do_update(index_elements=["staff_id"], set_={"seen_at": now})
        await self._connection.execute(kept)

    async def set(self, staff_id: str, *, available: bool, skills: Collection[str], now: datetime) -> None:
        """What they say of themselves."""
        values = {"available": available, "skills": list(skills), "seen_at": now}
        statement = upsert(self._connection, advisors).values(staff_id=staff_id, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=values))

    async def _read(self, query: Select[*tuple[Any, ...]]) -> list[Advisor]:
        return [
            Advisor(
                row.staff_id,
                frozenset(row.skills),
                row.department or "",
                row.region,
                int(row.load or 0),
                row.available,
                row.seen_at,
            )
            for row in await self._connection.execute(query)
        ]


def _query() -> Select[*tuple[Any, ...]]:
    load = (
        select(func.count())
        .where(and_(handovers.c.staff_id == staff.c.id, handovers.c.state == State.TAKEN))
        .correlate(staff)
        .scalar_subquery()
    )
    columns = (advisors, staff.c.region, departments.c.name.label("department"), load.label("load"))
    joined = advisors.join(staff, staff.c.id == advisors.c.staff_id).outerjoin(
        departments, departments.c.id == staff.c.department_id
    )
    return select(*columns).select_from(joined).where(staff.c.disabled_at.is_(None))


class DatabaseCanned:
    """:class:`affairs.handover.ports.CannedRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Sequence[Canned]:
        """By title."""
        rows = await self._connection.execute(select(canned_answers).order_by(canned_answers.c.title))
        return [Canned(**row._mapping) for row in rows]

    async def add(self, canned: Canned) -> None:
        """Keep one."""
        row = {"id": canned.id, "title": canned.title, "text": canned.text, "made_by": canned.made_by}
        await self._connection.execute(insert(canned_answers).values(row))

    async def remove(self, canned_id: str) -> bool:
        """Throw one away; False when there is none."""
        gone = delete(canned_answers).where(canned_answers.c.id == canned_id)
        return (await self._connection.execute(gone)).rowcount == 1
