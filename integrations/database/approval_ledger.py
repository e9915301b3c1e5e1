"""The ledger of messages to approval systems, with their nonces and cursors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.approval.ledger import LedgerEntry, LedgerKey, LedgerState, Settlement
from integrations.database.approval_tables import approval_cursors, approval_messages, approval_nonces
from integrations.database.questions import storable
from integrations.database.statements import AnyRow, upsert

__all__ = ["DatabaseLedger"]

_KEY = (approval_messages.c.system, approval_messages.c.application_no, approval_messages.c.message)
NONCES_DROPPED = 100
"""Expired nonces thrown away with each one that is used: more than come in, and never a long statement."""
_SETTLE = (
    update(approval_messages)
    .where(
        *(column == bindparam(f"of_{column.name}") for column in _KEY), approval_messages.c.state != LedgerState.ACKED
    )
    .values(state=bindparam("to_state"), changed_at=bindparam("at"), error=bindparam("why"))
)
_ANSWERED = _SETTLE.values(answer=bindparam("said"))


class DatabaseLedger:
    """:class:`affairs.approval.ledger.LedgerRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def entry(self, key: LedgerKey) -> LedgerEntry | None:
        """One line."""
        row = (await self._connection.execute(select(approval_messages).where(_is(key)))).first()
        return _entry(row) if row else None

    async def of_case(self, system: str, application_no: str) -> Sequence[LedgerEntry]:
        """The lines of one case, the oldest first."""
        lines = approval_messages.c
        wanted = select(approval_messages).where(lines.system == system, lines.application_no == application_no)
        return [_entry(row) for row in await self._connection.execute(wanted.order_by(lines.created_at, lines.message))]

    async def begin(self, keys: Sequence[LedgerKey], *, now: datetime) -> Sequence[LedgerEntry]:
        """The lines as they stood; they are SENT now, unless ACKED. Two who begin the same come one after the other.

        In the order of their keys, so that two who begin several wait for each other in one direction only.
        """
        if len(set(keys)) < len(keys):
            raise ValueError("a message is begun twice at once")
        ordered = sorted(keys, key=_order)
        fresh = {
            "state": LedgerState.SENT,
            "attempts": 1,
            "created_at": now,
            "changed_at": now,
            "error": "",
            "answer": {},
        }
        insert = upsert(self._connection, approval_messages).on_conflict_do_nothing().returning(*_KEY)
        made = await self._connection.execute(insert, [_names(key) | fresh for key in ordered])
        new = {LedgerKey(*row) for row in made}
        known = await self._again([key for key in ordered if key not in new], now)
        return [LedgerEntry(key, LedgerState.PENDING, 0, now) if key in new else known[key] for key in keys]

    async def _again(self, keys: Sequence[LedgerKey], now: datetime) -> Mapping[LedgerKey, LedgerEntry]:
        """Lines that are there: as they stood."""
        if not keys:
            return {}
        these = tuple_(*_KEY).in_([tuple(_names(key).values()) for key in keys])
        lines = approval_messages.c
        locked = select(approval_messages).where(these).order_by(*_KEY).with_for_update()
        before = [_entry(row) for row in await self._connection.execute(locked)]
        open_ones = and_(these, lines.state != LedgerState.ACKED)
        again = {"state": LedgerState.SENT, "attempts": lines.attempts + 1, "changed_at": now}
        await self._connection.execute(update(approval_messages).where(open_ones).values(again))
        return {entry.key: entry for entry in before}

    async def settle(self, settlements: Sequence[Settlement], *, now: datetime) -> None:
        """What became of them; what was acknowledged stays so, however late another attempt comes back."""
        told: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
        for each in sorted(settlements, key=lambda settlement: _order(settlement.key)):
            row: dict[str, Any] = {f"of_{name}": value for name, value in _names(each.key).items()}
            row |= {"to_state": each.state, "at": now, "why": storable(each.error)}
            if each.answer is None:
                told[0].append(row)
            else:
                told[1].append(row | {"said": dict(each.answer)})
        for statement, rows in zip((_SETTLE, _ANSWERED), told, strict=True):
            if rows:
                await self._connection.execute(statement, rows)

    async def in_state(self, state: LedgerState, limit: int, *, system: str = "") -> Sequence[LedgerEntry]:
        """Lines in one state, changed last first."""
        lines = approval_messages.c
        wanted = select(approval_messages).where(lines.state == state)
        if system:
            wanted = wanted.where(lines.system == system)
        rows = await self._connection.execute(wanted.order_by(lines.changed_at.desc()).limit(limit))
        return [_entry(row) for row in rows]

    async def counts(self) -> Mapping[tuple[str, LedgerState], int]:
        """How many lines by system and state."""
        lines = approval_messages.c
        rows = await self._connection.execute(
            select(lines.system, lines.state, func.count()).group_by(lines.system, lines.state)
        )
        return {(system, LedgerState(state)): count for system, state, count in rows}

    async def use_nonce(self, system: str, nonce: str, *, now: datetime, expires_at: datetime) -> bool:
        """True the first time; an expired one counts as never used."""
        old = select(approval_nonces.c.system, approval_nonces.c.nonce).where(approval_nonces.c.expires_at <= now)
        for row in (await self._connection.execute(old.limit(NONCES_DROPPED))).all():
            await self._connection.execute(delete(approval_nonces).where(_is_nonce(row.system, row.nonce)))
        value = {"system": system, "nonce": nonce, "expires_at": expires_at}
        insert = upsert(self._connection, approval_nonces).values(value).on_conflict_do_nothing()
        return (await self._connection.execute(insert)).rowcount == 1

    async def cursor(self, system: str) -> str:
        """Where polling stands."""
        wanted = select(approval_cursors.c.cursor).where(approval_cursors.c.system == system)
        return str((await self._connection.execute(wanted)).scalar() or "")

    async def set_cursor(self, system: str, cursor: str, *, now: datetime) -> None:
        """Polling got so far."""
        value = {"system": system, "cursor": cursor, "changed_at": now}
        statement = upsert(self._connection, approval_cursors).values(value)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["system"], set_={"cursor": cursor, "changed_at": now})
        )

    async def purge(self, before: datetime) -> int:
        """Delete what was acknowledged before a time."""
        lines = approval_messages.c
        old = and_(lines.state == LedgerState.ACKED, lines.changed_at < before)
        return (await self._connection.execute(delete(approval_messages).where(old))).rowcount


def _is(key: LedgerKey) -> ColumnElement[bool]:
    lines = approval_messages.c
    return and_(lines.system == key.system, lines.application_no == key.application_no, lines.message == key.message)


def _names(key: LedgerKey) -> dict[str, str]:
    return {"system": key.system, "application_no": key.application_no, "message": key.message}


def _order(key: LedgerKey) -> tuple[str, ...]:
    return tuple(_names(key).values())


def _is_nonce(system: str, nonce: str) -> ColumnElement[bool]:
    return and_(approval_nonces.c.system == system, approval_nonces.c.nonce == nonce)


def _entry(row: AnyRow) -> LedgerEntry:
    key = LedgerKey(row.system, row.application_no, row.message)
    return LedgerEntry(key, LedgerState(row.state), row.attempts, row.changed_at, row.error, row.answer)
