"""Drafts that nobody goes on with: their owners are reminded, and after thirty days they are thrown away.

Run by any number of workers beside each other; each draft is locked by one of them.
"""

from dataclasses import replace
from datetime import datetime

from affairs.applications.application import KEPT, REMINDED, Application
from affairs.applications.ports import Act
from affairs.clock import CHINA
from affairs.notifications.inbox import tell
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Keeping"]

BATCH = 100


class Keeping:
    """Use cases on drafts that have been quiet for long."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def remind(self) -> int:
        """Have the owners of drafts that are soon thrown away reminded, once for each quiet time; how many."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            quiet = await uow.applications.quiet_drafts(now - REMINDED, unreminded=True, limit=BATCH)
            for draft in quiet:
                await uow.applications.save(replace(draft, reminded_at=now))
                number, day = draft.application_no, draft.expires_at.astimezone(CHINA)
                text = f"您的申报（{number}）还没有提交，{day.month}月{day.day}日后将自动删除，需要的话请尽快继续填写。"
                key = f"remind:{number}:{draft.revision}"
                await tell(uow, draft.citizen_id, key, "申报还没有提交", text, now=now, application_no=number)
                await uow.applications.record(_act(draft, "remind", now=now))
            await uow.commit()
        return len(quiet)

    async def expire(self) -> int:
        """Throw old drafts away, with their files; how many."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            old = await uow.applications.quiet_drafts(now - KEPT, unreminded=False, limit=BATCH)
            for draft in old:
                await uow.files.drop([each.file_key for each in draft.attachments], now=now)
                await uow.applications.remove(draft.application_no)
            await uow.commit()
        return len(old)


def _act(draft: Application, act: str, *, now: datetime) -> Act:
    return Act(draft.application_no, now, "system", act, draft.revision)
