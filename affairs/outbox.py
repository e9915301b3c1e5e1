"""The life of an outbox message: its states, and when a failed one is tried again. Pure."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

__all__ = ["Backoff", "OutboxState", "PermanentFailure", "TransientFailure"]


class OutboxState(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class PermanentFailure(Exception):
    """Carrying the message out can never succeed; the text says why, with nothing personal in it."""


class TransientFailure(Exception):
    """It did not succeed this time; the text says why, with nothing personal in it.

    ``retry_after`` is the least wait that the other side asked for. ``due`` is when to
    try again for sure, however often it was tried; the handler then decides by itself
    when to give up.
    """

    def __init__(self, detail: str = "", *, retry_after: timedelta | None = None, due: datetime | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        self.due = due


@dataclass(frozen=True, slots=True)
class Backoff:
    """When to try again: ever later, and spread so that many do not come back together.

    The wait after attempt ``n`` lies between half of ``first * factor ** (n - 1)`` and the
    whole of it, both bounded by ``longest``; after ``attempts`` attempts there is none.
    """

    first: timedelta = timedelta(seconds=2)
    factor: float = 2.0
    longest: timedelta = timedelta(minutes=15)
    attempts: int = 12

    def wait(self, attempt: int, *, asked: timedelta | None = None, chance: float | None = None) -> timedelta | None:
        """The wait after attempt ``attempt`` (from 1), or None to give up.

        ``asked`` is the least that the other side wants; ``chance`` in [0, 1] decides
        within the spread (random when not given).
        """
        if attempt >= self.attempts:
            return None
        whole = min(self.longest, self.first * self.factor ** min(attempt - 1, 30))
        part = random.random() if chance is None else chance  # noqa: S311 - a spread, not a secret
        return max(whole * (0.5 + 0.5 * part), asked or timedelta(0))
