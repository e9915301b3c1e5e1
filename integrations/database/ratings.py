"""Ratings, and the handling of bad ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.ratings.rating import ChannelOfRating, Rating, Rectification, RectificationState, Satisfaction
from integrations.database.case_tables import ratings, rectifications
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseRatings"]


class DatabaseRatings:
    """:class:`affairs.ratings.ports.RatingRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def add(self, rating: Rating) -> int | None:
        """Keep one; its id, or None when the service event has its rating already."""
        row = {
            "case_no": rating.case_no,
            "times": rating.times,
            "citizen_id": rating.citizen_id,
            "satisfaction": int(rating.satisfaction),
            "channel": rating.channel,
            "comment": self._keys.seal.seal(rating.comment, rating.case_no),
            "region": rating.region,
            "item_code": rating.item_code,
            "department": rating.department,
            "rated_at": rating.rated_at,
        }
        statement = upsert(self._connection, ratings).values(row)
        kept = statement.on_conflict_do_nothing(index_elements=["case_no", "times"]).returning(ratings.c.id)
        given: int | None = (await self._connection.execute(kept)).scalar()
        return given

    async def of_event(self, case_no: str, times: int) -> Rating | None:
        """The rating of a service event, or None."""
        query = select(ratings).where(ratings.c.case_no == case_no, ratings.c.times == times)
        row = (await self._connection.execute(query)).first()
        return self._rating(row) if row else None

    async def open_rectification(self, rectification: Rectification) -> None:
        """Begin to handle a bad rating."""
        await self._connection.execute(insert(rectifications).values(self._row(rectification)))

    async def rectification(self, rating_id: int, *, lock: bool = False) -> Rectification | None:
        """The handling of a rating."""
        query = select(rectifications).where(rectifications.c.rating_id == rating_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).first()
        if row is None:
            return None
        return self._rectification(row)

    async def open_rectifications(self, limit: int) -> Sequence[tuple[Rectification, Rating]]:
        """What waits to be set right with its rating, the first due first."""
        waiting = select(rectifications).where(rectifications.c.state == RectificationState.OPEN)
        first = waiting.order_by(rectifications.c.due, rectifications.c.rating_id).limit(limit)
        opened = [self._rectification(row) for row in await self._connection.execute(first)]
        query = select(ratings).where(ratings.c.id.in_([each.rating_id for each in opened]))
        given = {row.id: self._rating(row) for row in await self._connection.execute(query)}
        return [(each, given[each.rating_id]) for each in opened]

    async def save_rectification(self, rectification: Rectification) -> None:
        """Store what changed."""
        this = rectifications.c.rating_id == rectification.rating_id
        await self._connection.execute(update(rectifications).where(this).values(self._row(rectification)))

    async def between(self, since: datetime, until: datetime, *, after: int = 0, limit: int) -> Sequence[Rating]:
        """Ratings of a span, in order of their ids."""
        span = (ratings.c.rated_at >= since, ratings.c.rated_at < until, ratings.c.id > after)
        rows = await self._connection.execute(select(ratings).where(*span).order_by(ratings.c.id).limit(limit))
        return [self._rating(row) for row in rows]

    async def counts(self, since: datetime, until: datetime) -> tuple[int, int]:
        """How many were given in a span, and how many of them are bad."""
        bad = func.count().filter(ratings.c.satisfaction >= int(Satisfaction.DISSATISFIED))
        query = select(func.count(), bad).where(ratings.c.rated_at >= since, ratings.c.rated_at < until)
        row = (await self._connection.execute(query)).one()
        return row[0], row[1]

    async def by_item(self, since: datetime, until: datetime) -> Mapping[tuple[str, str], tuple[int, int, int]]:
        """How many were given, how many of them bad, and the sum of their stars, by department and item."""
        by, stars = (ratings.c.department, ratings.c.item_code), ratings.c.satisfaction
        bad = func.count().filter(stars >= int(Satisfaction.DISSATISFIED))
        query = select(*by, func.count(), bad, func.sum(stars)).group_by(*by)
        rows = await self._connection.execute(query.where(ratings.c.rated_at >= since, ratings.c.rated_at < until))
        return {(row[0], row[1]): (row[2], row[3], int(row[4])) for row in rows}

    def _row(self, rectification: Rectification) -> dict[str, Any]:
        return {
            "rating_id": rectification.rating_id,
            "case_no": rectification.case_no,
            "department": rectification.department,
            "opened_at": rectification.opened_at,
            "due": rectification.due,
            "state": rectification.state,
            "done_at": rectification.done_at,
            "outcome": self._keys.seal.seal(rectification.outcome, rectification.case_no),
        }

    def _rectification(self, row: AnyRow) -> Rectification:
        return Rectification(
            row.rating_id,
            row.case_no,
            row.department,
            row.opened_at,
            row.due,
            RectificationState(row.state),
            row.done_at,
            self._keys.seal.open(row.outcome, row.case_no),
        )

    def _rating(self, row: AnyRow) -> Rating:
        return Rating(
            row.case_no,
            row.citizen_id,
            Satisfaction(row.satisfaction),
            row.rated_at,
            ChannelOfRating(row.channel),
            self._keys.seal.open(row.comment, row.case_no),
            row.times,
            row.region,
            row.item_code,
            row.department,
            row.id,
        )
