"""Hand-overs: the store decides who takes one, and in which order things were said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, Text, and_, case, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from affairs.handover.brief import Brief
from affairs.handover.handover import Correction, Handover, Reason, State
from integrations.database.handover_messages import HandoverMessages, sealed_json
from integrations.database.handover_tables import handover_messages, handovers
from integrations.database.people_tables import citizen_logins
from integrations.database.statements import AnyRow, upsert

__all__ = ["DatabaseHandovers"]

OPEN_STATES = (State.WAITING, State.TAKEN)
PLAIN = (
    "id",
    "citizen_id",
    "channel",
    "state",
    "reason",
    "item_code",
    "region",
    "department",
    "application_no",
    "staff_id",
    "offered_to",
    "opened_at",
    "offered_at",
    "promised_by",
    "taken_at",
    "closed_at",
    "unanswered_since",
    "window_from",
    "window_used",
    "last_seq",
    "seen_by_citizen",
    "reassigned",
    "stars",
    "revision",
)
"""Columns that are fields of the value as they are."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sealed of a hand-over."""

    brief: Brief = field(default_factory=Brief)
    outcome: str = ""
    correction: Correction | None = None


_payload = msgspec.json.Decoder(Payload)


class DatabaseHandovers(HandoverMessages):
    """:class:`affairs.handover.ports.HandoverRepository` upon one connection."""

    async def add(self, handover: Handover) -> bool:
        """Keep a new one; False when the citizen has an open one already."""
        statement = upsert(self._connection, handovers).values(self._row(handover)).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount == 1

    async def get(self, handover_id: str, *, lock: bool = False) -> Handover | None:
        """One of them."""
        query = select(handovers).where(handovers.c.id == handover_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        return self._handover(row) if row else None

    async def save(self, handover: Handover) -> bool:
        """Store what changed, one revision on; False when the citizen has another open one."""
        row = self._row(handover) | {"revision": handovers.c.revision + 1}
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(update(handovers).where(handovers.c.id == handover.id).values(row))
        except IntegrityError:
            return False
        return True

    async def open_of(self, citizen_id: str) -> Handover | None:
        """The citizen's open one."""
        mine = and_(handovers.c.citizen_id == citizen_id, handovers.c.state.in_(OPEN_STATES))
        return next(iter(await self._all(select(handovers).where(mine))), None)

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Handover]:
        """A citizen's that were handed over, the latest first."""
        mine = and_(handovers.c.citizen_id == citizen_id, handovers.c.state != State.PROPOSED)
        query = select(handovers).where(mine).order_by(handovers.c.opened_at.desc(), handovers.c.id.desc())
        if before is not None:
            this = and_(handovers.c.id == before, handovers.c.citizen_id == citizen_id)
            first = select(handovers.c.opened_at).where(this).scalar_subquery()
            same = and_(handovers.c.opened_at == first, handovers.c.id < before)
            query = query.where(or_(handovers.c.opened_at < first, same))
        return await self._all(query.limit(limit))

    async def between(self, since: datetime, until: datetime, *, limit: int) -> Sequence[Handover]:
        """Those handed over in a span, in the order they were opened."""
        never = (State.PROPOSED, State.WITHDRAWN)
        within = and_(handovers.c.opened_at >= since, handovers.c.opened_at < until, handovers.c.state.not_in(never))
        return await self._all(
            select(handovers).where(within).order_by(handovers.c.opened_at, handovers.c.id).limit(limit)
        )

    async def take(self, handover_id: str, staff_id: str, *, now: datetime) -> bool:
        """Give a waiting one to somebody: one statement, one winner."""
        waits = and_(handovers.c.id == handover_id, handovers.c.state == State.WAITING)
        row = {
            "state": State.TAKEN,
            "staff_id": staff_id,
            "taken_at": now,
            "unanswered_since": func.coalesce(handovers.c.unanswered_since, now, type_=handovers.c.taken_at.type),
            "revision": handovers.c.revision + 1,
        }
        return (await self._connection.execute(update(handovers).where(waits).values(row))).rowcount == 1

    async def waiting(self, *, limit: int) -> Sequence[Handover]:
        """Those that wait, the longest first."""
        query = select(handovers).where(handovers.c.state == State.WAITING)
        return await self._all(query.order_by(handovers.c.opened_at, handovers.c.id).limit(limit))

    async def held_by(self, staff_ids: Collection[str], *, limit: int) -> Sequence[Handover]:
        """Taken ones of these staff, and those they watch, the longest unanswered first."""
        watched = or_(*(handovers.c.watchers.cast(Text).contains(f'"{each}"') for each in staff_ids))
        mine = or_(handovers.c.staff_id.in_(list(staff_ids)), watched)
        query = select(handovers).where(handovers.c.state == State.TAKEN, mine)
        silent = case((handovers.c.unanswered_since.is_(None), 1), else_=0)
        ordered = query.order_by(silent, handovers.c.unanswered_since, handovers.c.opened_at)
        return await self._all(ordered.limit(limit))

    async def ahead(self, handover: Handover) -> int:
        """How many that wait came before it."""
        earlier = or_(
            handovers.c.opened_at < handover.opened_at,
            and_(handovers.c.opened_at == handover.opened_at, handovers.c.id < handover.id),
        )
        query = select(func.count()).where(handovers.c.state == State.WAITING, earlier)
        return int((await self._connection.execute(query)).scalar_one())

    async def handling(self, since: datetime) -> timedelta | None:
        """How long conversations closed since then took on average."""
        table = handovers.c
        done = and_(table.state == State.CLOSED, table.closed_at >= since, table.taken_at.is_not(None))
        query = select(handovers.c.taken_at, handovers.c.closed_at).where(done)
        rows = (await self._connection.execute(query.order_by(handovers.c.closed_at.desc()).limit(50))).all()
        if not rows:
            return None
        total: timedelta = sum((row.closed_at - row.taken_at for row in rows), timedelta())
        return total / len(rows)

    async def silent(self, before: datetime, *, limit: int) -> Sequence[Handover]:
        """Taken ones whose citizen has waited since before a moment."""
        query = select(handovers).where(handovers.c.state == State.TAKEN, handovers.c.unanswered_since < before)
        return await self._all(query.order_by(handovers.c.unanswered_since).limit(limit))

    async def stale_offers(self, before: datetime, *, limit: int) -> Sequence[Handover]:
        """Waiting ones that were offered before a moment."""
        query = select(handovers).where(handovers.c.state == State.WAITING, handovers.c.offered_at < before)
        return await self._all(query.order_by(handovers.c.offered_at).limit(limit))

    async def purge_proposed(self, before: datetime) -> int:
        """Delete those that were never confirmed; how many."""
        stale = and_(handovers.c.state == State.PROPOSED, handovers.c.opened_at < before)
        return (await self._connection.execute(delete(handovers).where(stale))).rowcount

    async def revisions(self, handover_ids: Collection[str]) -> Mapping[str, int]:
        """The revisions of hand-overs."""
        query = select(handovers.c.id, handovers.c.revision).where(handovers.c.id.in_(list(handover_ids)))
        return {row.id: row.revision for row in await self._connection.execute(query)}

    async def held_marks(self, staff_ids: Collection[str]) -> Mapping[str, int]:
        """The sum of the revisions of what each of these staff has; who has nothing is absent."""
        held = and_(handovers.c.state == State.TAKEN, handovers.c.staff_id.in_(list(staff_ids)))
        query = select(handovers.c.staff_id, func.sum(handovers.c.revision)).where(held)
        rows = await self._connection.execute(query.group_by(handovers.c.staff_id))
        return {row[0]: int(row[1]) for row in rows}

    async def queue_mark(self) -> tuple[object, ...]:
        """How many wait, the sum of their revisions, and the ends of who they are and of when they came.

        One who comes as another goes leaves number and sum as they were.
        """
        c = handovers.c
        ends = (func.min(c.id), func.max(c.id), func.min(c.opened_at), func.max(c.opened_at))
        query = select(func.count(), func.sum(c.revision), *ends).where(c.state == State.WAITING)
        return tuple((await self._connection.execute(query)).one())

    async def open_logins(self, channel: str) -> Mapping[str, str]:
        """Accounts of a channel whose citizen has an open hand-over from there, with its id."""
        query = (
            select(handovers.c.id, citizen_logins.c.channel, citizen_logins.c.account)
            .join(citizen_logins, citizen_logins.c.citizen_id == handovers.c.citizen_id)
            .where(
                handovers.c.state.in_(OPEN_STATES), handovers.c.channel == channel, citizen_logins.c.channel == channel
            )
        )
        rows = await self._connection.execute(query)
        return {self._keys.seal.open(row.account, row.channel): row.id for row in rows}

    async def forget(self, citizen_id: str) -> Sequence[str]:
        """Erase a citizen's words and messages; the keys of the files that were sent in them."""
        found = await self._all(select(handovers).where(handovers.c.citizen_id == citizen_id))
        files = [
            each.file.key for handover in found for each in await self.messages(handover.id, limit=10_000) if each.file
        ]
        mine = select(handovers.c.id).where(handovers.c.citizen_id == citizen_id)
        await self._connection.execute(delete(handover_messages).where(handover_messages.c.handover_id.in_(mine)))
        for handover in found:
            row = {"payload": self._sealed(Payload(), handover.id), "revision": handovers.c.revision + 1}
            if handover.is_open or handover.state is State.PROPOSED:
                row["state"] = State.WITHDRAWN
            await self._connection.execute(update(handovers).where(handovers.c.id == handover.id).values(row))
        return files

    async def _all(self, query: Select[*tuple[Any, ...]]) -> list[Handover]:
        return [self._handover(row) for row in await self._connection.execute(query)]

    def _row(self, handover: Handover) -> dict[str, Any]:
        kept = self._sealed(Payload(handover.brief, handover.outcome, handover.correction), handover.id)
        return {name: getattr(handover, name) for name in PLAIN} | {
            "watchers": list(handover.watchers),
            "payload": kept,
        }

    def _handover(self, row: AnyRow) -> Handover:
        kept = _payload.decode(self._keys.seal.open(row.payload, row.id))
        given = {name: getattr(row, name) for name in PLAIN}
        given |= {"state": State(row.state), "reason": Reason(row.reason), "watchers": tuple(row.watchers)}
        return Handover(brief=kept.brief, outcome=kept.outcome, correction=kept.correction, **given)

    def _sealed(self, value: Any, context: str) -> bytes:
        return sealed_json(self._keys, value, context)
