"""Late replies: outbox rows of kind ``wechat.late_reply`` sent as customer-service messages.

A row's payload is ``{"openid", "parts", "sent"}`` (``sent`` = parts before these, 0 when absent).
One run sends ONE part and, when more remain, enqueues them under a key of their own. So every part
has its own done-mark (its row), parts stay in order, and a retry never repeats an earlier part.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import structlog

from affairs.outbox import PermanentFailure, TransientFailure
from affairs.ports import OutboxMessage
from integrations.wechat.faults import IpNotAllowed, WeChatFault, retry_after

__all__ = ["LATE_REPLY", "LateReplies", "TextSender"]

LATE_REPLY = "wechat.late_reply"
GIVE_UP_AFTER_S = 48 * 3600
"""WeChat: a person can be written to within 48 hours of their own message; then it is over."""
REMEMBERED = 1000
log = structlog.get_logger(__name__)


class TextSender(Protocol):
    """The part of the client that is used here."""

    async def send_text(self, openid: str, text: str) -> None:
        """Send. Raises WeChatFault."""


class LateReplies:
    """Carries out late replies. ``enqueue(kind, key, payload)`` puts a row, once per key."""

    kind = LATE_REPLY

    def __init__(
        self,
        sender: TextSender,
        enqueue: Callable[[str, str, Mapping[str, Any]], Awaitable[bool]],
        now: Callable[[], datetime],
    ) -> None:
        self._sender, self._enqueue, self._now = sender, enqueue, now
        self._sent: dict[str, None] = {}

    async def __call__(self, message: OutboxMessage) -> None:
        """Send the row's first part, then enqueue the others.

        Returns when the row is done. Raises TransientFailure or PermanentFailure; their texts name no person.
        """
        openid, parts = message.payload.get("openid"), message.payload.get("parts")
        if not isinstance(openid, str) or not isinstance(parts, list) or not openid:
            raise PermanentFailure("payload without openid or parts")
        if (self._now() - message.created_at).total_seconds() > GIVE_UP_AFTER_S:
            raise PermanentFailure("older than 48 hours")
        if not parts:
            return
        await self._send_once(message, openid, str(parts[0]))
        await self._enqueue_rest(message, openid, parts[1:])

    async def _send_once(self, message: OutboxMessage, openid: str, text: str) -> None:
        """Send, unless this process did and only failed to have the row marked afterwards."""
        if message.key in self._sent:
            return
        try:
            await self._sender.send_text(openid, text)
        except WeChatFault as fault:
            self._classify(fault, message.attempts)
        self._sent[message.key] = None
        if len(self._sent) > REMEMBERED:
            del self._sent[next(iter(self._sent))]

    def _classify(self, fault: WeChatFault, attempts: int) -> None:
        reason = f"{type(fault).__name__} {fault.code}"
        if isinstance(fault, IpNotAllowed):
            log.error("wechat.ip_not_on_white_list", code=fault.code)
        if not fault.transient:
            raise PermanentFailure(reason) from None
        now = self._now()
        raise TransientFailure(reason, retry_after=retry_after(fault, now, attempts) - now) from None

    async def _enqueue_rest(self, message: OutboxMessage, openid: str, rest: list[Any]) -> None:
        if not rest:
            return
        sent = int(message.payload.get("sent", 0)) + 1
        origin = message.key.rpartition("#")[0] or message.key
        await self._enqueue(self.kind, f"{origin}#{sent}", {"openid": openid, "parts": rest, "sent": sent})
