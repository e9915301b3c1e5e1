"""Messages whose process was slow and then died: outbox rows of kind ``wechat.unanswered``, answered by a worker.

The process that received a message puts such a row before it tells the platform ``success``, and takes it
back with the row of the reply (:mod:`integrations.wechat.delivery`). What is still there after
``PATIENCE_S`` has lost its process, somewhere between the question and the reply.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from affairs.outbox import PermanentFailure, TransientFailure
from affairs.ports import OutboxMessage
from bot.messages import Incoming, Reply, ReplyKind
from integrations.wechat.delivery import GIVE_UP_AFTER_S, LATE_REPLY

__all__ = ["PATIENCE_S", "UNANSWERED", "Unanswered"]

UNANSWERED = "wechat.unanswered"
PATIENCE_S = 30.0
"""Seconds that the receiving process has for its reply, from the moment it was late."""
TRIES = 4
"""Attempts while another process is still at it, or has nothing to say."""


class Unanswered:
    """Answers such messages. ``enqueue(kind, key, payload)`` puts a row, once per key."""

    kind = UNANSWERED

    def __init__(
        self,
        respond: Callable[[Incoming], Awaitable[Reply]],
        parts: Callable[[Reply], Sequence[str]],
        enqueue: Callable[[str, str, Mapping[str, Any]], Awaitable[bool]],
        now: Callable[[], datetime],
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._respond, self._parts, self._enqueue, self._now = respond, parts, enqueue, now
        self._patience = timedelta(seconds=patience_s)

    async def __call__(self, message: OutboxMessage) -> None:
        """Answer it, and enqueue the reply where its process would have.

        Returns when the row is done. Raises TransientFailure or PermanentFailure; their texts name no person.
        """
        now, due = self._now(), message.created_at + self._patience
        if now < due:
            raise TransientFailure("its process has time left", due=due)
        if (now - message.created_at).total_seconds() > GIVE_UP_AFTER_S:
            raise PermanentFailure("older than 48 hours")
        incoming = _incoming(message)
        reply = await self._respond(incoming)
        if reply.kind is ReplyKind.SILENT and not reply.text:
            if message.attempts < TRIES:
                raise TransientFailure("nothing to say yet", due=now + self._patience)
            return
        # Said to nobody so far: a repetition of a message that was late is told so by its kind alone.
        reply = replace(reply, kind=ReplyKind.ANSWER) if reply.kind is ReplyKind.SILENT else reply
        if parts := self._parts(reply):
            await self._enqueue(LATE_REPLY, message.key.rstrip("?"), {"openid": incoming.user, "parts": list(parts)})


def _incoming(message: OutboxMessage) -> Incoming:
    try:
        return msgspec.convert(message.payload.get("message"), Incoming)
    except msgspec.ValidationError:
        raise PermanentFailure("payload without a message") from None
