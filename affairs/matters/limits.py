"""Clocks of matters, in working days by the centre's calendar. Policy of a deployment: no law gives these terms."""

from datetime import datetime
from types import MappingProxyType

from affairs.clock import WorkCalendar, china_day, reckon
from affairs.matters.matter import MatterKind
from affairs.staff.model import Tier
from knowledge.guide import TimeLimit

__all__ = ["ANSWERED_WITHIN", "EXTENSION", "TIER_WITHIN", "ends"]

TIER_WITHIN = MappingProxyType(
    {
        Tier.COMMUNITY: TimeLimit(1),
        Tier.STREET: TimeLimit(2),
        Tier.CENTRE: TimeLimit(3),
        Tier.DEPARTMENT: TimeLimit(5),
    }
)
"""How long each tier has before it must answer or send it on."""
ANSWERED_WITHIN = MappingProxyType(
    {
        MatterKind.CONSULTATION: TimeLimit(5),
        MatterKind.COMPLAINT: TimeLimit(15),
        MatterKind.SUGGESTION: TimeLimit(15),
    }
)
"""By when the citizen is answered, as they are told."""
EXTENSION = TimeLimit(5)
"""By how much the answer may be put off, once, with a reason that is told."""


def ends(limit: TimeLimit, begun: datetime, calendar: WorkCalendar) -> datetime:
    """The moment a term that begins now ends: 24:00 of its last day."""
    day = china_day(begun)
    return reckon(limit, day, day, calendar).due_before
