"""For whom a citizen may act: relatives and companies. Values; personal ones stay out of every ``repr``.

本人办理, 代亲属办理 and 代企业办理; who acts is a representative (经办人) of the company, with a
role and until a day. Agents of the centre (代办员) and intermediaries (中介) are marked as such.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

__all__ = [
    "Capacity",
    "Company",
    "Relation",
    "Relative",
    "Representation",
    "RepresentationState",
    "Role",
]


class Capacity(StrEnum):
    """As what somebody acts for others, marked by the centre; '' = a citizen like all."""

    CITIZEN = ""
    AGENT = "agent"
    """代办员 of the centre."""
    INTERMEDIARY = "intermediary"
    """中介, with a licence."""


class Relation(StrEnum):
    """The relative is the citizen's …"""

    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"
    GRANDPARENT = "grandparent"
    WARD = "ward"
    """被监护人."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody whom a citizen acts for. ``proof`` is the key of a file that shows the relation, '' = none yet."""

    id: str
    citizen_id: str
    relation: Relation
    created_at: datetime
    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    proof: str = ""
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """A company (or another legal entity) by its 统一社会信用代码.

    ``verified_at`` is when a register confirmed name and legal person; None = as stated.
    """

    id: str
    credit_code: str
    name: str
    created_at: datetime
    legal_person: str = field(default="", repr=False)
    address: str = ""
    verified_at: datetime | None = None


class Role(StrEnum):
    """What a representative may do for the company."""

    LEGAL = "legal"
    """The legal person: everything, and invites."""
    MANAGER = "manager"
    """Everything, and invites handlers."""
    HANDLER = "handler"
    """经办人: applies, and sees what they applied for themself."""

    @property
    def invites(self) -> bool:
        """Whether they may invite others, and see all that concerns the company."""
        return self is not Role.HANDLER


class RepresentationState(StrEnum):
    """From an invitation, or from a signed authorisation that staff have to look at, to its end."""

    INVITED = "invited"
    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Representation:
    """That a citizen may act for a company. ``citizen_id`` is '' while an invitation is open.

    ``authorisation`` is the file key of a signed authorisation (授权委托书), '' = invited by the company.
    """

    id: str
    company_id: str
    role: Role
    state: RepresentationState
    created_at: datetime
    expires_at: datetime
    citizen_id: str = ""
    invited_by: str = ""
    authorisation: str = ""
    ended_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the citizen may act by it at this moment."""
        return self.state is RepresentationState.ACTIVE and now < self.expires_at
