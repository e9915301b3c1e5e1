"""Conversations in Redis: one round trip to begin a turn, one to finish it.

All of a person is one hash, ``bst:c:{name}``: the session (``s``), its revision (``r``)
and the messages seen (``m:…``, each with its own time in front). So a turn is atomic, a
person is forgotten at once, and a cluster finds everything on one node. Without Redis
conversations go on in :mod:`integrations.fallback`.
"""

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from affairs.errors import StoreUnavailable
from bot.messages import Incoming, Reply
from bot.ports import Begun, Seen
from bot.session import Session
from integrations.person_keys import PersonKeys
from integrations.redis.batching import Batches
from integrations.turns import (
    CLAIM_SECONDS,
    SEEN_LIMIT,
    SEEN_SECONDS,
    SESSION_SECONDS,
    dump_reply,
    dump_session,
    load_reply,
    load_session,
    new_revision,
)

__all__ = ["RedisConversations"]

PREFIX = "bst:c:"
NAMES = 64
"""Names of people and of messages that are not derived anew: those of the turns under way."""
_STATES = {b"F": Seen.FRESH, b"P": Seen.IN_PROGRESS, b"D": Seen.DONE}


class _Script:
    """A Lua script, called by its digest; sent whole only to a server that does not know it."""

    def __init__(self, name: str) -> None:
        self._text = (Path(__file__).parent / f"{name}.lua").read_text(encoding="utf-8")
        self._digest = hashlib.sha1(self._text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, batches: Batches, key: str, *arguments: str | bytes | int) -> Any:
        """What the script returns. Raises StoreUnavailable."""
        try:
            try:
                return await batches.call("EVALSHA", self._digest, 1, key, *arguments)
            except NoScriptError:
                return await batches.call("EVAL", self._text, 1, key, *arguments)
        except (RedisError, OSError) as error:
            raise StoreUnavailable(type(error).__name__) from error


_begin, _finish, _release = _Script("begin"), _Script("finish"), _Script("release")


class RedisConversations:
    """:class:`bot.ports.Conversations` shared by all processes of one Redis.

    Every method raises StoreUnavailable when Redis does not answer. Times are those of
    the Redis server, so that processes need not agree on theirs.
    """

    def __init__(
        self,
        client: Redis,
        keys: PersonKeys,
        *,
        session_seconds: float = SESSION_SECONDS,
        seen_seconds: float = SEEN_SECONDS,
        claim_seconds: float = CLAIM_SECONDS,
    ) -> None:
        self._batches = Batches(client)
        self._keys = keys
        self._holder = secrets.token_hex(8)
        self._session_ms = int(session_seconds * 1000)
        self._seen_ms = int(seen_seconds * 1000)
        self._claim_ms = int(claim_seconds * 1000)
        # A turn asks twice: to begin and to finish.
        self._person = lru_cache(maxsize=NAMES)(self._keys.person)
        self._message = lru_cache(maxsize=NAMES)(self._keys.message)

    async def begin(self, incoming: Incoming) -> Begun:
        """Claim the message and load the session; see :class:`bot.ports.Conversations`."""
        return await self._look(incoming, self._claim_ms)

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        """Store session and reply, or False when the session is no longer of ``revision``."""
        stored = await _finish(
            self._batches,
            self._key(incoming.channel, incoming.user),
            self._message(incoming.message_key),
            revision,
            new_revision(),
            dump_session(session),
            dump_reply(reply),
            self._session_ms,
            self._seen_ms,
            SEEN_LIMIT,
        )
        return bool(stored)

    async def reload(self, incoming: Incoming) -> Begun:
        """The session as it stands; DONE when another holder of the claim has answered meanwhile."""
        return await self._look(incoming, 0)

    async def release(self, incoming: Incoming) -> None:
        """Give up the claim, if it is still this process's and the message was not answered."""
        message = self._keys.message(incoming.message_key)
        await _release(self._batches, self._key(incoming.channel, incoming.user), message, self._holder)

    async def forget(self, channel: str, user: str) -> None:
        """Erase everything of this person."""
        self._person.cache_clear()
        self._message.cache_clear()
        try:
            await self._batches.call("DEL", _named(self._keys.person(channel, user)))
        except (RedisError, OSError) as error:
            raise StoreUnavailable(type(error).__name__) from error

    def _key(self, channel: str, user: str) -> str:
        return _named(self._person(channel, user))

    async def _look(self, incoming: Incoming, claim_ms: int) -> Begun:
        state, session, revision, reply = await _begin(
            self._batches,
            self._key(incoming.channel, incoming.user),
            self._message(incoming.message_key),
            self._holder,
            claim_ms,
        )
        seen = _STATES[state]
        return Begun(seen, load_session(session), int(revision), load_reply(reply) if seen is Seen.DONE else None)


def _named(person: str) -> str:
    """The key of a person's hash; what stands in braces settles the node of a cluster."""
    return f"{PREFIX}{{{person}}}"
