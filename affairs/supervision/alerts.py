"""What supervision is told: cards that were dealt, and refusals (双告知). Values."""

from dataclasses import dataclass, field
from datetime import date, datetime

from affairs.supervision.cards import Level

__all__ = ["REFUSAL", "UNDELIVERED", "Alert", "Dealt", "RefusalNotice", "roles_of"]

REFUSAL = "refusal"
UNDELIVERED = "undelivered"
"""An approval system refused to take an application over: staff have to see to it."""


@dataclass(frozen=True, slots=True)
class Dealt:
    """What one step of a sweep did: cards ``found`` due, ``fresh`` ones among them, cases that silence ``granted``."""

    found: int
    fresh: int = 0
    granted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """不予受理 or 不予许可, told to the applicant and to supervision alike; or why a system did not take a case."""

    application_no: str
    event: str
    at: datetime
    reason: str = field(repr=False)
    basis: str = field(repr=False)
    remedies: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it stands in supervision's list. ``notice`` is there for a refusal alone."""

    id: int
    application_no: str
    term: str
    level: str
    day: date
    told_at: datetime
    item_code: str
    department: str
    region: str
    notice: RefusalNotice | None = None


def roles_of(level: str) -> tuple[str, ...]:
    """Who is told: 承办人 of what comes, the 科室负责人 too of a yellow card, the 分管领导 too of what is late.

    A refusal goes to supervision (双告知), what could not be delivered to those who can see to it.
    """
    if level == REFUSAL:
        return ("leader",)
    if level == UNDELIVERED:
        return ("handler", "head")
    if level in {Level.RED, Level.GRANTED}:
        return ("handler", "head", "leader")
    return ("handler", "head") if level == Level.YELLOW else ("handler",)
