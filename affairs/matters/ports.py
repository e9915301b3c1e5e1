"""Where matters are kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from affairs.matters.matter import Matter, Step
from affairs.staff.model import Tier

__all__ = ["MatterRepository"]


class MatterRepository(Protocol):
    """Matters and their steps. What was written is sealed in the store."""

    async def add(self, matter: Matter, code: bytes = b"") -> None:
        """Keep a new one; ``code`` is the digest by which somebody without a name finds it again."""

    async def get(self, matter_id: str, *, lock: bool = False) -> Matter | None:
        """One of them."""

    async def by_code(self, matter_id: str, code: bytes) -> Matter | None:
        """The one of this id that was sent without a name, and has this code."""

    async def save(self, matter: Matter) -> None:
        """Store what changed, one revision on; the caller holds the lock."""

    async def step(self, step: Step) -> None:
        """Append to its way."""

    async def steps(self, matter_id: str) -> Sequence[Step]:
        """Its way, in order."""

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Matter]:
        """A citizen's own, the latest first, from after the one named ``before``."""

    async def of_handover(self, handover_id: str) -> Matter | None:
        """The open one that a conversation was escalated to."""

    async def open_at(self, tiers: Collection[Tier], staff_ids: Collection[str], *, limit: int) -> Sequence[Matter]:
        """Open ones of these tiers, and those these staff have; the most urgent first."""

    async def proposed(self, *, limit: int) -> Sequence[Matter]:
        """Those whose proposals wait for a decision, the oldest first."""

    async def between(self, since: datetime, until: datetime, *, limit: int) -> Sequence[Matter]:
        """Those opened from ``since`` until before ``until``, in order."""

    async def forget(self, citizen_id: str) -> None:
        """Take the citizen's name and words out of their own; what authorities decided stays."""
