"""Effects to be carried out by workers, claimed by at most one at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.outbox import OutboxState
from affairs.ports import DeadMessage, OutboxMessage
from integrations.database.questions import storable
from integrations.database.statements import AnyRow, insert_new
from integrations.database.tables import outbox

__all__ = ["DatabaseOutbox"]

ERROR_LENGTH = 500


class DatabaseOutbox:
    """:class:`affairs.ports.OutboxRepository` upon one connection.

    While a message is leased its ``due_at`` is the end of the lease, so one that was
    left by a worker that died falls due again by itself.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(
        self,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        *,
        now: datetime,
        due: datetime | None = None,
        subject: str = "",
    ) -> bool:
        """Enqueue; False when the key is there already."""
        row = {
            "kind": kind,
            "key": key,
            "subject": subject or None,
            "payload": dict(payload),
            "state": OutboxState.PENDING,
            "attempts": 0,
            "losses": 0,
            "created_at": now,
            "due_at": due or now,
            "worker": "",
            "error": "",
        }
        statement = insert_new(self._connection.dialect.name, outbox, ("key",), "id")
        return (await self._connection.execute(statement, row)).first() is not None

    async def follows(self, message: OutboxMessage) -> bool:
        """Whether a message about the same subject, enqueued before this one, is still to be carried out."""
        before = and_(outbox.c.subject == message.subject, outbox.c.id < message.id)
        open_ones = outbox.c.state.in_((OutboxState.PENDING, OutboxState.LEASED))
        query = select(outbox.c.id).where(before, open_ones).limit(1)
        return bool(message.subject) and (await self._connection.execute(query)).first() is not None

    async def withdraw(self, key: str) -> bool:
        """Delete a message that nobody has claimed yet; False when there is none."""
        waiting = and_(outbox.c.key == key, outbox.c.state == OutboxState.PENDING)
        return (await self._connection.execute(delete(outbox).where(waiting))).rowcount == 1

    async def claim(
        self, kinds: Sequence[str], *, worker: str, now: datetime, lease: float, limit: int
    ) -> Sequence[OutboxMessage]:
        """Lease up to ``limit`` due messages for ``lease`` seconds; no other worker gets them meanwhile.

        Counts the attempt at once, and as a loss when the worker before never said what became of it.
        """
        waiting = or_(outbox.c.state == OutboxState.PENDING, outbox.c.state == OutboxState.LEASED)
        due = (
            select(outbox.c.id)
            .where(waiting, outbox.c.kind.in_(kinds), outbox.c.due_at <= now)
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # SQLite leaves it out: its writers are one at a time anyway
        )
        # A materialised list: PostgreSQL may otherwise run the sub-select once a row, and lock more than the limit.
        chosen = due.cte("due").prefix_with("MATERIALIZED", dialect="postgresql")
        statement = (
            update(outbox)
            .where(outbox.c.id.in_(select(chosen.c.id)))
            .values(
                state=OutboxState.LEASED,
                worker=worker,
                attempts=outbox.c.attempts + 1,
                losses=outbox.c.losses + case((outbox.c.state == OutboxState.LEASED, 1), else_=0),
                due_at=now + timedelta(seconds=lease),
            )
            .returning(outbox)
        )
        rows = await self._connection.execute(statement)
        return sorted((_message(row) for row in rows), key=lambda message: message.id)

    async def extend(self, message_id: int, *, worker: str, now: datetime, lease: float) -> bool:
        """Hold a leased message for ``lease`` seconds from now; False when the lease was lost."""
        return await self._change(message_id, worker, due_at=now + timedelta(seconds=lease))

    async def done(self, message_ids: Sequence[int], *, worker: str, now: datetime) -> Collection[int]:
        """Mark as carried out; those of them whose lease was not lost."""
        held = and_(outbox.c.id.in_(message_ids), outbox.c.worker == worker, outbox.c.state == OutboxState.LEASED)
        done = update(outbox).where(held).values(state=OutboxState.DONE, finished_at=now, error="", worker="")
        return set((await self._connection.execute(done.returning(outbox.c.id))).scalars())

    async def retry(self, message_id: int, *, worker: str, due: datetime, error: str) -> bool:
        """Release for another attempt at ``due``; False when the lease was lost."""
        return await self._change(message_id, worker, state=OutboxState.PENDING, due_at=due, error=_short(error))

    async def dead(self, message_id: int, *, worker: str, now: datetime, error: str) -> bool:
        """Give up: kept, shown, never tried again by itself. False when the lease was lost."""
        return await self._change(message_id, worker, state=OutboxState.DEAD, finished_at=now, error=_short(error))

    async def counts(self) -> Mapping[str, int]:
        """Messages by state; every state is there."""
        rows = await self._connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return dict.fromkeys(OutboxState, 0) | {OutboxState(state): count for state, count in rows}

    async def buried(self, kinds: Sequence[str], limit: int) -> Sequence[DeadMessage]:
        """Dead messages of these kinds, of all where none is named, the last first."""
        dead = select(outbox).where(outbox.c.state == OutboxState.DEAD)
        dead = dead.where(outbox.c.kind.in_(kinds)) if kinds else dead
        latest = dead.order_by(outbox.c.finished_at.desc(), outbox.c.id.desc()).limit(limit)
        rows = await self._connection.execute(latest)
        return [DeadMessage(_message(row), row.error, row.finished_at) for row in rows]

    async def revive(self, kinds: Sequence[str], *, key: str = "", now: datetime) -> int:
        """Have dead messages tried again; their attempts are counted anew."""
        dead = and_(outbox.c.state == OutboxState.DEAD, outbox.c.kind.in_(kinds))
        dead = and_(dead, outbox.c.key == key) if key else dead
        fresh = {"state": OutboxState.PENDING, "due_at": now, "attempts": 0, "losses": 0, "finished_at": None}
        return (await self._connection.execute(update(outbox).where(dead).values(**fresh))).rowcount

    async def purge(self, before: datetime) -> int:
        """Delete those done before a time; how many. Dead ones stay."""
        done = and_(outbox.c.state == OutboxState.DONE, outbox.c.finished_at < before)
        return (await self._connection.execute(delete(outbox).where(done))).rowcount

    async def _change(self, message_id: int, worker: str, **values: Any) -> bool:
        held = and_(outbox.c.id == message_id, outbox.c.state == OutboxState.LEASED, outbox.c.worker == worker)
        released = {} if values.get("state") is None else {"worker": ""}
        result = await self._connection.execute(update(outbox).where(held).values(**values, **released))
        return result.rowcount == 1


def _short(error: str) -> str:
    return storable(error)[:ERROR_LENGTH]


def _message(row: AnyRow) -> OutboxMessage:
    return OutboxMessage(
        row.id, row.kind, row.key, row.payload, row.attempts, row.created_at, row.losses, row.subject or ""
    )
