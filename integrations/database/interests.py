"""Subscriptions of citizens and companies, and how far everybody was told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.advising.interest import Interest, InterestKind
from affairs.people.principals import RepresentationState, Role
from integrations.database.interest_tables import advised, company_interests, company_unfollowers, interests
from integrations.database.notice_tables import notices
from integrations.database.people_tables import representations
from integrations.database.statements import upsert

__all__ = ["DatabaseInterests"]


class DatabaseInterests:
    """:class:`affairs.advising.interest.InterestRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, interest: Interest) -> None:
        """Add; one that is there already stays as it is, but for the role of a company's."""
        if interest.company_id:
            await self._add_of_company(interest)
            return
        row = {
            "id": interest.id,
            "citizen_id": interest.citizen_id,
            "kind": interest.kind.value,
            "ref": interest.ref,
            "created_at": interest.created_at,
        }
        statement = upsert(self._connection, interests).values(row)
        await self._connection.execute(statement.on_conflict_do_nothing(index_elements=["citizen_id", "kind", "ref"]))

    async def _add_of_company(self, interest: Interest) -> None:
        row = {
            "id": interest.id,
            "company_id": interest.company_id,
            "kind": interest.kind.value,
            "ref": interest.ref,
            "role": interest.role.value,
            "asked_by": interest.citizen_id,
            "created_at": interest.created_at,
        }
        statement = upsert(self._connection, company_interests).values(row)
        unique = ["company_id", "kind", "ref"]
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=unique, set_={"role": interest.role.value})
        )

    async def of_citizen(self, citizen_id: str) -> Sequence[Interest]:
        """All of one citizen's own, the earliest first."""
        mine = select(interests).where(interests.c.citizen_id == citizen_id)
        rows = await self._connection.execute(mine.order_by(interests.c.created_at, interests.c.id))
        return [Interest(row.id, row.citizen_id, InterestKind(row.kind), row.ref, row.created_at) for row in rows]

    async def of_companies(self, company_ids: Collection[str]) -> Sequence[Interest]:
        """All of these companies, the earliest first."""
        table = company_interests
        theirs = select(table).where(table.c.company_id.in_(company_ids))
        rows = await self._connection.execute(theirs.order_by(table.c.created_at, table.c.id))
        return [
            Interest(
                row.id, row.asked_by, InterestKind(row.kind), row.ref, row.created_at, row.company_id, Role(row.role)
            )
            for row in rows
        ]

    async def remove(self, citizen_id: str, interest_id: str = "") -> int:
        """Delete one of their own, or all; how many."""
        own = delete(interests).where(interests.c.citizen_id == citizen_id)
        if interest_id:
            own = own.where(interests.c.id == interest_id)
        return (await self._connection.execute(own)).rowcount

    async def remove_of_companies(self, company_ids: Collection[str], interest_id: str) -> int:
        """Delete one that is one of these companies'; how many."""
        table = company_interests
        theirs = delete(table).where(table.c.company_id.in_(company_ids), table.c.id == interest_id)
        return (await self._connection.execute(theirs)).rowcount

    async def unfollow(self, citizen_id: str, now: datetime) -> int:
        """Tell them of nothing any more of what companies have them told now; how many subscriptions that is."""
        told = _of_companies(None, now).where(representations.c.citizen_id == citizen_id)
        columns = (company_interests.c.id, company_interests.c.company_id)
        rows = {row.id: row.company_id for row in await self._connection.execute(told.with_only_columns(*columns))}
        for company_id in sorted(set(rows.values())):
            row = {"citizen_id": citizen_id, "company_id": company_id}
            statement = upsert(self._connection, company_unfollowers).values(row)
            await self._connection.execute(statement.on_conflict_do_nothing(index_elements=list(row)))
        return len(rows)

    async def follow(self, citizen_id: str) -> None:
        """Take that back."""
        table = company_unfollowers
        await self._connection.execute(delete(table).where(table.c.citizen_id == citizen_id))

    async def followers(
        self, kind: InterestKind, refs: Sequence[str], *, after: str, limit: int, now: datetime
    ) -> Sequence[str]:
        """Citizens who are told of one of these, for themselves or for a company, by id, ids above ``after``."""
        column = interests.c.citizen_id
        own = select(column).where(interests.c.kind == kind.value, interests.c.ref.in_(refs), column > after)
        others = _of_companies(kind, now).where(company_interests.c.ref.in_(refs), representations.c.citizen_id > after)
        found = union(own, others).subquery()
        found_id = found.c.citizen_id
        rows = await self._connection.execute(select(found_id).order_by(found_id).limit(limit))
        return [row[0] for row in rows]

    async def company_followers(self, company_id: str, kind: InterestKind, now: datetime) -> Sequence[str]:
        """Citizens who are told what a company follows of this kind, by id."""
        theirs = _of_companies(kind, now).where(company_interests.c.company_id == company_id)
        ordered = theirs.distinct().order_by(representations.c.citizen_id)
        return [row[0] for row in await self._connection.execute(ordered)]

    async def companies(self, kind: InterestKind, *, after: str, limit: int) -> Sequence[str]:
        """Companies that follow this kind, by id, ids above ``after``."""
        column = company_interests.c.company_id
        wanted = select(column).where(company_interests.c.kind == kind.value, column > after)
        return (await self._connection.execute(wanted.distinct().order_by(column).limit(limit))).scalars().all()

    async def advised(self, citizen_ids: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many notices of policies and guides each was sent since; who was sent none is absent."""
        of_advice = or_(notices.c.key.like("policy %"), notices.c.key.like("guide %"))
        # what only waits in the inbox was settled when it was put there
        sent = or_(notices.c.settled_at.is_(None), notices.c.settled_at != notices.c.created_at)
        counted = (
            select(notices.c.citizen_id, func.count())
            .where(notices.c.citizen_id.in_(citizen_ids), notices.c.created_at >= since, of_advice, sent)
            .group_by(notices.c.citizen_id)
        )
        return {row[0]: int(row[1]) for row in await self._connection.execute(counted)}

    async def told(self, key: str) -> str | None:
        """How far everybody was told of a matter; None when nobody was."""
        return await self._connection.scalar(select(advised.c.value).where(advised.c.key == key))

    async def mark(self, key: str, value: str, *, now: datetime) -> None:
        """Remember how far."""
        statement = upsert(self._connection, advised).values({"key": key, "value": value, "at": now})
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"value": value, "at": now})
        )


def _of_companies(kind: InterestKind | None, now: datetime) -> Select[Any]:
    """Who is told what companies follow (None: of any kind).

    Representatives by now of the roles that are told, less who wants nothing.
    """
    told = company_interests.c.role
    acting = representations.c.role
    reached = or_(
        acting == Role.LEGAL.value,
        and_(acting == Role.MANAGER.value, told != Role.LEGAL.value),
        told == Role.HANDLER.value,
    )
    gone = and_(
        company_unfollowers.c.citizen_id == representations.c.citizen_id,
        company_unfollowers.c.company_id == representations.c.company_id,
    )
    return (
        select(representations.c.citizen_id)
        .join(company_interests, company_interests.c.company_id == representations.c.company_id)
        .outerjoin(company_unfollowers, gone)
        .where(
            *([company_interests.c.kind == kind.value] if kind else []),
            representations.c.state == RepresentationState.ACTIVE.value,
            representations.c.expires_at > now,
            reached,
            company_unfollowers.c.citizen_id.is_(None),
        )
    )
