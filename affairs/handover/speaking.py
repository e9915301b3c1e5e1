"""A message to the citizen: appended in the caller's transaction, and its delivery put into the outbox with it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from affairs.handover.handover import Attached, Delivery, Handover, Message, MessageKind, Side
from affairs.ports import UnitOfWork

__all__ = ["LONGEST", "PATIENCE", "TELL", "fit_words", "spoken"]

TELL = "handover.tell"
"""Kind of the outbox row that delivers; its payload names the hand-over."""
LONGEST = 600
"""Characters of one message: 1,800 bytes at most, so that it is ONE customer-service message."""
PATIENCE = timedelta(seconds=60)
"""How long a device may take to fetch a message before the inbox tells of it."""
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


def fit_words(text: str, longest: int = LONGEST) -> str:
    """The words without what no keyboard types, and no longer than one message."""
    return UNFIT.sub(" ", text).strip()[:longest].strip()


async def spoken(
    uow: UnitOfWork,
    handover: Handover,
    side: Side,
    text: str,
    *,
    now: datetime,
    file: Attached | None = None,
    staff_id: str = "",
    client_id: str = "",
) -> tuple[Message, Handover]:
    """Append what is said to the citizen. The caller holds the lock, and stores the hand-over that comes back."""
    message = Message(
        handover.id,
        handover.last_seq + 1,
        side,
        now,
        MessageKind.FILE if file else MessageKind.TEXT,
        fit_words(text),
        file,
        staff_id,
        client_id,
        Delivery.QUEUED,
    )
    await uow.handovers.say(message)
    due = now if handover.channel == "wechat" else now + PATIENCE
    await uow.outbox.put(TELL, f"handover:{handover.id}:{message.seq}", {"handover": handover.id}, now=now, due=due)
    return message, replace(handover, last_seq=message.seq)
