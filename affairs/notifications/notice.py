"""A notice, the consents that let us send it, and what became of each attempt. Values."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from affairs.clock import CHINA

__all__ = ["NOTICE", "Attempt", "Consent", "Notice", "Outcome", "Sent", "Way", "waking"]

NOTICE = "notice"
"""Kind of the outbox row that sends a notice; the payload names it."""
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(8)


class Way(StrEnum):
    """Ways out of the inbox, in the order in which they are tried."""

    SUBSCRIPTION = "subscription"
    """订阅消息 of the mini-program: one for each consent, or for ever where that was granted (长期订阅)."""
    TEMPLATE = "template"
    """模板消息 of the service account, to those who follow it."""
    CUSTOMER = "customer"
    """客服消息: within 48 hours of the person's own message."""


class Outcome(StrEnum):
    """What became of an attempt."""

    SENT = "sent"
    CLOSED = "closed"
    """This way is not open to this person now (43101, 45015, 45047): the next one is tried, never this one again."""
    LATER = "later"
    UNSURE = "unsure"
    """No answer came: it may have arrived. It is not sent a second time; the inbox has it."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice in a citizen's inbox. ``key`` names what it tells: the same thing is told once."""

    id: str
    citizen_id: str
    key: str
    title: str
    text: str = field(repr=False)
    created_at: datetime
    application_no: str = ""
    urgent: bool = False
    read_at: datetime | None = None
    settled_at: datetime | None = None
    """When it went out, or there was no way left to send it; None = it is still to be sent."""


@dataclass(frozen=True, slots=True)
class Consent:
    """How many subscription notices a citizen still lets us send; ``lasting`` = as many as there are."""

    left: int = 0
    lasting: bool = False

    @property
    def given(self) -> bool:
        """Whether one may be sent."""
        return self.lasting or self.left > 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last attempt on one way, with WeChat's own code (0 = none); ``number`` of them were made."""

    notice_id: str
    way: Way
    outcome: Outcome
    at: datetime
    code: int = 0
    number: int = 1


@dataclass(frozen=True, slots=True)
class Sent:
    """What a messenger says. ``code`` is the platform's own (0 = none); ``due``: when to try again, of LATER alone."""

    outcome: Outcome
    code: int = 0
    due: datetime | None = None


def waking(now: datetime, *, urgent: bool) -> datetime:
    """``now``, or the next eight in the morning when it is night in China (22:00 to 8:00) and nothing presses."""
    there = now.astimezone(CHINA)
    if urgent or NIGHT_ENDS <= there.time() < NIGHT_BEGINS:
        return now
    day = there.date() + timedelta(days=1 if there.time() >= NIGHT_BEGINS else 0)
    return datetime.combine(day, NIGHT_ENDS, CHINA)
