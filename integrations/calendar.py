"""The working-day calendar that this process counts by, exchanged when somebody has edited it."""

import asyncio

import structlog

from affairs.clock import NATIONAL, WorkCalendar
from affairs.clock.editing import Calendars
from affairs.errors import StoreUnavailable

__all__ = ["CalendarHolder"]

log = structlog.get_logger(__name__)


class CalendarHolder:
    """Holds the current :class:`WorkCalendar`; calling the holder returns it.

    The national one until the first refresh, and while the store is away what there was.
    """

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars
        self._current = NATIONAL

    def __call__(self) -> WorkCalendar:
        """The current calendar."""
        return self._current

    async def refresh(self) -> bool:
        """Read what was set; true when the calendar is another one now. Raises StoreUnavailable."""
        calendar = await self._calendars.current()
        if calendar.mark == self._current.mark:
            return False
        self._current = calendar
        log.info("calendar_in_force", mark=calendar.mark, last_year=calendar.known_years[-1])
        return True

    async def keep_fresh(self, seconds: float = 30.0) -> None:
        """Refresh for ever, every ``seconds``; to be cancelled."""
        while True:
            try:
                await self.refresh()
            except StoreUnavailable as error:
                log.warning("calendar_not_refreshed", reason=str(error))
            except Exception:
                # a calendar that cannot be read must not stop the counting by the one that could
                log.exception("calendar_not_refreshed")
            await asyncio.sleep(seconds)
