"""Keeps what a process shows as bookable fresh, when another has changed the supply."""

import asyncio

import structlog

from affairs.appointments.current import Timetables
from affairs.errors import StoreUnavailable

__all__ = ["keep_supply_fresh"]

log = structlog.get_logger(__name__)


async def keep_supply_fresh(timetables: Timetables, seconds: float = 2.0) -> None:
    """Refresh for ever, every ``seconds``; to be cancelled."""
    while True:
        await asyncio.sleep(seconds)
        try:
            if await timetables.refresh():
                log.info("supply_in_force", revision=timetables().supply.revision)
        except StoreUnavailable as error:
            log.warning("supply_not_refreshed", reason=str(error))
        except Exception:
            # a supply that this release cannot read must not stop the bookings of the one it can
            log.exception("supply_not_refreshed")
