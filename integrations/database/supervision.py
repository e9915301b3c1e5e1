"""Plans of cards, and what supervision was told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.cases.case import Case
from affairs.clock import china_day
from affairs.supervision.alerts import REFUSAL, Alert, Dealt, RefusalNotice
from affairs.supervision.cards import Level, PlannedCard
from affairs.supervision.recipients import Reach
from integrations.database.case_tables import alerts, cases, planned_cards
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseSupervision"]

_notice = msgspec.json.Decoder(RefusalNotice)
PLANNED = ["application_no", "term", "level", "round", "day"]
OF_THE_CASE = ["item_code", "department", "region"]
UNIQUE = ["application_no", "term", "level", "round"]


class DatabaseSupervision:
    """:class:`affairs.supervision.ports.SupervisionRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def plan(self, plans: Mapping[str, Sequence[PlannedCard]]) -> None:
        """Put the plans of cases in place of those before."""
        await self._connection.execute(delete(planned_cards).where(planned_cards.c.application_no.in_(plans)))
        some = [number for number, cards in plans.items() if cards]
        if not some:
            return
        told = select(*(alerts.c[name] for name in UNIQUE)).where(alerts.c.application_no.in_(some))
        dealt = {tuple(row) for row in await self._connection.execute(told)}
        rows = [
            {"application_no": number, "term": c.term, "level": c.level, "round": c.round, "day": c.day}
            for number in some
            for c in plans[number]
            if (number, c.term.value, c.level.value, c.round) not in dealt
        ]
        if rows:
            await self._connection.execute(insert(planned_cards), rows)

    async def deal(self, day: date, limit: int, *, now: datetime) -> Dealt:
        """Tell supervision of what is due, set by set: no card passes through here on its way."""
        first = (
            select(planned_cards.c.id)
            .where(planned_cards.c.day <= day)
            .order_by(planned_cards.c.day, planned_cards.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = list((await self._connection.execute(first)).scalars())
        if not ids:
            return Dealt(0)
        mine = planned_cards.c.id.in_(ids)
        chosen = (
            select(
                *(planned_cards.c[name] for name in PLANNED),
                literal(now, alerts.c.told_at.type),
                *(cases.c[name] for name in OF_THE_CASE),
                literal(b"", alerts.c.notice.type),
            )
            .join_from(planned_cards, cases, cases.c.application_no == planned_cards.c.application_no)
            .where(mine)
            .order_by(planned_cards.c.day, planned_cards.c.id)
        )
        told = upsert(self._connection, alerts).from_select([*PLANNED, "told_at", *OF_THE_CASE, "notice"], chosen)
        fresh = told.on_conflict_do_nothing(index_elements=UNIQUE).returning(alerts.c.application_no, alerts.c.level)
        rows = (await self._connection.execute(fresh)).all()
        await self._connection.execute(delete(planned_cards).where(mine))
        granted = tuple(row.application_no for row in rows if row.level == Level.GRANTED)
        return Dealt(len(ids), len(rows), granted)

    async def refuse(self, case: Case, notice: RefusalNotice, *, now: datetime, kind: str = REFUSAL) -> bool:
        """Tell supervision of a refusal, once an event; False when it was told before."""
        row = {
            "application_no": case.application_no,
            "term": kind,
            "level": kind,
            "round": notice.event,
            "day": china_day(notice.at),
            "told_at": now,
            "item_code": case.item_code,
            "department": case.department[:200],
            "region": case.region,
            "notice": self._keys.seal.seal(msgspec.json.encode(notice).decode(), case.application_no),
        }
        statement = upsert(self._connection, alerts).values(row).on_conflict_do_nothing(index_elements=UNIQUE)
        return (await self._connection.execute(statement)).rowcount == 1

    async def alerts(self, *, limit: int, before: int | None = None, department: str = "") -> Sequence[Alert]:
        """What was told, the latest first."""
        query = select(alerts).order_by(alerts.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(alerts.c.id < before)
        if department:
            query = query.where(alerts.c.department == department)
        return [self._alert(row) for row in await self._connection.execute(query)]

    async def open_alerts(self, reach: Sequence[Reach], limit: int) -> tuple[int, Sequence[Alert]]:
        """How many alerts of open cases lie within any of ``reach``, and the latest of them."""
        within = or_(*(_within(each) for each in reach))
        joined = alerts.join(cases, cases.c.application_no == alerts.c.application_no)
        mine = and_(cases.c.finished_at.is_(None), within)
        count = (await self._connection.execute(select(func.count()).select_from(joined).where(mine))).scalar_one()
        latest = select(alerts).select_from(joined).where(mine).order_by(alerts.c.id.desc()).limit(limit)
        return count, [self._alert(row) for row in await self._connection.execute(latest)]

    async def counts(self, since: datetime, until: datetime) -> dict[tuple[str, str, str], int]:
        """How many were told, by department, item and level."""
        by = (alerts.c.department, alerts.c.item_code, alerts.c.level)
        query = select(*by, func.count()).where(alerts.c.told_at >= since, alerts.c.told_at < until).group_by(*by)
        return {(row[0], row[1], row[2]): row[3] for row in await self._connection.execute(query)}

    def _alert(self, row: AnyRow) -> Alert:
        notice = _notice.decode(self._keys.seal.open(row.notice, row.application_no)) if row.notice else None
        return Alert(
            row.id,
            row.application_no,
            row.term,
            row.level,
            row.day,
            row.told_at,
            row.item_code,
            row.department,
            row.region,
            notice,
        )


def _within(reach: Reach) -> ColumnElement[bool]:
    levels = alerts.c.level.in_(sorted(reach.levels))
    return and_(levels, alerts.c.department == reach.department) if reach.department else levels
