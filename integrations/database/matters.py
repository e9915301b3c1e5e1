"""Matters, and the way each of them went."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.matters.matter import Decision, Level, Matter, MatterKind, MatterState, Step, StepAct, Written
from affairs.staff.model import Tier
from integrations.database.handover_messages import sealed_json
from integrations.database.matter_tables import matter_steps, matters
from integrations.database.statements import AnyRow
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseMatters"]

PLAIN = tuple(name for name in Matter.__slots__ if name != "written")
"""Columns that are fields of the value as they are."""
_written = msgspec.json.Decoder(Written)


class DatabaseMatters:
    """:class:`affairs.matters.ports.MatterRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add(self, matter: Matter, code: bytes = b"") -> None:
        """Keep a new one."""
        await self._connection.execute(insert(matters).values(self._row(matter) | {"code": code}))

    async def get(self, matter_id: str, *, lock: bool = False) -> Matter | None:
        """One of them."""
        query = select(matters).where(matters.c.id == matter_id)
        return next(iter(await self._all(query.with_for_update() if lock else query)), None)

    async def by_code(self, matter_id: str, code: bytes) -> Matter | None:
        """The one of this id that was sent without a name, and has this code."""
        this = and_(
            matters.c.id == matter_id, matters.c.citizen_id == "", matters.c.code == code, matters.c.code != b""
        )
        return next(iter(await self._all(select(matters).where(this))), None)

    async def save(self, matter: Matter) -> None:
        """Store what changed, one revision on."""
        row = self._row(matter) | {"revision": matters.c.revision + 1}
        await self._connection.execute(update(matters).where(matters.c.id == matter.id).values(row))

    async def step(self, step: Step) -> None:
        """Append to its way."""
        row = {name: getattr(step, name) for name in ("matter_id", "at", "act", "tier", "due", "staff_id")}
        row["reason"] = self._keys.seal.seal(step.reason, step.matter_id)
        await self._connection.execute(insert(matter_steps).values(row))

    async def steps(self, matter_id: str) -> Sequence[Step]:
        """Its way, in order."""
        query = select(matter_steps).where(matter_steps.c.matter_id == matter_id).order_by(matter_steps.c.id)
        return [
            Step(
                row.matter_id,
                row.at,
                StepAct(row.act),
                Tier(row.tier),
                row.due,
                row.staff_id,
                self._keys.seal.open(row.reason, row.matter_id),
            )
            for row in await self._connection.execute(query)
        ]

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Matter]:
        """A citizen's own, the latest first."""
        query = select(matters).where(matters.c.citizen_id == citizen_id, matters.c.citizen_id != "")
        if before is not None:
            this = and_(matters.c.id == before, matters.c.citizen_id == citizen_id)
            first = select(matters.c.opened_at).where(this).scalar_subquery()
            same = and_(matters.c.opened_at == first, matters.c.id < before)
            query = query.where(or_(matters.c.opened_at < first, same))
        return await self._all(query.order_by(matters.c.opened_at.desc(), matters.c.id.desc()).limit(limit))

    async def of_handover(self, handover_id: str) -> Matter | None:
        """The open one that a conversation was escalated to."""
        this = and_(matters.c.handover_id == handover_id, matters.c.state != MatterState.ANSWERED)
        return next(iter(await self._all(select(matters).where(this).limit(1))), None)

    async def open_at(self, tiers: Collection[Tier], staff_ids: Collection[str], *, limit: int) -> Sequence[Matter]:
        """Open ones of these tiers, and those these staff have or sent up; the most urgent first."""
        theirs = or_(matters.c.staff_id.in_(list(staff_ids)), matters.c.opened_by.in_(list(staff_ids)))
        mine = or_(matters.c.tier.in_(list(tiers)), theirs)
        query = select(matters).where(matters.c.state != MatterState.ANSWERED, mine)
        return await self._all(query.order_by(matters.c.due, matters.c.id).limit(limit))

    async def proposed(self, *, limit: int) -> Sequence[Matter]:
        """Those whose proposals wait for a decision, the oldest first."""
        query = select(matters).where(matters.c.state == MatterState.PROPOSED)
        return await self._all(query.order_by(matters.c.opened_at).limit(limit))

    async def between(self, since: datetime, until: datetime, *, limit: int) -> Sequence[Matter]:
        """Those opened in a span, in order."""
        span = and_(matters.c.opened_at >= since, matters.c.opened_at < until)
        return await self._all(select(matters).where(span).order_by(matters.c.opened_at, matters.c.id).limit(limit))

    async def forget(self, citizen_id: str) -> None:
        """Take the citizen's name and words out of their own."""
        for each in await self._all(select(matters).where(matters.c.citizen_id == citizen_id)):
            kept = Written(proposal=each.written.proposal, decided=each.written.decided, answer=each.written.answer)
            row = {"citizen_id": "", "code": b"", "payload": sealed_json(self._keys, kept, each.id)}
            await self._connection.execute(update(matters).where(matters.c.id == each.id).values(row))

    async def _all(self, query: Select[*tuple[Any, ...]]) -> list[Matter]:
        return [self._matter(row) for row in await self._connection.execute(query)]

    def _row(self, matter: Matter) -> dict[str, Any]:
        sealed = sealed_json(self._keys, matter.written, matter.id)
        return {name: getattr(matter, name) for name in PLAIN} | {"payload": sealed}

    def _matter(self, row: AnyRow) -> Matter:
        given = {name: getattr(row, name) for name in PLAIN}
        given |= {
            "kind": MatterKind(row.kind),
            "state": MatterState(row.state),
            "level": Level(row.level),
            "tier": Tier(row.tier),
            "decision": Decision(row.decision),
        }
        return Matter(written=_written.decode(self._keys.seal.open(row.payload, row.id)), **given)
