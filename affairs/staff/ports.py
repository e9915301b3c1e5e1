"""What staff need from the store, as protocols over plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from affairs.staff.audit import AuditEntry, AuditFilter
from affairs.staff.lockout import Tally, TallyKind
from affairs.staff.model import Absence, Department, Staff

__all__ = [
    "AuditRepository",
    "Credential",
    "SessionRepository",
    "StaffRepository",
    "StaffSession",
    "TallyRepository",
]

OIDC = "oidc"
"""A session begun on the word of an identity provider."""
PASSWORD = "password"  # noqa: S105 - the kind of a credential


@dataclass(frozen=True, slots=True)
class Credential:
    """How somebody proves who they are. ``kind`` is ``password`` (a second factor will be another row).

    ``must_change``: somebody else knows it; it opens nothing but the page to choose a new one.
    """

    secret: str = field(repr=False)
    changed_at: datetime
    must_change: bool = False
    kind: str = PASSWORD


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One open session. ``network`` and ``agent`` let its owner recognise it."""

    id: str
    staff_id: str
    method: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    network: str = ""
    agent: str = ""


class StaffRepository(Protocol):
    """Staff, their credentials and absences, departments."""

    async def find(self, staff_id: str) -> Staff | None:
        """One by id."""

    async def by_login(self, key: str) -> Staff | None:
        """One by the key of their log-in name (see :func:`affairs.staff.model.login_key`)."""

    async def all(self) -> Sequence[Staff]:
        """Everybody, by log-in name."""

    async def lock(self, staff_id: str) -> Staff | None:
        """One by id, held against changes and log-ins of others until this transaction ends."""

    async def lock_active(self) -> Sequence[Staff]:
        """Everybody who may log in, held against changes of others until this transaction ends."""

    async def add(self, staff: Staff) -> bool:
        """Add; False when the log-in name is taken."""

    async def change(self, staff: Staff) -> bool:
        """Store what was changed, one revision on; False when it is no longer of ``staff.revision``."""

    async def logged_in(self, staff_id: str, now: datetime) -> None:
        """Remember when they last logged in; no change of revision."""

    async def credential(self, staff_id: str, kind: str = PASSWORD) -> Credential | None:
        """What they prove themselves by."""

    async def put_credential(self, staff_id: str, credential: Credential) -> None:
        """Set it, in place of the one before of the same kind."""

    async def replace_secret(self, staff_id: str, before: str, after: str) -> bool:
        """Store the same password hashed anew; False when it was changed meanwhile."""

    async def departments(self) -> Sequence[Department]:
        """All, by name."""

    async def add_department(self, department: Department) -> bool:
        """Add; False when the name is taken."""

    async def rename_department(self, department: Department) -> bool:
        """Rename; False when there is none of this id or the name is another's."""

    async def absences(self, after: datetime) -> Sequence[Absence]:
        """Those that end after a moment, the earliest first."""

    async def add_absence(self, absence: Absence) -> None:
        """Add."""

    async def end_absences(self, staff_id: str, now: datetime) -> int:
        """End those under way and take back those to come; how many."""


class SessionRepository(Protocol):
    """Open sessions."""

    async def find(self, digest: bytes) -> StaffSession | None:
        """The session of a token's digest, open or expired."""

    async def of(self, staff_id: str) -> Sequence[StaffSession]:
        """All of one person, the latest used first."""

    async def add(self, session: StaffSession, digest: bytes, *, most: int) -> None:
        """Add; of one person no more than ``most`` stay, the latest used."""

    async def seen(self, session_id: str, now: datetime) -> None:
        """Remember that it was used."""

    async def end(self, staff_id: str, session_id: str) -> bool:
        """End one of this person; False when they have none of this id."""

    async def end_all(self, staff_id: str, but: str = "") -> int:
        """End all of this person but one; how many."""

    async def purge(self, now: datetime, idle_since: datetime) -> int:
        """Delete those expired at ``now``, or not used since ``idle_since``; how many."""


class TallyRepository(Protocol):
    """Failures of log-in, under keyed hashes of names and addresses."""

    async def lock(self, keys: Mapping[TallyKind, str]) -> Mapping[TallyKind, Tally]:
        """The tallies, held against others until this transaction ends; an empty one where none was."""

    async def put(self, keys: Mapping[TallyKind, str], tallies: Mapping[TallyKind, Tally]) -> None:
        """Store them."""

    async def purge(self, before: datetime) -> int:
        """Delete those untouched since a time; how many."""


class AuditRepository(Protocol):
    """The log. There is no way to change an entry."""

    async def append(self, entry: AuditEntry) -> None:
        """Add one."""

    async def page(self, wanted: AuditFilter, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        """The latest first, ids below ``before``."""
