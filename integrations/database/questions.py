"""What was asked, for the knowledge desk."""

import asyncio
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.ports import AskedQuestion
from integrations.database.many_rows import insert_many
from integrations.database.statements import AnyRow
from integrations.database.tables import questions

__all__ = ["DatabaseQuestions"]

COLUMNS = tuple(field.name for field in fields(AskedQuestion) if field.name != "id")


class DatabaseQuestions:
    """:class:`affairs.ports.QuestionRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_all(self, asked: Sequence[AskedQuestion]) -> None:
        """Append."""
        await insert_many(self._connection, questions, COLUMNS, [_row(question) for question in asked])

    async def recent(self, outcomes: Sequence[str], limit: int, before: int | None = None) -> Sequence[AskedQuestion]:
        """The latest with one of these outcomes, newest first; ``before`` is an ``id`` to go on from."""
        query = select(questions).where(questions.c.outcome.in_(outcomes)).order_by(questions.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(questions.c.id < before)
        return [_question(row) for row in await self._connection.execute(query)]

    async def between(self, start: datetime, end: datetime, limit: int) -> Sequence[AskedQuestion]:
        """All asked from ``start`` until before ``end``, in the order they were stored; the latest ``limit``."""
        asked = questions.c.asked_at
        query = select(questions).where(asked >= start, asked < end).order_by(questions.c.id.desc()).limit(limit)
        rows = (await self._connection.execute(query)).all()
        return await asyncio.to_thread(lambda: [_question(row) for row in reversed(rows)])

    async def of_thread(self, thread: str, *, limit: int) -> Sequence[AskedQuestion]:
        """The latest of one conversation, in the order they were stored."""
        query = select(questions).where(questions.c.thread == thread).order_by(questions.c.id.desc()).limit(limit)
        return [_question(row) for row in reversed((await self._connection.execute(query)).all())]

    async def purge(self, before: datetime) -> int:
        """Delete those asked before a time; how many."""
        return (await self._connection.execute(delete(questions).where(questions.c.asked_at < before))).rowcount


def _row(question: AskedQuestion) -> dict[str, Any]:
    row = {name: getattr(question, name) for name in COLUMNS}
    return row | {"text": storable(question.text), "shown": list(question.shown)}


def _question(row: AnyRow) -> AskedQuestion:
    return AskedQuestion(**{**row._mapping, "shown": tuple(row.shown)})


def storable(text: str) -> str:
    """Text as both databases take it: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
