"""What every store of conversations keeps of a turn: how long, how much, and in what form."""

import json
import random
from typing import Any

import msgspec

from bot.messages import Reply
from bot.session import Session

__all__ = [
    "CLAIM_SECONDS",
    "SEEN_LIMIT",
    "SEEN_SECONDS",
    "SESSION_SECONDS",
    "dump_reply",
    "dump_session",
    "load_reply",
    "load_session",
    "new_revision",
]

SESSION_SECONDS = 24 * 3600
SEEN_SECONDS = 600
CLAIM_SECONDS = 3
"""Shorter than a repetition waits (``bot.engine.Engine``): the message of a process that died is answered by the
next delivery. A turn that takes longer may be worked out twice; the first to be stored is the one that counts."""
SEEN_LIMIT = 64
"""Stored replies of one person at most; the oldest go first."""

_dice = random.Random()  # noqa: S311 - seeded by the system; tells revisions apart, and keeps nothing secret
_encoder = msgspec.json.Encoder()
_replies = msgspec.json.Decoder(Reply)
_sessions = msgspec.json.Decoder(Session)


def new_revision() -> int:
    """A revision that no session had before: random, not 0, exact in a double (Lua's only number)."""
    return _dice.getrandbits(52) + 1


def dump_reply(reply: Reply) -> bytes:
    """A reply as compact JSON, without what is empty and without ``explain``, which no repetition shows."""
    return _dump({name: value for name in Reply.__slots__ if name != "explain" and (value := getattr(reply, name))})


def load_reply(text: str | bytes) -> Reply:
    """The reply of :func:`dump_reply`. Raises ValueError when it is none."""
    return _replies.decode(text)


def dump_session(session: Session) -> bytes:
    """A session as compact JSON, without what is empty."""
    return _dump({name: value for name in Session.__slots__ if (value := getattr(session, name))})


def load_session(text: str | bytes | None) -> Session:
    """The stored session; an empty one when there is none, or none that this version can read."""
    if not text:
        return Session()
    try:
        return _sessions.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Session()


def _dump(fields: dict[str, Any]) -> bytes:
    try:
        return _encoder.encode(fields)
    except UnicodeEncodeError:
        # Half a surrogate pair, which no store takes, becomes a question mark.
        return json.dumps(msgspec.to_builtins(fields), ensure_ascii=False).encode("utf-8", "replace")
