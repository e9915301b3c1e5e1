"""What notices need from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from affairs.notifications.notice import Attempt, Consent, Notice, Sent, Way

__all__ = ["Messenger", "NoticeRepository"]


class NoticeRepository(Protocol):
    """Notices, consents and attempts. Texts are sealed in the store."""

    async def add(self, notice: Notice) -> bool:
        """Put it into the inbox; False when its key is there already."""

    async def get(self, notice_id: str, *, lock: bool = False) -> Notice | None:
        """One notice."""

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Notice]:
        """A citizen's inbox, the latest first, from after the notice ``before``."""

    async def unread(self, citizen_id: str) -> int:
        """How many are unread."""

    async def mark_read(self, citizen_id: str, notice_id: str, *, now: datetime) -> bool:
        """Mark as read, once; False when there is no such notice of theirs."""

    async def settle(self, notice_id: str, *, now: datetime) -> None:
        """Nothing more is to be sent."""

    async def record(self, attempt: Attempt) -> None:
        """Keep what became of an attempt; it takes the place of the one before on the same way."""

    async def attempts(self, notice_id: str) -> Sequence[Attempt]:
        """What became of them, in order."""

    async def consent(self, citizen_id: str, *, lock: bool = False) -> Consent:
        """What a citizen lets us send."""

    async def set_consent(self, citizen_id: str, consent: Consent, *, now: datetime) -> None:
        """Keep it."""

    async def purge(self, before: datetime, limit: int) -> int:
        """Delete up to ``limit`` notices of before a time of which nothing more is to be sent; how many."""

    async def forget(self, citizen_id: str) -> None:
        """Erase a citizen's inbox and consents."""


class Messenger(Protocol):
    """One way to a person. Never raises for what the platform says."""

    way: Way
    channel: str
    """The channel of the login by which the person is reached: ``miniapp`` or ``wechat``."""

    async def send(self, user: str, notice: Notice, attempts: int) -> Sent:
        """Send it to the person whom the channel knows as ``user``; ``attempts`` were made before."""
