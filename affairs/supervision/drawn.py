"""Cases that were drawn for a call-back, and where they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

__all__ = ["CallBack", "CallBackRepository"]


@dataclass(frozen=True, slots=True)
class CallBack:
    """One case that was drawn. ``answers`` are what its applicant said, by question."""

    month: str
    application_no: str
    department: str
    drawn_at: datetime
    answered_at: datetime | None = None
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)


class CallBackRepository(Protocol):
    """Cases that were drawn. Answers are sealed in the store."""

    async def draw(self, month: str, since: datetime, until: datetime, each: int, *, now: datetime) -> None:
        """Draw up to ``each`` cases a department, at random, of those that ended in the span."""

    async def of_month(self, month: str) -> Sequence[CallBack]:
        """What was drawn for a month, by department and number."""

    async def answer(self, month: str, application_no: str, answers: Mapping[str, str], *, now: datetime) -> bool:
        """Keep what was said; False when the case was not drawn."""
