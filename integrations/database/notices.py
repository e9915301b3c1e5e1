"""Notices to citizens, their consents, and what became of each attempt."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.notifications.notice import Attempt, Consent, Notice, Outcome, Way
from integrations.database.notice_tables import consents, notice_attempts, notices
from integrations.database.statements import AnyRow, insert_new, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseNotices"]

_words = msgspec.json.Decoder(tuple[str, str])


class DatabaseNotices:
    """:class:`affairs.notifications.ports.NoticeRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add(self, notice: Notice) -> bool:
        """Put it into the inbox; False when its key is there already."""
        row = {
            "id": notice.id,
            "citizen_id": notice.citizen_id,
            "key": notice.key,
            "application_no": notice.application_no,
            "urgent": notice.urgent,
            "words": self._keys.seal.seal(msgspec.json.encode((notice.title, notice.text)).decode(), notice.id),
            "created_at": notice.created_at,
        }
        kept = insert_new(self._connection.dialect.name, notices, ("citizen_id", "key"))
        return (await self._connection.execute(kept, row)).rowcount == 1

    async def get(self, notice_id: str, *, lock: bool = False) -> Notice | None:
        """One notice."""
        query = select(notices).where(notices.c.id == notice_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return self._notice(row) if row else None

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Notice]:
        """A citizen's inbox, the latest first."""
        query = select(notices).where(notices.c.citizen_id == citizen_id)
        if before is not None:
            mine = and_(notices.c.id == before, notices.c.citizen_id == citizen_id)
            first = select(notices.c.created_at).where(mine).scalar_subquery()
            same = and_(notices.c.created_at == first, notices.c.id < before)
            query = query.where(or_(notices.c.created_at < first, same))
        newest = query.order_by(notices.c.created_at.desc(), notices.c.id.desc()).limit(limit)
        return [self._notice(row) for row in await self._connection.execute(newest)]

    async def unread(self, citizen_id: str) -> int:
        """How many are unread."""
        query = select(func.count()).where(notices.c.citizen_id == citizen_id, notices.c.read_at.is_(None))
        return int((await self._connection.execute(query)).scalar_one())

    async def mark_read(self, citizen_id: str, notice_id: str, *, now: datetime) -> bool:
        """Mark as read, once."""
        mine = and_(notices.c.id == notice_id, notices.c.citizen_id == citizen_id)
        when = func.coalesce(notices.c.read_at, now, type_=notices.c.read_at.type)
        return (await self._connection.execute(update(notices).where(mine).values(read_at=when))).rowcount == 1

    async def settle(self, notice_id: str, *, now: datetime) -> None:
        """Nothing more is to be sent."""
        await self._connection.execute(update(notices).where(notices.c.id == notice_id).values(settled_at=now))

    async def record(self, attempt: Attempt) -> None:
        """Keep what became of an attempt."""
        values = {"outcome": attempt.outcome, "code": attempt.code, "number": attempt.number, "at": attempt.at}
        row = {"notice_id": attempt.notice_id, "way": attempt.way, **values}
        statement = upsert(self._connection, notice_attempts).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["notice_id", "way"], set_=values)
        )

    async def attempts(self, notice_id: str) -> Sequence[Attempt]:
        """What became of them, in order."""
        query = select(notice_attempts).where(notice_attempts.c.notice_id == notice_id)
        rows = await self._connection.execute(query.order_by(notice_attempts.c.at))
        return [Attempt(r.notice_id, Way(r.way), Outcome(r.outcome), r.at, r.code, r.number) for r in rows]

    async def consent(self, citizen_id: str, *, lock: bool = False) -> Consent:
        """What a citizen lets us send."""
        query = select(consents).where(consents.c.citizen_id == citizen_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return Consent(row.left, row.lasting) if row else Consent()

    async def set_consent(self, citizen_id: str, consent: Consent, *, now: datetime) -> None:
        """Keep it."""
        values = {"left": consent.left, "lasting": consent.lasting, "changed_at": now}
        statement = upsert(self._connection, consents).values(citizen_id=citizen_id, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["citizen_id"], set_=values))

    async def purge(self, before: datetime, limit: int) -> int:
        """Delete old notices of which nothing more is to be sent, with what became of them; how many."""
        old = select(notices.c.id).where(notices.c.created_at < before, notices.c.settled_at.is_not(None))
        ids = list((await self._connection.execute(old.limit(limit))).scalars())
        await self._connection.execute(delete(notice_attempts).where(notice_attempts.c.notice_id.in_(ids)))
        await self._connection.execute(delete(notices).where(notices.c.id.in_(ids)))
        return len(ids)

    async def forget(self, citizen_id: str) -> None:
        """Erase a citizen's inbox and consents."""
        theirs = select(notices.c.id).where(notices.c.citizen_id == citizen_id)
        await self._connection.execute(delete(notice_attempts).where(notice_attempts.c.notice_id.in_(theirs)))
        await self._connection.execute(delete(notices).where(notices.c.citizen_id == citizen_id))
        await self._connection.execute(delete(consents).where(consents.c.citizen_id == citizen_id))

    def _notice(self, row: AnyRow) -> Notice:
        title, text = _words.decode(self._keys.seal.open(row.words, row.id))
        return Notice(
            row.id,
            row.citizen_id,
            row.key,
            title,
            text,
            row.created_at,
            row.application_no,
            row.urgent,
            row.read_at,
            row.settled_at,
        )
