"""One publication, and where they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

__all__ = ["Publication", "PublicationKind", "PublicationRepository"]


class PublicationKind(StrEnum):
    """What it is."""

    NEWS = "news"
    """新闻动态."""
    POLICY = "policy"
    """政策法规."""
    ABOUT = "about"
    """中心概况."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One of them. ``url`` is the original elsewhere, '' = none; ``withdrawn_at`` when it was taken back."""

    id: str
    kind: PublicationKind
    title: str
    text: str
    published_at: datetime
    url: str = ""
    published_by: str = ""
    withdrawn_at: datetime | None = None


class PublicationRepository(Protocol):
    """Publications. Nothing in them is personal."""

    async def add(self, publication: Publication) -> None:
        """Keep one."""

    async def get(self, publication_id: str) -> Publication | None:
        """One that was not taken back."""

    async def page(
        self, kinds: Sequence[PublicationKind], *, limit: int, before: str | None = None
    ) -> Sequence[Publication]:
        """Those that were not taken back, the latest first, from after the one named ``before``."""

    async def withdraw(self, publication_id: str, *, now: datetime) -> bool:
        """Take one back; False when there is none."""
