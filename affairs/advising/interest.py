"""What a citizen, or a company, asked to be told of, and the store of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from affairs.people.principals import Role

__all__ = ["Interest", "InterestKind", "InterestRepository"]


class InterestKind(StrEnum):
    """What somebody may ask to be told of."""

    TOPIC = "topic"
    """Policies on a topic."""
    ITEM = "item"
    """Changes of an item's guide, and policies that concern it."""
    LICENCES = "licences"
    """Electronic licences of one's own that expire."""
    NEXT = "next-steps"
    """What comes next in a running project, and what to bring for it (下一环节办件所需材料)."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One subscription. ``ref`` is the topic or the item's code; '' for licences and next steps.

    With ``company_id`` it is the company's: its representatives down to ``role`` are told (a legal person always,
    handlers only with ``HANDLER``), and ``citizen_id`` is who asked for it.
    """

    id: str
    citizen_id: str
    kind: InterestKind
    ref: str
    created_at: datetime
    company_id: str = ""
    role: Role = Role.MANAGER


class InterestRepository(Protocol):
    """Subscriptions, and how far everybody was told."""

    async def add(self, interest: Interest) -> None:
        """Add; one that is there already stays as it is, but for the role of a company's."""

    async def of_citizen(self, citizen_id: str) -> Sequence[Interest]:
        """All of one citizen's own, the earliest first."""

    async def of_companies(self, company_ids: Collection[str]) -> Sequence[Interest]:
        """All of these companies, the earliest first."""

    async def remove(self, citizen_id: str, interest_id: str = "") -> int:
        """Delete one of their own, or all; how many."""

    async def remove_of_companies(self, company_ids: Collection[str], interest_id: str) -> int:
        """Delete one that is one of these companies'; how many."""

    async def unfollow(self, citizen_id: str, now: datetime) -> int:
        """Tell them of nothing any more of what companies have them told now; how many subscriptions that is."""

    async def follow(self, citizen_id: str) -> None:
        """Take that back."""

    async def followers(
        self, kind: InterestKind, refs: Sequence[str], *, after: str, limit: int, now: datetime
    ) -> Sequence[str]:
        """Citizens who are told of one of these, for themselves or for a company, by id, ids above ``after``."""

    async def company_followers(self, company_id: str, kind: InterestKind, now: datetime) -> Sequence[str]:
        """Citizens who are told what a company follows of this kind, by id."""

    async def companies(self, kind: InterestKind, *, after: str, limit: int) -> Sequence[str]:
        """Companies that follow this kind, by id, ids above ``after``."""

    async def advised(self, citizen_ids: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many notices of policies and guides each was sent since; who was sent none is absent."""

    async def told(self, key: str) -> str | None:
        """How far everybody was told of a matter; None when nobody was."""

    async def mark(self, key: str, value: str, *, now: datetime) -> None:
        """Remember how far."""
