"""Cases that were drawn for a call-back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.supervision.drawn import CallBack
from integrations.database.case_tables import call_backs, cases
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseCallBacks"]

_answers = msgspec.json.Decoder(dict[str, str])
COLUMNS = ["month", "application_no", "department", "drawn_at", "answers"]


class DatabaseCallBacks:
    """:class:`affairs.supervision.drawn.CallBackRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def draw(self, month: str, since: datetime, until: datetime, each: int, *, now: datetime) -> None:
        """Draw up to ``each`` cases a department, at random."""
        place = func.row_number().over(partition_by=cases.c.department, order_by=func.random()).label("place")
        ended = select(cases.c.application_no, cases.c.department, place).where(
            cases.c.finished_at >= since, cases.c.finished_at < until
        )
        drawn = ended.subquery()
        chosen = select(
            literal(month, call_backs.c.month.type),
            drawn.c.application_no,
            drawn.c.department,
            literal(now, call_backs.c.drawn_at.type),
            literal(b"", call_backs.c.answers.type),
        ).where(drawn.c.place <= each)
        statement = upsert(self._connection, call_backs).from_select(COLUMNS, chosen)
        await self._connection.execute(statement.on_conflict_do_nothing())

    async def of_month(self, month: str) -> Sequence[CallBack]:
        """What was drawn for a month, by department and number."""
        query = select(call_backs).where(call_backs.c.month == month)
        rows = await self._connection.execute(query.order_by(call_backs.c.department, call_backs.c.application_no))
        return [self._call_back(row) for row in rows]

    async def answer(self, month: str, application_no: str, answers: Mapping[str, str], *, now: datetime) -> bool:
        """Keep what was said; False when the case was not drawn."""
        sealed = self._keys.seal.seal(msgspec.json.encode(dict(answers)).decode(), application_no)
        this = (call_backs.c.month == month, call_backs.c.application_no == application_no)
        statement = update(call_backs).where(*this).values(answers=sealed, answered_at=now)
        return (await self._connection.execute(statement)).rowcount == 1

    def _call_back(self, row: AnyRow) -> CallBack:
        opened = self._keys.seal.open(row.answers, row.application_no)
        said = _answers.decode(opened) if opened else {}
        return CallBack(row.month, row.application_no, row.department, row.drawn_at, row.answered_at, said)
