"""Cases and what happened to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, and_, bindparam, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.applications.application import Principal, PrincipalKind
from affairs.approval.updates import ProgressUpdate
from affairs.cases.case import Case, CaseEvent, Phase, Standing, Waiting
from affairs.cases.ports import CaseFigures
from affairs.supervision.figures import ItemFigures
from integrations.database.case_figures import figures_by_item
from integrations.database.case_tables import case_events, cases
from integrations.database.questions import storable
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required
from knowledge.guide import CaseType, LimitUnit, TimeLimit

__all__ = ["DatabaseCases", "row_of"]

_update = msgspec.json.Decoder(ProgressUpdate)
_ENDED = (Phase.NOT_ACCEPTED, Phase.REFUSED)
TEXTS = {"stage": 200, "foreign": 200, "department": 200, "receipt_no": 64, "item_name": 500}
"""Longest texts of the columns that others fill."""


class DatabaseCases:
    """:class:`affairs.cases.ports.CaseRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add(self, new: Sequence[Case]) -> Collection[str]:
        """Store new ones, in the order of their numbers; which were not there already."""
        statement = upsert(self._connection, cases).on_conflict_do_nothing().returning(cases.c.application_no)
        rows = [row_of(case) for case in sorted(new, key=_number)]
        return set((await self._connection.execute(statement, rows)).scalars()) if rows else set()

    async def get(self, application_no: str, *, lock: bool = False) -> Case | None:
        """One of them, or None."""
        query = select(cases).where(cases.c.application_no == application_no)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return _case(row) if row else None

    async def by_receipt(self, system: str, receipt_no: str) -> str | None:
        """Our number of the case that a system knows by its own."""
        query = select(cases.c.application_no).where(cases.c.system == system, cases.c.receipt_no == receipt_no)
        return (await self._connection.execute(query.limit(1))).scalar()

    async def save(self, changed: Sequence[Case]) -> None:
        """Store what changed."""
        if changed:
            rows = [row_of(case) | {"this": case.application_no} for case in sorted(changed, key=_number)]
            await self._connection.execute(_SAVE, rows)

    async def append(self, application_no: str, event: CaseEvent) -> bool:
        """Keep what happened; False when this system told the same event before."""
        told = event.update
        row = {
            "application_no": application_no,
            "system": told.system,
            "event_id": told.event_id,
            "kind": told.kind,
            "at": told.at,
            "recorded_at": event.recorded_at,
            "standing": event.standing,
            "payload": self._keys.seal.seal(msgspec.json.encode(told).decode(), application_no),
        }
        statement = upsert(self._connection, case_events).values(row)
        kept = statement.on_conflict_do_nothing(index_elements=["system", "event_id"])
        return (await self._connection.execute(kept)).rowcount == 1

    async def events(self, application_no: str) -> Sequence[CaseEvent]:
        """What happened, in the order in which it was recorded."""
        query = select(case_events).where(case_events.c.application_no == application_no)
        return [self._event(row) for row in await self._connection.execute(query.order_by(case_events.c.id))]

    async def several(
        self, numbers: Sequence[str], *, lock: bool = False
    ) -> Mapping[str, tuple[Case, Sequence[CaseEvent]]]:
        """Those of the cases that are there, with what happened to them; locked in the order of their numbers."""
        wanted = select(cases).where(cases.c.application_no.in_(numbers)).order_by(cases.c.application_no)
        wanted = wanted.with_for_update() if lock else wanted
        told = select(case_events).where(case_events.c.application_no.in_(numbers)).order_by(case_events.c.id)
        found = {row.application_no: _case(row) for row in await self._connection.execute(wanted)}
        if not found:
            return {}
        events: dict[str, list[CaseEvent]] = {number: [] for number in found}
        for row in await self._connection.execute(told):
            events[row.application_no].append(self._event(row))
        return {number: (case, events[number]) for number, case in found.items()}

    async def counted_otherwise(self, calendar: str, after: str, limit: int) -> Sequence[str]:
        """Open cases whose cards were planned by another calendar, by number."""
        open_ones = and_(cases.c.finished_at.is_(None), cases.c.application_no > after)
        query = select(cases.c.application_no).where(open_ones, cases.c.calendar != calendar, cases.c.calendar != "")
        return list((await self._connection.execute(query.order_by(cases.c.application_no).limit(limit))).scalars())

    async def planned(self, numbers: Sequence[str], calendar: str) -> None:
        """Keep by which calendar the cards of cases were planned."""
        these = cases.c.application_no.in_(numbers)
        await self._connection.execute(update(cases).where(these).values(calendar=calendar))

    async def durations(self, items: Collection[str], limit: int) -> Mapping[str, Sequence[int]]:
        """Days that the last decided cases of each item took: as many short looks at an index as items, at once."""
        found: dict[str, list[int]] = {item: [] for item in items}
        if found:
            looks = [select(_last_of(item, limit).subquery()) for item in found]
            for row in await self._connection.execute(union_all(*looks)):
                found[row.item_code].append(row.days_used)
        return found

    async def figures(self, since: datetime, until: datetime) -> CaseFigures:
        """How many were received, accepted and closed in a span."""
        counts = {
            name: await self._count(column, since, until)
            for name, column in (("received", cases.c.submitted_at), ("accepted", cases.c.accepted_at))
        }
        closed = and_(cases.c.finished_at >= since, cases.c.finished_at < until)
        query = select(
            func.count(),
            func.count().filter(cases.c.case_type == CaseType.IMMEDIATE),
            func.count().filter(cases.c.on_time.is_(True)),
            func.count().filter(cases.c.on_time.is_not(None)),
            func.count().filter(cases.c.phase.in_(_ENDED)),
        ).where(closed)
        row = (await self._connection.execute(query)).one()
        return counts | dict(zip(("closed", "immediate", "on_time", "timed", "refused"), row, strict=True))

    async def by_item(self, since: datetime, until: datetime) -> Sequence[ItemFigures]:
        """The same and more, by department and item."""
        return await figures_by_item(self._connection, since, until)

    async def _count(self, column: Any, since: datetime, until: datetime) -> int:
        query = select(func.count()).select_from(cases).where(column >= since, column < until)
        return int((await self._connection.execute(query)).scalar_one())

    def _event(self, row: AnyRow) -> CaseEvent:
        told = _update.decode(self._keys.seal.open(row.payload, row.application_no))
        return CaseEvent(told, row.recorded_at, Standing(row.standing))


_SAVE = update(cases).where(cases.c.application_no == bindparam("this"))


def _number(case: Case) -> str:
    return case.application_no


def _last_of(item: str, limit: int) -> Select[tuple[str, int]]:
    decided = and_(cases.c.finished_at.is_not(None), cases.c.days_used.is_not(None))
    of_item = select(cases.c.item_code, cases.c.days_used).where(cases.c.item_code == item, decided)
    return of_item.order_by(cases.c.finished_at.desc()).limit(limit)


def row_of(case: Case) -> dict[str, Any]:
    """The case as a row of its table."""
    return {
        "application_no": case.application_no,
        "citizen_id": case.citizen_id,
        "principal_kind": case.principal.kind,
        "principal_id": case.principal.id,
        "system": case.system,
        "item_code": case.item_code,
        "item_type": case.item_type,
        "variant": case.variant,
        "region": case.region,
        "case_type": case.case_type,
        "statutory_days": case.statutory.days if case.statutory else None,
        "statutory_unit": case.statutory.unit if case.statutory else None,
        "promised_days": case.promised.days if case.promised else None,
        "promised_unit": case.promised.unit if case.promised else None,
        "phase": case.phase,
        "waiting": case.waiting,
        "stage_since": case.stage_since,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
        "finished_at": case.finished_at,
        "changed_at": case.changed_at,
        "days_used": case.days_used,
        "on_time": case.on_time,
        "calendar": case.calendar,
    } | {name: storable(getattr(case, name))[:length] for name, length in TEXTS.items()}


def _case(row: AnyRow) -> Case:
    return Case(
        application_no=row.application_no,
        citizen_id=row.citizen_id,
        item_code=row.item_code,
        item_name=row.item_name,
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
        principal=Principal(PrincipalKind(row.principal_kind), row.principal_id),
        system=row.system,
        receipt_no=row.receipt_no,
        variant=row.variant,
        region=row.region,
        department=row.department,
        item_type=row.item_type,
        case_type=CaseType(row.case_type),
        statutory=_limit(row.statutory_days, row.statutory_unit),
        promised=_limit(row.promised_days, row.promised_unit),
        phase=Phase(row.phase),
        waiting=Waiting(row.waiting),
        stage=row.stage,
        stage_since=row.stage_since,
        foreign=row.foreign,
        accepted_at=row.accepted_at,
        finished_at=row.finished_at,
        days_used=row.days_used,
        on_time=row.on_time,
        calendar=row.calendar,
    )


def _limit(days: int | None, unit: str | None) -> TimeLimit | None:
    return None if days is None or unit is None else TimeLimit(days, LimitUnit(unit))
