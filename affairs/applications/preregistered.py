"""A pre-registration (预登记), and where it is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

__all__ = ["PreRegistration", "PreRegistrationRepository"]


@dataclass(frozen=True, slots=True)
class PreRegistration:
    """One of them. ``form`` as in an application; ``application_no`` once it was claimed, by ``citizen_id``."""

    number: str
    staff_id: str
    item_code: str
    form: str
    created_at: datetime
    expires_at: datetime
    variant: str = ""
    region: str = ""
    brought: tuple[str, ...] = ()
    note: str = field(default="", repr=False)
    citizen_id: str = ""
    application_no: str = ""


class PreRegistrationRepository(Protocol):
    """Pre-registrations by the digest of their code."""

    async def add(self, registration: PreRegistration, *, code: bytes) -> None:
        """Keep a new one."""

    async def of_code(self, code: bytes) -> PreRegistration | None:
        """The one of this code, locked."""

    async def claimed(self, number: str, *, citizen_id: str, application_no: str) -> None:
        """It is a citizen's from now on."""

    async def missed(self, citizen_id: str, *, now: datetime) -> None:
        """A citizen brought a code that is none."""

    async def misses(self, citizen_id: str, *, since: datetime) -> int:
        """How many they brought since a time."""

    async def purge(self, before: datetime) -> int:
        """Delete those that ended before a time unclaimed, and misses before it; how many."""
