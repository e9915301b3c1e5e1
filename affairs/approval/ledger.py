"""The ledger of delivery: every message to every approval system, and what became of it.

A case may need many messages; one that was acknowledged is never sent again, whatever happens to the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

__all__ = ["LedgerEntry", "LedgerKey", "LedgerRepository", "LedgerState", "Settlement"]


class LedgerState(StrEnum):
    """Where a message stands. SENT without an answer means that nobody knows."""

    PENDING = "pending"
    SENT = "sent"
    ACKED = "acked"
    REJECTED = "rejected"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """One message: to ``system``, of the case ``application_no``, named ``message`` within it (stage, number)."""

    system: str
    application_no: str
    message: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line. ``answer`` is what the system said that matters later (its numbers); nothing personal."""

    key: LedgerKey
    state: LedgerState
    attempts: int
    changed_at: datetime
    error: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one message. ``answer`` None = what was noted before stays."""

    key: LedgerKey
    state: LedgerState
    error: str = ""
    answer: Mapping[str, Any] | None = None


class LedgerRepository(Protocol):
    """The lines, in a unit of work; and the nonces and cursors of the systems beside them."""

    async def entry(self, key: LedgerKey) -> LedgerEntry | None:
        """One line."""

    async def of_case(self, system: str, application_no: str) -> Sequence[LedgerEntry]:
        """The lines of one case, the oldest first."""

    async def begin(self, keys: Sequence[LedgerKey], *, now: datetime) -> Sequence[LedgerEntry]:
        """About to send: PENDING, SENT, REJECTED or DEAD → SENT, one more attempt; the lines as they stood *before*.

        An ACKED line stays as it is. A line that was not there is returned as PENDING with 0 attempts. The keys are
        distinct (ValueError), and answered in their order.
        """

    async def settle(self, settlements: Sequence[Settlement], *, now: datetime) -> None:
        """What became of them. An ACKED line stays ACKED."""

    async def in_state(self, state: LedgerState, limit: int, *, system: str = "") -> Sequence[LedgerEntry]:
        """Lines in one state, changed last first."""

    async def counts(self) -> Mapping[tuple[str, LedgerState], int]:
        """How many lines by system and state; what there is none of is absent."""

    async def use_nonce(self, system: str, nonce: str, *, now: datetime, expires_at: datetime) -> bool:
        """True once for each nonce until it expires; expired ones are thrown away."""

    async def cursor(self, system: str) -> str:
        """Where polling stands; '' = at the beginning."""

    async def set_cursor(self, system: str, cursor: str, *, now: datetime) -> None:
        """Polling got so far. Belongs into the transaction that stores the updates."""

    async def purge(self, before: datetime) -> int:
        """Delete ACKED lines that were settled before a time; how many."""
