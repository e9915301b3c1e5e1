"""Channel-neutral messages: what came in, what goes out.

A channel (WeChat, the mini-program API, the command line) turns its own wire format
into :class:`Incoming` and renders :class:`Reply` as richly as it can, degrading to
text. Nothing here knows XML, HTTP or a byte limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

__all__ = ["Choice", "GuideRef", "Incoming", "Kind", "Link", "Reply", "ReplyKind"]


class Kind(StrEnum):
    """What kind of message came in."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LINK = "link"
    LOCATION = "location"
    FILE = "file"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    SCAN = "scan"
    MENU = "menu"
    LOCATION_REPORT = "location_report"
    OTHER_EVENT = "other_event"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of one person.

    ``channel`` and ``user`` together name the conversation (``user`` is opaque: an
    openid, an API conversation id). ``message_key`` is what a repetition of the same
    message would carry again ('' = never repeated). ``event_key`` is a menu key, or the
    scene of a QR code; ``choice`` the number of an option that was clicked. ``place`` is
    the address label of a shared location. ``region`` is a district stated outside the text.
    ``citizen_id`` is who signed in, at a channel whose users cannot be told from each other.
    ``unkeyed`` stands for the key of a message without one while it is being answered.
    """

    channel: str
    user: str
    kind: Kind = Kind.TEXT
    text: str = ""
    message_key: str = ""
    event_key: str = ""
    choice: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    place: str = ""
    region: str = ""
    media_id: str = ""
    received_at: datetime | None = None
    citizen_id: str = ""
    unkeyed: str = ""

    @property
    def once(self) -> str:
        """What names this message to whoever stores something because of it, however often it is worked out."""
        return self.message_key or self.unkeyed


class ReplyKind(StrEnum):
    """What a reply is; the values are those of ``POST /api/v1/ask``."""

    ANSWER = "answer"
    CHOICES = "choices"
    FORM = "form"
    SMALLTALK = "smalltalk"
    DECLINED = "declined"
    HANDOVER = "handover"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Choice:
    """A numbered option: reply ``n``, or the words of ``label``, picks it."""

    n: int
    label: str


@dataclass(frozen=True, slots=True)
class GuideRef:
    """A guide that the reply rests on, or offers. ``confidence`` is a probability."""

    code: str
    name: str
    region: str = ""
    variant: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A page to open; ``path`` is relative to the public address of the product."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. ``text`` is the whole answer without the options and links, which
    a channel appends in its own way; SILENT means that nothing is to be said.
    """

    kind: ReplyKind
    text: str = ""
    choices: tuple[Choice, ...] = ()
    guides: tuple[GuideRef, ...] = ()
    facets: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    explain: Mapping[str, Any] = field(default_factory=dict)
