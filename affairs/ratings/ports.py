"""Where ratings are kept, as a protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from affairs.ratings.rating import Rating, Rectification

__all__ = ["RatingRepository"]


class RatingRepository(Protocol):
    """Ratings and rectifications. Comments are sealed in the store."""

    async def add(self, rating: Rating) -> int | None:
        """Keep one; its id, or None when the service event has its rating already."""

    async def of_event(self, case_no: str, times: int) -> Rating | None:
        """The rating of a service event, or None."""

    async def open_rectification(self, rectification: Rectification) -> None:
        """Begin to handle a bad rating."""

    async def rectification(self, rating_id: int, *, lock: bool = False) -> Rectification | None:
        """The handling of a rating."""

    async def save_rectification(self, rectification: Rectification) -> None:
        """Store what changed."""

    async def open_rectifications(self, limit: int) -> Sequence[tuple[Rectification, Rating]]:
        """What waits to be set right with the rating that it answers, the first due first."""

    async def between(self, since: datetime, until: datetime, *, after: int = 0, limit: int) -> Sequence[Rating]:
        """Ratings given from ``since`` until before ``until``, in order, ids from after ``after``."""

    async def counts(self, since: datetime, until: datetime) -> tuple[int, int]:
        """How many were given from ``since`` until before ``until``, and how many of them are bad."""

    async def by_item(self, since: datetime, until: datetime) -> Mapping[tuple[str, str], tuple[int, int, int]]:
        """How many were given, how many of them bad, and the sum of their stars, by department and item."""
