"""A matter and what was done with it. Values; what citizens wrote is kept out of every ``repr``."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from affairs.staff.model import Tier

__all__ = ["TIERS", "Decision", "Level", "Matter", "MatterKind", "MatterState", "Step", "StepAct", "Written"]

TIERS = (Tier.COMMUNITY, Tier.STREET, Tier.CENTRE, Tier.DEPARTMENT)
"""村(社区) → 镇(街道) → 区中心 → 部门, from below."""


class MatterKind(StrEnum):
    """What it is, as GB/T 39046 table 10 tells them apart."""

    CONSULTATION = "consultation"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


class Level(StrEnum):
    """How far it reaches."""

    ORDINARY = "ordinary"
    """一般: solved with the window at once."""
    MAJOR = "major"
    """重大: reported to 审管科 and the window's head, who coordinate."""
    SYSTEMIC = "systemic"
    """系统性: a proposal to the 审管办, tracked to its decision."""


class MatterState(StrEnum):
    """Where it stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    """A proposal waits for its decision."""
    ANSWERED = "answered"


class Decision(StrEnum):
    """What became of a proposal."""

    NONE = ""
    ADOPTED = "adopted"
    PARTLY = "partly"
    REFUSED = "refused"


class StepAct(StrEnum):
    """What was done."""

    OPENED = "opened"
    TAKEN = "taken"
    UP = "up"
    DOWN = "down"
    LEVELLED = "levelled"
    EXTENDED = "extended"
    PROPOSED = "proposed"
    DECIDED = "decided"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Written:
    """What is sealed: what was written, by whom, and how it was answered."""

    title: str = field(default="", repr=False)
    content: str = field(default="", repr=False)
    against: str = field(default="", repr=False)
    """被投诉单位/人."""
    proposal: str = field(default="", repr=False)
    decided: str = field(default="", repr=False)
    extension: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter. ``citizen_id`` is '' where it was sent without a name. ``staff_id`` has it, '' = whoever is of the
    tier. ``due`` is when the tier that has it must have done its part, ``promised`` the answer time that the citizen
    was told; ``extended_to`` the one put off to, once.
    """

    id: str
    kind: MatterKind
    state: MatterState
    level: Level
    tier: Tier
    opened_at: datetime
    due: datetime
    promised: datetime
    written: Written = field(repr=False)
    citizen_id: str = ""
    region: str = ""
    department: str = ""
    item_code: str = ""
    application_no: str = ""
    handover_id: str = ""
    staff_id: str = ""
    opened_by: str = ""
    proposed_by: str = ""
    decision: Decision = Decision.NONE
    taken_at: datetime | None = None
    extended_to: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    revision: int = 1

    def overdue(self, now: datetime) -> bool:
        """Whether the citizen has waited longer than they were told."""
        return (self.answered_at or now) > (self.extended_to or self.promised)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of its way. ``reason`` is for staff; the citizen sees act, tier, time and who has it until when."""

    matter_id: str
    at: datetime
    act: StepAct
    tier: Tier
    due: datetime
    staff_id: str = ""
    reason: str = field(default="", repr=False)
