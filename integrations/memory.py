"""Conversations within this process: bounded, and gone with it."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.messages import Incoming, Reply
from bot.ports import Begun, Seen
from bot.session import Session
from integrations.turns import CLAIM_SECONDS, SEEN_LIMIT, SEEN_SECONDS, SESSION_SECONDS, new_revision

__all__ = ["MemoryConversations"]


@dataclass(slots=True)
class _Message:
    """A message key that was claimed (no reply yet) or answered, until ``expires``."""

    expires: float
    reply: Reply | None = None


@dataclass(slots=True)
class _Conversation:
    session: Session = field(default_factory=Session)
    revision: int = 0
    expires: float = 0.0
    messages: OrderedDict[str, _Message] = field(default_factory=OrderedDict)


class MemoryConversations:
    """:class:`bot.ports.Conversations` in a dictionary, for one process.

    Nothing is awaited inside, so every method is atomic in its event loop. At most
    ``limit`` people are kept, those longest silent go first.
    """

    def __init__(self, *, limit: int = 50_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._people: OrderedDict[tuple[str, str], _Conversation] = OrderedDict()

    def __len__(self) -> int:
        return len(self._people)

    async def begin(self, incoming: Incoming) -> Begun:
        """Claim the message and load the session; see :class:`bot.ports.Conversations`."""
        now = self._clock()
        known = self._conversation(incoming, now)
        message = known.messages.get(incoming.message_key)
        if message is not None and message.expires > now:
            seen = Seen.IN_PROGRESS if message.reply is None else Seen.DONE
            return Begun(seen, known.session, known.revision, message.reply)
        self._remember(known, incoming.message_key, _Message(now + CLAIM_SECONDS))
        return Begun(Seen.FRESH, known.session, known.revision)

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        """Store session and reply, or False when the session is no longer of ``revision``."""
        now = self._clock()
        known = self._conversation(incoming, now)
        if known.revision != revision:
            return False
        known.session, known.revision, known.expires = session, new_revision(), now + SESSION_SECONDS
        kept = replace(reply, explain={}) if reply.explain else reply
        self._remember(known, incoming.message_key, _Message(now + SEEN_SECONDS, kept))
        return True

    async def reload(self, incoming: Incoming) -> Begun:
        """The session as it stands; DONE when another holder of the claim has answered meanwhile."""
        now = self._clock()
        known = self._conversation(incoming, now)
        message = known.messages.get(incoming.message_key)
        if message is not None and message.reply is not None and message.expires > now:
            return Begun(Seen.DONE, known.session, known.revision, message.reply)
        return Begun(Seen.FRESH, known.session, known.revision)

    async def release(self, incoming: Incoming) -> None:
        """Give up the claim, unless the message was answered."""
        known = self._people.get((incoming.channel, incoming.user))
        message = known.messages.get(incoming.message_key) if known else None
        if known is not None and message is not None and message.reply is None:
            del known.messages[incoming.message_key]

    async def forget(self, channel: str, user: str) -> None:
        """Erase everything of this person."""
        self._people.pop((channel, user), None)

    def _conversation(self, incoming: Incoming, now: float) -> _Conversation:
        """The person's entry, made young again; an expired session in it is emptied."""
        key = (incoming.channel, incoming.user)
        known = self._people.setdefault(key, _Conversation())
        self._people.move_to_end(key)
        if known.revision and known.expires <= now:
            known.session, known.revision = Session(), 0
        while len(self._people) > self._limit:
            self._people.popitem(last=False)
        return known

    def _remember(self, known: _Conversation, message_key: str, message: _Message) -> None:
        if not message_key:
            return
        known.messages[message_key] = message
        known.messages.move_to_end(message_key)
        while len(known.messages) > SEEN_LIMIT:
            known.messages.popitem(last=False)
