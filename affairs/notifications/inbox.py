"""A citizen's inbox and consents; and how other use cases put a notice into it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.errors import NoSuchNotice
from affairs.notifications.notice import NOTICE, Consent, Notice, waking
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["Inbox", "InboxPage", "tell"]

MOST_CONSENTS = 50
"""Consents that are kept: WeChat counts its own, ours only spare calls."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Notices, the latest first, and how many of all are unread."""

    notices: Sequence[Notice]
    unread: int


class Inbox:
    """Use cases on the inbox."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def listed(self, citizen_id: str, *, limit: int, before: str | None = None) -> InboxPage:
        """A page of the inbox."""
        async with self._unit_of_work(read_only=True) as uow:
            notices = await uow.notices.of_citizen(citizen_id, limit=limit, before=before)
            return InboxPage(notices, await uow.notices.unread(citizen_id))

    async def read(self, citizen_id: str, notice_id: str) -> Notice:
        """Mark as read: what was read is not sent any more. Raises NoSuchNotice."""
        async with self._unit_of_work() as uow:
            if not await uow.notices.mark_read(citizen_id, notice_id, now=self._clock.now()):
                raise NoSuchNotice
            notice = await uow.notices.get(notice_id)
            await uow.commit()
        if notice is None:
            raise NoSuchNotice
        return notice

    async def consent(self, citizen_id: str, *, granted: int, lasting: bool, refused: bool) -> Consent:
        """Take what a citizen answered in the mini-program's dialogue (``wx.requestSubscribeMessage``)."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            held = await uow.notices.consent(citizen_id, lock=True)
            kept = Consent(min(held.left + granted, MOST_CONSENTS), lasting or (held.lasting and not refused))
            kept = Consent() if refused and not (granted or lasting) else kept
            await uow.notices.set_consent(citizen_id, kept, now=now)
            await uow.commit()
        return kept


async def tell(
    uow: UnitOfWork,
    citizen_id: str,
    key: str,
    title: str,
    text: str,
    *,
    now: datetime,
    application_no: str = "",
    urgent: bool = False,
    said: bool = False,
    quiet: bool = False,
) -> bool:
    """Put a notice into the inbox, and its sending into the outbox, in the caller's transaction; once a key.

    ``said``: they are told by whoever calls, in the same conversation. It is kept as read, and not sent as well.
    ``quiet``: it waits in the inbox, and is not sent.
    """
    notice = Notice(secrets.token_hex(12), citizen_id, key, title, text, now, application_no, urgent)
    if not await uow.notices.add(notice):
        return False
    if said:
        await uow.notices.mark_read(citizen_id, notice.id, now=now)
        return True
    if quiet:
        await uow.notices.settle(notice.id, now=now)
        return True
    await uow.outbox.put(NOTICE, f"notice:{notice.id}", {"notice": notice.id}, now=now, due=waking(now, urgent=urgent))
    return True
