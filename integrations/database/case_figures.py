"""Cases counted by department and item."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.approval.updates import UpdateKind
from affairs.cases.case import Phase
from affairs.supervision.figures import ItemFigures
from integrations.database.case_tables import case_events, cases
from knowledge.guide import CaseType

__all__ = ["figures_by_item"]

BY = (cases.c.department, cases.c.item_code)
REFUSED = (Phase.NOT_ACCEPTED, Phase.REFUSED)


async def figures_by_item(connection: AsyncConnection, since: datetime, until: datetime) -> Sequence[ItemFigures]:
    """What was received, accepted, closed, corrected from ``since`` until before ``until``; each in its own scan."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for query in _queries(since, until):
        for row in (await connection.execute(query)).mappings():
            counts = dict(row)
            key = (counts.pop("department"), counts.pop("item_code"))
            found.setdefault(key, {}).update({name: value for name, value in counts.items() if value is not None})
    return [ItemFigures(department, item, **counts) for (department, item), counts in found.items()]


def _queries(since: datetime, until: datetime) -> Sequence[Select[*tuple[Any, ...]]]:
    return (
        _span(_counted("received"), cases.c.submitted_at, since, until),
        _span(_counted("accepted"), cases.c.accepted_at, since, until),
        _span(_closed(), cases.c.finished_at, since, until),
        _span(_corrected(), case_events.c.at, since, until),
    )


def _span(query: Select[*tuple[Any, ...]], column: Any, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    return query.where(column >= since, column < until).group_by(*BY)


def _counted(name: str) -> Select[*tuple[Any, ...]]:
    return select(*BY, func.max(cases.c.item_name).label("item_name"), func.count().label(name))


def _closed() -> Select[*tuple[Any, ...]]:
    promised = func.coalesce(cases.c.promised_days, cases.c.statutory_days)
    timed = cases.c.on_time.is_not(None)
    return select(
        *BY,
        func.max(cases.c.item_name).label("item_name"),
        func.count().label("closed"),
        func.count().filter(cases.c.case_type == CaseType.IMMEDIATE).label("immediate"),
        func.count().filter(timed).label("timed"),
        func.count().filter(cases.c.on_time.is_(True)).label("on_time"),
        func.sum(cases.c.days_used).filter(timed).label("days_used"),
        func.sum(promised).filter(timed).label("days_promised"),
        func.count().filter(cases.c.phase.in_(REFUSED)).label("refused"),
    )


def _corrected() -> Select[*tuple[Any, ...]]:
    asked = and_(case_events.c.kind == UpdateKind.CORRECTION_ASKED, case_events.c.standing != "backward")
    return (
        _counted("corrections")
        .join_from(case_events, cases, cases.c.application_no == case_events.c.application_no)
        .where(asked)
    )
