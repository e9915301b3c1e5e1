"""The second factor as values, and what it needs from the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

__all__ = ["ARRIVAL", "Arrival", "Factor", "FactorRepository"]

ARRIVAL = timedelta(minutes=5)
"""How long a log-in waits for its code."""


@dataclass(frozen=True, slots=True)
class Factor:
    """Somebody's generator of codes (RFC 6238). ``secret`` is base32, '' when no key in use opens it.

    ``confirmed_at`` is None until a first code proved that the device has it; ``last_step`` is
    the period of 30 s of the last code that was used, none at or before which counts again.
    """

    staff_id: str
    secret: str = field(repr=False)
    made_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """A log-in that lacks its code. ``method`` is how the person proved themself so far."""

    staff_id: str
    method: str
    created_at: datetime
    expires_at: datetime


class FactorRepository(Protocol):
    """Second factors, recovery codes, and log-ins under way. Secrets are sealed, codes kept as keyed hashes."""

    async def find(self, staff_id: str) -> Factor | None:
        """The factor of this person, confirmed or not."""

    async def enrolled(self) -> Sequence[str]:
        """Ids of those whose factor is confirmed."""

    async def put(self, factor: Factor) -> None:
        """Set it, in place of the one before."""

    async def spend_step(self, factor: Factor, step: int) -> bool:
        """Note that the code of ``step`` was used; False when that one or a later one was used before."""

    async def remove(self, staff_id: str) -> bool:
        """Delete factor, codes and log-ins under way; False when there was no factor."""

    async def put_codes(self, staff_id: str, codes: Sequence[str]) -> None:
        """Set the recovery codes, in place of those before."""

    async def codes_left(self, staff_id: str) -> int:
        """How many recovery codes are unused."""

    async def spend_code(self, staff_id: str, code: str) -> bool:
        """Use up a recovery code; False when there is none like it."""

    async def add_arrival(self, arrival: Arrival, digest: bytes) -> None:
        """Keep a log-in under way, by the digest of its token."""

    async def arrival(self, digest: bytes) -> Arrival | None:
        """The log-in under way of a token's digest, held until this transaction ends."""

    async def end_arrival(self, digest: bytes) -> None:
        """Forget a log-in under way."""

    async def purge(self, now: datetime) -> int:
        """Delete log-ins that waited too long; how many."""
