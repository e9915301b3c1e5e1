"""What people chose to be remembered, for the conversation: it never fails because of it."""

import asyncio

import structlog

from affairs.errors import StoreUnavailable
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["StoredPreferences"]

PATIENCE = 1.0
log = structlog.get_logger(__name__)


class StoredPreferences:
    """:class:`bot.ports.Preferences` over units of work; silent when the store is away or slow."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, *, seconds: float = PATIENCE) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._seconds = seconds

    async def region(self, channel: str, user: str) -> str:
        """The remembered district's code, or ''; '' also when the store is away."""
        try:
            async with asyncio.timeout(self._seconds), self._unit_of_work(read_only=True) as uow:
                return await uow.preferences.region(channel, user)
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("preferences_unavailable", reason=type(error).__name__)
            return ""

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        """Remember the district, or not, when the store is away."""
        try:
            async with asyncio.timeout(self._seconds), self._unit_of_work() as uow:
                await uow.preferences.remember_region(channel, user, region, now=self._clock.now())
                await uow.commit()
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("preferences_unavailable", reason=type(error).__name__)
