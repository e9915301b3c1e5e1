"""What applications need from outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from affairs.applications.application import Application, Principal
from affairs.precheck.finding import Finding

__all__ = ["Act", "AdvisorFinding", "ApplicationRepository"]


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to an application, for whom: ``actor`` is ``citizen:ID``, ``staff:ID`` or ``system``."""

    application_no: str
    at: datetime
    actor: str
    act: str
    revision: int
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class AdvisorFinding:
    """A finding that an advisor added by hand in a pre-review; ``mended_at`` once it is settled."""

    id: int
    application_no: str
    staff_id: str
    made_at: datetime
    finding: Finding
    mended_at: datetime | None = None


class ApplicationRepository(Protocol):
    """Applications with their files' descriptions. Answers are sealed in the store."""

    async def add(self, application: Application) -> None:
        """Store a new one."""

    async def get(self, application_no: str, *, lock: bool = False) -> Application | None:
        """One of them, or None; ``lock`` until the end of the transaction."""

    async def several(self, numbers: Collection[str]) -> Mapping[str, Application]:
        """Those of them that are there."""

    async def save(self, application: Application) -> None:
        """Store what changed; the caller holds the lock."""

    async def remove(self, application_no: str) -> None:
        """Delete a draft with all that belongs to it."""

    async def of_citizen(
        self, citizen_id: str, *, companies: Sequence[str], limit: int, before: str | None = None
    ) -> Sequence[Application]:
        """What a citizen made, the latest first, from after the number ``before``; of companies only of these."""

    async def visible(
        self,
        citizen_id: str,
        *,
        companies: Sequence[str],
        managed: Sequence[str],
        limit: int,
        before: str | None = None,
    ) -> Sequence[Application]:
        """Submitted ones that a citizen may see, begun last first: their own (a company's only while they act for it:
        ``companies``), and all of the companies that they manage.
        """

    async def drafts_of(self, citizen_id: str) -> Sequence[Application]:
        """All of a citizen that were never handed in: drafts, and what was withdrawn as a draft."""

    async def count_drafts(self, citizen_id: str) -> int:
        """How many drafts a citizen has."""

    async def earlier(self, citizen_id: str, item_code: str, principal: Principal) -> Application | None:
        """The latest submitted one of an item for the same person or company, to begin another from."""

    async def applied_for(self, citizen_id: str, item_code: str, principal: Principal) -> bool:
        """Whether one of an item was submitted for the person; for a company, by whomever."""

    async def quiet_drafts(self, changed_before: datetime, *, unreminded: bool, limit: int) -> Sequence[Application]:
        """Drafts not changed since, the oldest first; ``unreminded``: only those nobody was reminded of."""

    async def to_review(self, staff_ids: Sequence[str], *, limit: int) -> Sequence[Application]:
        """Those to be read that nobody has taken, and those taken by one of these staff; the longest waiting first."""

    async def record(self, act: Act) -> None:
        """Append to what was done."""

    async def acts(self, application_no: str) -> Sequence[Act]:
        """What was done, in order."""

    async def add_finding(self, application_no: str, staff_id: str, finding: Finding, *, now: datetime) -> int:
        """Keep an advisor's finding; its id."""

    async def findings(self, application_no: str, *, open_only: bool = True) -> Sequence[AdvisorFinding]:
        """What advisors found, in order."""

    async def settle_finding(self, finding_id: int, application_no: str, *, now: datetime) -> bool:
        """Mark as mended; False when there is none that is open."""
