"""Messages of hand-overs, and what advisors would have the catalogue know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.handover.handover import Attached, Delivery, Message, MessageKind, Side, Suggestion
from integrations.database.handover_tables import handover_messages, handover_suggestions, handovers
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["HandoverMessages", "sealed_json"]


@dataclass(frozen=True, slots=True)
class Words:
    """What is sealed of a message."""

    text: str = ""
    file: Attached | None = None


_words = msgspec.json.Decoder(Words)


class HandoverMessages:
    """The part of the repository that is about messages."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def say(self, message: Message) -> Message | None:
        """Append; None when its ``client_id`` of the same side is there already."""
        row = {
            "handover_id": message.handover_id,
            "seq": message.seq,
            "side": message.side,
            "kind": message.kind,
            "staff_id": message.staff_id,
            "client_id": message.client_id or None,
            "at": message.at,
            "delivery": message.delivery,
            "delivered_at": message.delivered_at,
            "code": message.code,
            "payload": sealed_json(self._keys, Words(message.text, message.file), message.handover_id),
        }
        statement = upsert(self._connection, handover_messages).values(row)
        kept = statement.on_conflict_do_nothing(index_elements=["handover_id", "side", "client_id"])
        return message if (await self._connection.execute(kept)).rowcount == 1 else None

    async def said_as(self, handover_id: str, side: str, client_id: str) -> Message | None:
        """The message that a sender named ``client_id``."""
        table = handover_messages.c
        this = and_(table.handover_id == handover_id, table.side == side, table.client_id == client_id)
        return next(iter(await self._messages(select(handover_messages).where(this))), None)

    async def messages(self, handover_id: str, *, after: int = 0, limit: int = 200) -> Sequence[Message]:
        """Messages in order, from after ``after``."""
        table = handover_messages.c
        query = select(handover_messages).where(table.handover_id == handover_id, table.seq > after)
        return await self._messages(query.order_by(table.seq).limit(limit))

    async def message(self, handover_id: str, seq: int) -> Message | None:
        """One of them."""
        table = handover_messages.c
        this = and_(table.handover_id == handover_id, table.seq == seq)
        return next(iter(await self._messages(select(handover_messages).where(this))), None)

    async def undelivered(self, handover_id: str) -> Sequence[Message]:
        """Messages to the citizen that are QUEUED or SENDING, in order."""
        table = handover_messages.c
        waits = and_(table.handover_id == handover_id, table.delivery.in_((Delivery.QUEUED, Delivery.SENDING)))
        return await self._messages(select(handover_messages).where(waits).order_by(table.seq))

    async def delivered(
        self, handover_id: str, seqs: Collection[int], delivery: Delivery, *, now: datetime, code: int = 0
    ) -> None:
        """Keep what became of messages; the hand-over's revision grows."""
        table = handover_messages.c
        these = and_(table.handover_id == handover_id, table.seq.in_(list(seqs)))
        values = {"delivery": delivery, "delivered_at": now, "code": code}
        await self._connection.execute(update(handover_messages).where(these).values(values))
        this = handovers.c.id == handover_id
        await self._connection.execute(update(handovers).where(this).values(revision=handovers.c.revision + 1))

    async def add_suggestion(self, suggestion: Suggestion) -> None:
        """Keep what an advisor would have the catalogue know."""
        row = {name: getattr(suggestion, name) for name in Suggestion.__slots__}
        await self._connection.execute(insert(handover_suggestions).values(row))

    async def suggestions(self, *, limit: int) -> Sequence[Suggestion]:
        """Those nobody has decided on, the oldest first."""
        table = handover_suggestions.c
        query = select(handover_suggestions).where(table.decided_at.is_(None)).order_by(table.made_at).limit(limit)
        return [Suggestion(**row._mapping) for row in await self._connection.execute(query)]

    async def decide_suggestion(self, suggestion_id: str, staff_id: str, *, accepted: bool, now: datetime) -> bool:
        """Decide, once; False when it is decided or unknown."""
        table = handover_suggestions.c
        undecided = and_(table.id == suggestion_id, table.decided_at.is_(None))
        values = {"decided_by": staff_id, "decided_at": now, "accepted": accepted}
        statement = update(handover_suggestions).where(undecided).values(values)
        return (await self._connection.execute(statement)).rowcount == 1

    async def _messages(self, query: Select[*tuple[Any, ...]]) -> list[Message]:
        return [self._message(row) for row in await self._connection.execute(query)]

    def _message(self, row: AnyRow) -> Message:
        kept = _words.decode(self._keys.seal.open(row.payload, row.handover_id))
        return Message(
            row.handover_id,
            row.seq,
            Side(row.side),
            row.at,
            MessageKind(row.kind),
            kept.text,
            kept.file,
            row.staff_id,
            row.client_id or "",
            Delivery(row.delivery),
            row.delivered_at,
            row.code,
        )


def sealed_json(keys: PersonKeys, value: Any, context: str) -> bytes:
    """A value as JSON, sealed under the id of its owner."""
    return keys.seal.seal(msgspec.json.encode(value).decode(), context)
