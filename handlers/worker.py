"""The worker: carries out what waits in the outbox, and throws away what is no longer needed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from affairs.errors import StoreUnavailable
from affairs.notifications.sending import SendNotice
from handlers.resources import later, open_services
from handlers.services import Services
from handlers.settings import Settings
from handlers.signals import until_told_to_stop
from integrations.delivery import Dispatcher, Handler
from integrations.wechat.delivery import LateReplies

__all__ = ["dispatching", "work"]

CLEANING_SECONDS = 3600.0
SWEEPING_SECONDS = 1800.0
OUTBOX_KEPT = timedelta(days=7)
QUESTIONS_KEPT = timedelta(days=400)
"""A year to compare with, and a month to do so."""
log = structlog.get_logger()


async def work(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    async with open_services(settings) as services, dispatching(services):
        log.info("working")
        await until_told_to_stop()


@asynccontextmanager
async def dispatching(services: Services) -> AsyncIterator[None]:
    """A dispatcher, the cleaning and the supervision in the background."""
    dispatcher = Dispatcher(services.uow, _handlers(services), services.clock)
    running = asyncio.create_task(dispatcher.run())
    beside = [asyncio.create_task(_keep_clean(services)), asyncio.create_task(_supervise(services))]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        dispatcher.stop()
        await asyncio.gather(*beside, return_exceptions=True)
        await running


def _handlers(services: Services) -> dict[str, Handler]:
    """Who carries out which kind. A kind whose means are not configured waits in the outbox."""
    handlers: dict[str, Handler] = {
        SendNotice.kind: SendNotice(services.uow, services.messengers, services.clock),
    }
    if services.text_sender is not None:
        handlers[LateReplies.kind] = LateReplies(services.text_sender, later(services.uow), services.clock.now)
    return handlers


async def _supervise(services: Services) -> None:
    """Deal the cards that are due, several times a day: a sweep with nothing to do is one look at an index."""
    while True:
        try:
            if dealt := await services.supervision.sweep():
                log.info("cards_dealt", cards=dealt)
        except StoreUnavailable as error:
            log.warning("supervision_waits", reason=str(error))
        except Exception:
            log.exception("supervision_failed")
        await asyncio.sleep(SWEEPING_SECONDS)


async def _keep_clean(services: Services) -> None:
    while True:
        with contextlib.suppress(StoreUnavailable):
            now = services.clock.now()
            async with services.uow() as uow:
                await uow.outbox.purge(now - OUTBOX_KEPT)
                await uow.questions.purge(now - QUESTIONS_KEPT)
                await uow.commit()
        await asyncio.sleep(CLEANING_SECONDS)
