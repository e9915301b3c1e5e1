"""The worker: carries out what waits in the outbox, and throws away what is no longer needed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog

from affairs.advising.next_steps import NextSteps
from affairs.approval.messages import MessageLedger
from affairs.approval.packing import Packing
from affairs.errors import StoreUnavailable
from affairs.hall.closing import record_all
from affairs.handover.telling import TellCitizen
from affairs.notifications.sending import SendNotice
from affairs.staff.lockout import REMEMBERED
from affairs.staff.sessions import IDLE
from handlers.resources import later, open_services, sealed_payloads
from handlers.services import Services
from handlers.settings import Settings
from handlers.signals import until_told_to_stop
from integrations.delivery import Dispatcher, Handler
from integrations.delivery.cases import KINDS, CaseDelivery, NotedOutcomes
from integrations.delivery.polling import Poller
from integrations.wechat.delivery import LateReplies
from integrations.wechat.render import parts_of
from integrations.wechat.unanswered import Unanswered

__all__ = ["clean", "dispatching", "work"]

CLEANING_SECONDS = 3600.0
SWEEPING_SECONDS = 1800.0
RETURNING_SECONDS = 5.0
ADVISING_SECONDS = 600.0
ROUNDS_A_LICENCE = 72
CLOSING_SECONDS = 60.0
REMINDING_SECONDS = 60.0
HANDING_SECONDS = 15.0
OUTBOX_KEPT = timedelta(days=7)
KEYS_KEPT = timedelta(days=2)
PREREGISTRATIONS_KEPT = timedelta(days=30)
"""After their end: so long somebody may ask what became of one."""
QUESTIONS_KEPT = timedelta(days=400)
"""A year to compare with, and a month to do so."""
NOTICES_KEPT = timedelta(days=730)
NOTICES_AT_ONCE = 500
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
    beside.append(asyncio.create_task(_advise(services)))
    beside += [asyncio.create_task(_keep_returning(services)), asyncio.create_task(_keep_reminding(services))]
    beside.append(asyncio.create_task(_keep_closing(services)))
    beside.append(asyncio.create_task(_keep_handing(services)))
    beside += [asyncio.create_task(poller.run()) for poller in _pollers(services)]
    try:
        yield
    finally:
        dispatcher.stop()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await running


def _handlers(services: Services) -> dict[str, Handler]:
    """Who carries out which kind. A kind whose means are not configured waits in the outbox."""
    handlers: dict[str, Handler] = {
        SendNotice.kind: SendNotice(services.uow, services.messengers, services.clock),
        TellCitizen.kind: services.handovers.telling,
        NextSteps.kind: NextSteps(services.uow, services.snapshot, services.clock),
    }
    settings, payloads, now = services.settings, sealed_payloads(services.settings), services.clock.now
    enqueue = later(services.uow, payloads)
    if services.text_sender is not None:
        render = partial(parts_of, base_url=settings.public_url, tappable=settings.wechat_tappable)
        handlers[LateReplies.kind] = payloads.opening(LateReplies(services.text_sender, enqueue, now))
        handlers[Unanswered.kind] = payloads.opening(Unanswered(services.engine.respond, render, enqueue, now))
    if services.approval is not None:
        delivery = CaseDelivery(
            services.approval,
            Packing(services.uow, services.snapshot, home=settings.region),
            MessageLedger(services.uow, services.clock),
            services.outcomes or NotedOutcomes(),
            services.uow,
            services.clock,
        )
        handlers |= dict.fromkeys(KINDS, delivery)
    return handlers


def _pollers(services: Services) -> list[Poller]:
    """One for each system that can be polled, where there is somebody to record what it says."""
    if services.approval is None or services.record_update is None:
        return []
    made = [Poller(each, services.uow, services.record_update, services.clock) for each in services.approval.all()]
    return [poller for poller in made if poller.can]


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


async def _advise(services: Services) -> None:
    """Tell subscribers what is new; the library of licences is asked twice a day."""
    advising, round_ = services.advising, 0
    while True:
        sweeps = [advising.policies, advising.guides]
        if round_ % ROUNDS_A_LICENCE == 0:
            sweeps.append(advising.licences)
        for sweep in sweeps:
            try:
                if told := await sweep():
                    log.info("subscribers_told", of=sweep.__name__, notices=told)
            except StoreUnavailable as error:
                log.warning("advising_waits", reason=str(error))
            except Exception:
                log.exception("advising_failed")  # one matter must not keep the others
        round_ += 1
        await asyncio.sleep(ADVISING_SECONDS)


async def _keep_clean(services: Services) -> None:
    while True:
        with contextlib.suppress(StoreUnavailable):
            await clean(services)
        await asyncio.sleep(CLEANING_SECONDS)


async def _keep_returning(services: Services) -> None:
    """Let places that were freed come back in time."""
    returning = services.appointments.returning
    while True:
        try:
            while await returning.expire() or await returning.give_back():
                pass
        except StoreUnavailable as error:
            log.warning("places_not_returned", reason=str(error))
        except Exception:
            # one place that cannot be given back must not keep all others
            log.exception("places_not_returned")
        await asyncio.sleep(RETURNING_SECONDS)


async def _keep_closing(services: Services) -> None:
    """End the hall's days that are over, and count who did not come."""
    while True:
        try:
            while await services.hall.closing.end():
                pass
            if missed := await record_all(services.hall.closing, services.appointments.no_shows):
                log.info("no_shows_counted", missed=missed)
        except StoreUnavailable as error:
            log.warning("hall_waits", reason=str(error))
        except Exception:
            log.exception("hall_not_closed")
        await asyncio.sleep(CLOSING_SECONDS)


async def _keep_reminding(services: Services) -> None:
    """Remind of tomorrow's appointments in the evening, and tell whose bar is over."""
    reminding = services.appointments.reminding
    while True:
        try:
            while await reminding.remind() or await reminding.unbar():
                pass
        except StoreUnavailable as error:
            log.warning("reminders_wait", reason=str(error))
        except Exception:
            log.exception("reminders_failed")
        await asyncio.sleep(REMINDING_SECONDS)


async def _keep_handing(services: Services) -> None:
    """Let nobody wait for an advisor who has fallen silent."""
    while True:
        try:
            await services.handovers.sweep.sweep()
        except StoreUnavailable as error:
            log.warning("handovers_not_swept", reason=str(error))
        except Exception:
            log.exception("handovers_not_swept")
        await asyncio.sleep(HANDING_SECONDS)


async def clean(services: Services) -> None:
    """Throw away what is old, and remind of what soon will be. Raises StoreUnavailable."""
    now = services.clock.now()
    async with services.uow() as uow:
        await uow.outbox.purge(now - OUTBOX_KEPT)
        await uow.questions.purge(now - QUESTIONS_KEPT)
        await uow.idempotency.purge(now - KEYS_KEPT)
        await uow.tokens.purge(now)
        await uow.preregistrations.purge(now - PREREGISTRATIONS_KEPT)
        await uow.staff_sessions.purge(now, now - IDLE)
        await uow.factors.purge(now)
        await uow.tallies.purge(now - REMEMBERED)
        await uow.notices.purge(now - NOTICES_KEPT, NOTICES_AT_ONCE)
        await uow.commit()
    for batch in (services.keeping.remind, services.keeping.expire, services.sweep.sweep):
        while await batch():
            pass
