"""Delivering what is said to a citizen: in order, never twice, and nothing shown as sent that was not.

Before a message leaves it is kept as SENDING, in a transaction of its own. A worker that dies in between leaves that
mark: nobody sends it again, and the inbox tells of it. What WeChat does not take (48 hours, five messages), and what no
device fetched, is told of by a notice; the message itself is in the conversation all the same.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from affairs.handover import words
from affairs.handover.handover import Attached, Delivery, Handover, Message, MessageKind
from affairs.handover.ports import Hints
from affairs.handover.speaking import PATIENCE, TELL
from affairs.notifications.inbox import tell
from affairs.notifications.notice import Outcome, Sent
from affairs.outbox import PermanentFailure, TransientFailure
from affairs.ports import Clock, OutboxMessage, UnitOfWork, UnitOfWorkFactory

__all__ = ["CitizenSender", "TellCitizen"]

PICTURES = frozenset({"jpeg", "png"})
SENDING = timedelta(seconds=60)
"""After so long whoever was sending is dead: longer than any call to the platform takes."""


class CitizenSender(Protocol):
    """Sends one customer-service message. Never raises for what the platform says."""

    async def say(self, user: str, text: str) -> Sent:
        """Send it to the person whom the channel knows as ``user``."""

    async def show(self, user: str, picture: Attached) -> Sent:
        """Send a picture (``jpeg``, ``png``)."""


class TellCitizen:
    """Carries out outbox rows of kind ``handover.tell``: all that waits in one hand-over, one after another.

    ``sender`` is None where no official account is configured: then all of it is fetched, or told of in the inbox.
    """

    kind = TELL

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, sender: CitizenSender | None, hints: Hints, clock: Clock
    ) -> None:
        self._unit_of_work, self._sender, self._hints, self._clock = unit_of_work, sender, hints, clock

    async def __call__(self, message: OutboxMessage) -> None:
        """Deliver. Raises TransientFailure with when to come again, PermanentFailure."""
        handover_id = message.payload.get("handover")
        if not isinstance(handover_id, str):
            raise PermanentFailure("payload without a hand-over")
        while (next_one := await self._next(handover_id)) is not None:
            handover, first, user = next_one
            sent = await self._say(first, user)
            await self._came(handover.id, first, sent)

    async def _next(self, handover_id: str) -> tuple[Handover, Message, str] | None:
        """Mark the first that waits as being sent; what cannot be sent is told of in the inbox; None = all is done."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            handover = await uow.handovers.get(handover_id, lock=True)
            if handover is None:
                return None
            for first in await uow.handovers.undelivered(handover_id):
                if first.delivery is Delivery.SENDING and now - (first.delivered_at or now) < SENDING:
                    await uow.commit()
                    raise TransientFailure("another sends", due=(first.delivered_at or now) + SENDING)
                user = await self._reached(uow, handover, first, now)
                if user:
                    used = replace(handover, window_used=handover.window_used + 1)
                    await uow.handovers.save(used)
                    await uow.handovers.delivered(handover_id, [first.seq], Delivery.SENDING, now=now)
                    await uow.commit()
                    return used, first, user
                if handover.channel != "wechat" and now < first.at + PATIENCE:
                    await uow.commit()
                    raise TransientFailure("the device may fetch it", due=first.at + PATIENCE)
                await _told(uow, handover, first, now)
            await uow.commit()
        await self._hints.changed(handover_id)
        return None

    async def _reached(self, uow: UnitOfWork, handover: Handover, message: Message, now: datetime) -> str:
        """Whom to send it to at WeChat; '' = it cannot be sent there."""
        fresh = message.delivery is Delivery.QUEUED
        if self._sender is None or handover.channel != "wechat" or not fresh or not handover.window_left(now):
            return ""
        logins = await uow.citizens.logins(handover.citizen_id)
        return next((each.user for each in logins if each.channel == "wechat"), "")

    async def _say(self, message: Message, user: str) -> Sent:
        text = message.text
        if self._sender and message.file is not None and message.file.kind in PICTURES and not text:
            return await self._sender.show(user, message.file)
        if message.kind is MessageKind.FILE and message.file is not None:
            text = "\n".join(filter(None, (text, words.FILE.format(name=message.file.name or "文件"))))
        return await self._sender.say(user, text) if self._sender else Sent(Outcome.CLOSED)

    async def _came(self, handover_id: str, message: Message, sent: Sent) -> None:
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            handover = await uow.handovers.get(handover_id, lock=True)
            if handover is None:
                return
            seqs = [message.seq]
            if sent.outcome is Outcome.SENT:
                await uow.handovers.delivered(handover_id, seqs, Delivery.SENT, now=now)
            elif sent.outcome is Outcome.LATER:
                await uow.handovers.save(replace(handover, window_used=max(0, handover.window_used - 1)))
                await uow.handovers.delivered(handover_id, seqs, Delivery.QUEUED, now=now, code=sent.code)
            else:
                await _told(uow, handover, message, now, sent.code)
            await uow.commit()
        await self._hints.changed(handover_id)
        if sent.outcome is Outcome.LATER:
            raise TransientFailure(f"wechat {sent.code}", due=sent.due)


async def _told(uow: UnitOfWork, handover: Handover, message: Message, now: datetime, code: int = 0) -> None:
    """The inbox has it; of several that were not fetched in between, one notice is enough."""
    await uow.handovers.delivered(handover.id, [message.seq], Delivery.INBOX, now=now, code=code)
    since = int(handover.window_from.timestamp()) if handover.window_from else 0
    key = f"handover:{handover.id}:{handover.seen_by_citizen}:{since}"
    await tell(uow, handover.citizen_id, key, words.NOTICE_TITLE, words.NOTICE, now=now, urgent=True)
