"""A hand-over and its messages. Values; what citizens said is kept out of every ``repr``."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from affairs.handover.brief import Brief

__all__ = [
    "OPEN",
    "WINDOW",
    "WINDOW_MESSAGES",
    "Attached",
    "Canned",
    "Change",
    "Correction",
    "Delivery",
    "Handover",
    "Message",
    "MessageKind",
    "Reason",
    "Side",
    "State",
    "Suggestion",
]

WINDOW = timedelta(hours=48)
"""WeChat: a person can be written to within 48 hours of their own message (客服消息)."""
WINDOW_MESSAGES = 5
"""WeChat: so many customer-service messages after each message of theirs."""


class State(StrEnum):
    """Where a hand-over stands."""

    PROPOSED = "proposed"
    """Told to the citizen, who has not said yes: nobody sees it."""
    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_BACK = "given-back"
    """The bot answers again."""
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    """The citizen did not want it any more."""


OPEN = frozenset({State.WAITING, State.TAKEN})
"""States in which messages go to staff and the bot is silent."""


class Reason(StrEnum):
    """Why it was handed over."""

    ASKED = "asked"
    MISSED = "missed"
    """The bot did not understand twice in a row."""
    FRUSTRATED = "frustrated"
    STUCK = "stuck"
    """In the middle of an application."""
    ITEM = "item"
    """The guide says that the matter has to be talked over first."""


class Side(StrEnum):
    """Who speaks."""

    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"
    """Said to the citizen by the desk itself: that somebody took it, that it is closed."""
    NOTE = "note"
    """Among staff; the citizen never sees it."""


class MessageKind(StrEnum):
    """What a message is."""

    TEXT = "text"
    FILE = "file"


class Delivery(StrEnum):
    """What became of a message to a citizen. SENT only when the platform, or the citizen's own device, has it."""

    NONE = "none"
    """It goes nowhere: it is the citizen's own, or a note."""
    QUEUED = "queued"
    SENDING = "sending"
    """On its way: whoever finds it so after the sender died does not send it again."""
    SENT = "sent"
    INBOX = "inbox"
    """It could not be delivered: a notice with a link, and the inbox, have it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message. ``kind`` is what was found in its bytes: ``pdf``, ``jpeg``, ``png``, or '' for the rest."""

    key: str
    size: int
    kind: str
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; ``seq`` counts from 1 within its hand-over, and is the order for everybody.

    ``client_id`` is the sender's own name of it: sent twice, it is there once.
    """

    handover_id: str
    seq: int
    side: Side
    at: datetime
    kind: MessageKind = MessageKind.TEXT
    text: str = field(default="", repr=False)
    file: Attached | None = None
    staff_id: str = ""
    client_id: str = ""
    delivery: Delivery = Delivery.NONE
    delivered_at: datetime | None = None
    code: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One answer of an application that shall be another: ``value`` as it is stored, the rest as people read it."""

    key: str
    label: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Correction:
    """What an advisor proposes to change of an application, as its ``revision`` had it."""

    id: str
    application_no: str
    revision: int
    changes: tuple[Change, ...]
    staff_id: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """One hand-over. ``staff_id`` holds it, ``offered_to`` is whom routing thinks of first, '' = nobody.

    ``unanswered_since`` is when the citizen last spoke without an answer; ``promised_by`` the answer time that they
    were told. ``window_from`` and ``window_used`` count what WeChat still lets us send. ``watchers`` were asked along
    by a colleague (@). ``correction`` is what the citizen has not answered yet. ``revision`` grows with each change of
    it or of its messages.
    """

    id: str
    citizen_id: str
    channel: str
    state: State
    reason: Reason
    opened_at: datetime
    brief: Brief = field(repr=False)
    item_code: str = ""
    region: str = ""
    department: str = ""
    application_no: str = ""
    staff_id: str = ""
    offered_to: str = ""
    offered_at: datetime | None = None
    promised_by: datetime | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    unanswered_since: datetime | None = None
    window_from: datetime | None = None
    window_used: int = 0
    last_seq: int = 0
    seen_by_citizen: int = 0
    reassigned: int = 0
    watchers: tuple[str, ...] = ()
    outcome: str = field(default="", repr=False)
    stars: int = 0
    revision: int = 1
    correction: Correction | None = field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether messages go to staff."""
        return self.state in OPEN

    def window_left(self, now: datetime) -> int:
        """Customer-service messages that WeChat still takes for this person."""
        if self.window_from is None or now >= self.window_from + WINDOW:
            return 0
        return max(0, WINDOW_MESSAGES - self.window_used)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an advisor would have the catalogue know: this is how people ask for the item."""

    id: str
    handover_id: str
    item_code: str
    phrase: str
    staff_id: str
    made_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer. ``made_by`` is who keeps it, '' = it comes with the product."""

    id: str
    title: str
    text: str
    made_by: str = ""
