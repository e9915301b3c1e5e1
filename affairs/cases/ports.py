"""Where cases are kept, as a protocol."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from affairs.cases.case import Case, CaseEvent
from affairs.supervision.figures import ItemFigures

__all__ = ["CaseFigures", "CaseRepository"]

CaseFigures = Mapping[str, int]
"""Counts by name: ``received, accepted, closed, immediate, on_time, timed, refused``."""


class CaseRepository(Protocol):
    """Cases and what happened to them. What the authority wrote is sealed in the store."""

    async def add(self, new: Sequence[Case]) -> Collection[str]:
        """Store new ones; the numbers of those that were not there already, which are locked then."""

    async def get(self, application_no: str, *, lock: bool = False) -> Case | None:
        """One of them, or None; ``lock`` until the end of the transaction."""

    async def by_receipt(self, system: str, receipt_no: str) -> str | None:
        """Our number of the case that a system knows by its own, or None."""

    async def save(self, changed: Sequence[Case]) -> None:
        """Store what changed; the caller holds the locks."""

    async def append(self, application_no: str, event: CaseEvent) -> bool:
        """Keep what happened; False when this system told the same event before, of whichever case."""

    async def events(self, application_no: str) -> Sequence[CaseEvent]:
        """What happened, in the order in which it was recorded."""

    async def several(
        self, numbers: Sequence[str], *, lock: bool = False
    ) -> Mapping[str, tuple[Case, Sequence[CaseEvent]]]:
        """Those of the cases that are there, with what happened to them; ``lock`` until the end of the transaction."""

    async def counted_otherwise(self, calendar: str, after: str, limit: int) -> Sequence[str]:
        """Open cases whose cards were planned by another calendar, by number from after ``after``."""

    async def planned(self, numbers: Sequence[str], calendar: str) -> None:
        """Keep by which calendar the cards of cases were planned."""

    async def durations(self, items: Collection[str], limit: int) -> Mapping[str, Sequence[int]]:
        """Days that the last ``limit`` decided cases of each item took, in no particular order; every item is there."""

    async def figures(self, since: datetime, until: datetime) -> CaseFigures:
        """How many were received, accepted and closed from ``since`` until before ``until``."""

    async def by_item(self, since: datetime, until: datetime) -> Sequence[ItemFigures]:
        """The same and more, by department and item; without cards and ratings."""
