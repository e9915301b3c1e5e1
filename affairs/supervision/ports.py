"""Where plans of cards and alerts are kept, as a protocol."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from affairs.cases.case import Case
from affairs.supervision.alerts import REFUSAL, Alert, Dealt, RefusalNotice
from affairs.supervision.cards import PlannedCard
from affairs.supervision.recipients import Reach

__all__ = ["SupervisionRepository"]


class SupervisionRepository(Protocol):
    """Plans, and what was told."""

    async def plan(self, plans: Mapping[str, Sequence[PlannedCard]]) -> None:
        """Put the plans of cases, by number, in place of those before; what was dealt already is not planned again."""

    async def deal(self, day: date, limit: int, *, now: datetime) -> Dealt:
        """Tell supervision of up to ``limit`` planned cards of ``day`` or before, the earliest first; of each once.

        No other sweep gets them meanwhile.
        """

    async def refuse(self, case: Case, notice: RefusalNotice, *, now: datetime, kind: str = REFUSAL) -> bool:
        """Tell supervision of a refusal, once an event; False when it was told before."""

    async def alerts(self, *, limit: int, before: int | None = None, department: str = "") -> Sequence[Alert]:
        """What was told, the latest first, ids below ``before``; of one department, or of all."""

    async def open_alerts(self, reach: Sequence[Reach], limit: int) -> tuple[int, Sequence[Alert]]:
        """How many alerts of open cases lie within any of ``reach``, and the latest of them."""

    async def counts(self, since: datetime, until: datetime) -> dict[tuple[str, str, str], int]:
        """How many were told, by department, item and level."""
