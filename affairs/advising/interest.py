"""What a citizen asked to be told of, and the store of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

__all__ = ["Interest", "InterestKind", "InterestRepository"]


class InterestKind(StrEnum):
    """What somebody may ask to be told of."""

    TOPIC = "topic"
    """Policies on a topic."""
    ITEM = "item"
    """Changes of an item's guide, and policies that concern it."""
    LICENCES = "licences"
    """Electronic licences of one's own that expire."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One subscription. ``ref`` is the topic or the item's code; '' for licences."""

    id: str
    citizen_id: str
    kind: InterestKind
    ref: str
    created_at: datetime


class InterestRepository(Protocol):
    """Subscriptions, and how far everybody was told."""

    async def add(self, interest: Interest) -> None:
        """Add; one that is there already stays as it is."""

    async def of_citizen(self, citizen_id: str) -> Sequence[Interest]:
        """All of one citizen, the earliest first."""

    async def remove(self, citizen_id: str, interest_id: str = "") -> int:
        """Delete one of theirs, or all; how many."""

    async def followers(self, kind: InterestKind, refs: Sequence[str], *, after: str, limit: int) -> Sequence[str]:
        """Citizens who asked for one of these, by id, ids above ``after``."""

    async def told(self, key: str) -> str | None:
        """How far everybody was told of a matter; None when nobody was."""

    async def mark(self, key: str, value: str, *, now: datetime) -> None:
        """Remember how far."""
