"""What hand-overs need: those who watch them, a way to citizens, the desk of the conversation."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from affairs.clock import WorkCalendar
from affairs.errors import StoreUnavailable
from affairs.files import FileStore
from affairs.handover.asking import Asking
from affairs.handover.canned import CannedAnswers
from affairs.handover.context import Contexts
from affairs.handover.correcting import Correcting
from affairs.handover.desk import AdvisorDesk
from affairs.handover.office import Office
from affairs.handover.room import HandoverRoom
from affairs.handover.sweep import HandoverSweep
from affairs.handover.telling import TellCitizen
from affairs.handover.viewing import HandoverViewing
from affairs.ports import Clock, UnitOfWorkFactory
from bot.handing.desk import HandoverDesk
from handlers.resources.applications import ApplicationDesk
from handlers.resources.people import People
from handlers.settings import Settings
from integrations.redis import RedisHints, make_redis
from integrations.watchers import Watchers
from integrations.wechat.client import WeChatClient
from integrations.wechat.media import NoMedia, WeChatKin, WeChatMedia
from integrations.wechat.speaking import AdvisorMessages
from knowledge.guide import TimeLimit
from knowledge.snapshot import Snapshot

__all__ = ["Handovers", "open_handovers"]

log = structlog.get_logger()
ACCOUNTS_SECONDS = 60.0
"""A session lives for a day: whoever's ended had their hand-over for long."""


@dataclass(frozen=True, slots=True)
class Handovers(HandoverRoom):
    """The use cases, and the desk of the conversation upon them."""

    chat: HandoverDesk


@asynccontextmanager
async def open_handovers(
    settings: Settings,
    unit_of_work: UnitOfWorkFactory,
    snapshot: Callable[[], Snapshot],
    calendar: Callable[[], WorkCalendar],
    desk: ApplicationDesk,
    people: People,
    client: WeChatClient | None,
    store: FileStore,
    clock: Clock,
) -> AsyncIterator[Handovers]:
    """The use cases, with what has to run beside them."""
    async with AsyncExitStack() as stack:
        redis = None
        if settings.redis_url:
            redis = RedisHints(
                await stack.enter_async_context(make_redis(settings.redis_url, seconds=2.0, connections=4)),
                settings.redis_url,
            )
        watchers = Watchers(unit_of_work, redis)
        office = Office(snapshot, calendar)
        within = TimeLimit(settings.rectify_days)
        asking = Asking(unit_of_work, snapshot, office, watchers, clock, rectified=within)
        media = WeChatMedia(client) if client else NoMedia()
        kin = WeChatKin(client) if client else None
        correcting = Correcting(unit_of_work, watchers, clock)
        chat = HandoverDesk(asking, correcting, people.visitors, desk.receiving, media, kin)
        for work in (watchers.keep_looking(), watchers.listen(), _keep_accounts(chat, unit_of_work)):
            await stack.enter_async_context(_beside(work))
        sender = AdvisorMessages(client, store, clock) if client else None
        yield Handovers(
            asking=asking,
            desk=AdvisorDesk(unit_of_work, watchers, clock),
            contexts=Contexts(unit_of_work, clock),
            correcting=correcting,
            canned=CannedAnswers(unit_of_work, clock),
            telling=TellCitizen(unit_of_work, sender, watchers, clock),
            sweep=HandoverSweep(unit_of_work, snapshot, office, watchers, clock),
            office=office,
            viewing=HandoverViewing(unit_of_work, office, clock),
            watching=watchers,
            chat=chat,
        )


async def _keep_accounts(chat: HandoverDesk, unit_of_work: UnitOfWorkFactory) -> None:
    """Know whose hand-over may outlive their conversation's memory."""
    while True:
        try:
            async with unit_of_work(read_only=True) as uow:
                chat.open_accounts = await uow.handovers.open_logins("wechat")
        except StoreUnavailable as error:
            log.warning("open_handovers_unknown", reason=str(error))
        except Exception:
            log.exception("open_handovers_unknown")
        await asyncio.sleep(ACCOUNTS_SECONDS)


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
