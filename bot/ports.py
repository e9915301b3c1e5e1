"""What the conversation needs from outside: channels, and a memory of conversations."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from affairs.ports import AskedQuestion
from bot.messages import Incoming, Reply
from bot.session import Session

__all__ = [
    "BadSignature",
    "Begun",
    "Channel",
    "ChannelError",
    "Conversations",
    "Kin",
    "MalformedMessage",
    "MediaFile",
    "MediaSource",
    "OversizeMessage",
    "Preferences",
    "QuestionRecorder",
    "ReplayedMessage",
    "Seen",
]


class ChannelError(Exception):
    """A delivery that is refused; ``code`` says why, and carries nothing personal."""

    code = "channel-error"


class BadSignature(ChannelError):
    """The signature does not fit, or a required one is absent (also a downgrade)."""

    code = "bad-signature"


class ReplayedMessage(ChannelError):
    """The timestamp is further from now than the channel's replay window."""

    code = "replayed"


class OversizeMessage(ChannelError):
    """The body is larger than the channel ever sends."""

    code = "oversize"


class MalformedMessage(ChannelError):
    """The body cannot be decrypted or parsed, or lacks what every message has."""

    code = "malformed"


class Channel(Protocol):
    """A wire format: opens what came in, seals what goes out. Pure, no I/O."""

    def open(self, query: Mapping[str, str], body: bytes) -> Incoming:
        """The message in ``body``, verified before it is parsed.

        Raises a :class:`ChannelError`.
        """

    def seal(self, reply: Reply, incoming: Incoming) -> bytes:
        """The passive reply as bytes of the wire format."""


class Seen(StrEnum):
    """What is known of a message key."""

    FRESH = "fresh"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Begun:
    """The start of one turn: whether the message is new, and the session as it stands.

    ``reply`` is the stored reply when DONE. ``revision`` is that of the session, to be
    handed to :meth:`Conversations.finish`; 0 = there was no session.
    """

    seen: Seen
    session: Session
    revision: int = 0
    reply: Reply | None = None


class Conversations(Protocol):
    """Sessions and seen messages together, because one turn needs both in one trip.

    Keys are (channel, user) and, within them, the message key. Values expire: sessions
    after a day without a word, seen messages after minutes (more than any retry).
    Implementations: in-process, Redis, database, and Redis-else-database.
    """

    async def begin(self, incoming: Incoming) -> Begun:
        """Claim the message and load the session, atomically.

        FRESH for exactly one caller among all processes until the claim expires
        (a claimer that died does not block the retry for ever); an empty message key
        is always FRESH.
        """

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        """Store session and reply together.

        False, and nothing stored, when the session was changed since ``revision`` by
        another message: begin anew with :meth:`reload`, the claim is kept.
        """

    async def reload(self, incoming: Incoming) -> Begun:
        """The session as it now stands, for a turn whose claim is already held."""

    async def release(self, incoming: Incoming) -> None:
        """Give up the claim of a turn that failed, so that a retry may succeed."""

    async def forget(self, channel: str, user: str) -> None:
        """Erase the session and every stored reply of this person."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that came with a message, as it is being fetched from its channel."""

    name: str = field(repr=False)
    chunks: AsyncIterator[bytes] = field(repr=False)


class MediaSource(Protocol):
    """Where files sent in a conversation are fetched."""

    def open(self, channel: str, media_id: str) -> AbstractAsyncContextManager[MediaFile]:
        """The file, for as long as the context.

        Raises NoSuchFile (unknown, or kept no longer by the channel), ServiceUnavailable; both also while reading.
        """


class Kin(Protocol):
    """Other names of the same person at other channels of one platform (WeChat: the UnionID)."""

    async def union_of(self, channel: str, user: str) -> str:
        """The person's name over all channels; '' when there is none, or it cannot be asked now."""


class QuestionRecorder(Protocol):
    """Where asked questions go for the knowledge desk."""

    def record(self, question: AskedQuestion) -> None:
        """Take a question; never blocks and never raises (a background task stores it)."""


class Preferences(Protocol):
    """What a person chose to be remembered beyond a session."""

    async def region(self, channel: str, user: str) -> str:
        """The remembered district's code, or ''. Never raises: '' when the store is away."""

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        """Remember the district. Never raises: the session still holds it."""
