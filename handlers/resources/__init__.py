"""Resources of one process: opened together, closed in reverse, whatever fails in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from affairs.administration import CalendarDesk
from affairs.advising.interests import Interests
from affairs.advising.sweep import Advising
from affairs.appointments.desk import AppointmentDesk
from affairs.catalogue import Catalogues
from affairs.clock import SystemClock
from affairs.clock.editing import Calendars
from affairs.knowledge_desk import KnowledgeDesk
from affairs.learning import Learning
from affairs.news.articles import Articles
from affairs.ports import UnitOfWorkFactory
from affairs.staff.office import StaffOffice
from bot.engine import Engine
from bot.ports import Conversations
from handlers.metrics import Metrics
from handlers.resources.applications import application_desk
from handlers.resources.appointments import open_supply
from handlers.resources.approval import approval_checks, open_approval
from handlers.resources.cases import case_desk
from handlers.resources.chat import chat_desk
from handlers.resources.files import open_files, open_looking
from handlers.resources.health import catalogue_check, database_check, store_check, wechat_check
from handlers.resources.identity import open_provider, provider_check
from handlers.resources.meanings import gate_meanings, open_meanings
from handlers.resources.notices import messengers
from handlers.resources.people import Vouching, open_people
from handlers.resources.supervision import read_thresholds
from handlers.services import HealthCheck, Services
from handlers.settings import Settings
from handlers.wechat import Callback, ReplyLater
from integrations.bulletin import BulletinHolder
from integrations.calendar import CalendarHolder
from integrations.database import Database, DatabaseConversations, check, upgrade
from integrations.delivery.sealed import SealedPayloads
from integrations.fallback import FallbackConversations
from integrations.meanings import Meanings
from integrations.memory import MemoryConversations
from integrations.person_keys import PersonKeys
from integrations.preferences import StoredPreferences
from integrations.recorder import BufferedRecorder
from integrations.redis import RedisAnnouncements, RedisConversations, RedisTokenStore, make_redis
from integrations.snapshots import SnapshotHolder
from integrations.supply import keep_supply_fresh
from integrations.wechat.channel import WeChatChannel
from integrations.wechat.client import WeChatClient
from integrations.wechat.tokens import MemoryTokenStore, TokenStore

__all__ = [
    "later",
    "open_announcements",
    "open_calendars",
    "open_database",
    "open_learning",
    "open_services",
    "open_staff",
    "open_wechat",
    "sealed_payloads",
]

log = structlog.get_logger()


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    catalogue: Path | None = None,
    supply: Path | None = None,
    vouching: Vouching | None = None,
    demo: bool = False,
) -> AsyncIterator[Services]:
    """Everything the settings name, migrated and ready; an empty database gets ``catalogue`` and ``supply``.

    ``vouching`` wraps the log-in of citizens (a demonstration's platform vouches for them);
    ``demo`` lets a demonstration's log-ins of staff in.

    Raises StoreUnavailable when the database cannot be reached, SettingsFault for approval systems that cannot be used.
    """
    async with AsyncExitStack() as stack:
        clock, metrics = SystemClock(), Metrics()
        database = await stack.enter_async_context(open_database(settings))
        announcements = await stack.enter_async_context(open_announcements(settings))
        catalogues = Catalogues(
            database.unit_of_work,
            clock,
            announcer=announcements,
            current=lambda: holder.current,
            meanings=gate_meanings(database.unit_of_work),
        )
        holder = await asyncio.to_thread(SnapshotHolder, catalogues)
        await _fill_if_empty(catalogues, catalogue or (Path(settings.catalogue) if settings.catalogue else None))
        await holder.refresh()
        await stack.enter_async_context(_background(holder.keep_fresh()))
        checks: dict[str, HealthCheck] = {
            "database": database_check(catalogues),
            "catalogue": catalogue_check(holder),
        }
        conversations, tokens = await _stores(settings, database, clock, stack, checks)
        calendar = CalendarHolder(Calendars(database.unit_of_work, clock))
        await calendar.refresh()
        await stack.enter_async_context(_background(calendar.keep_fresh()))
        recorder = await stack.enter_async_context(BufferedRecorder(database.unit_of_work))
        meanings = await stack.enter_async_context(open_meanings(holder, database.unit_of_work))
        if announcements is not None:
            await stack.enter_async_context(_background(announcements.listen(_waking(holder, meanings))))
        client = await stack.enter_async_context(open_wechat(settings, tokens))
        if client is not None:
            checks["wechat"] = wechat_check(client)
        people = await stack.enter_async_context(open_people(settings, database.unit_of_work, clock, tokens, vouching))
        files = await stack.enter_async_context(open_files(settings))
        looking = await stack.enter_async_context(open_looking(files))
        desk = application_desk(database.unit_of_work, holder, people, files, looking, clock)
        thresholds = await asyncio.to_thread(read_thresholds, settings.supervision)
        counter = case_desk(database.unit_of_work, holder, calendar, people.login, clock, thresholds)
        approval = await stack.enter_async_context(
            open_approval(settings, database.unit_of_work, holder, files, clock, metrics)
        )
        checks |= approval_checks(approval)
        provider = await stack.enter_async_context(open_provider(settings, clock))
        if provider is not None:
            checks["oidc"] = provider_check(provider)
        articles = Articles(database.unit_of_work, clock)
        bulletin = BulletinHolder(articles)
        await bulletin.refresh()
        await stack.enter_async_context(_background(bulletin.keep_fresh()))
        engine = Engine(
            holder,
            conversations,
            recorder=recorder,
            preferences=StoredPreferences(database.unit_of_work, clock),
            clock=clock,
            home_region=settings.region,
            base_url=settings.public_url,
            office_hours=settings.office_hours,
            deepened=meanings,
            calendar=calendar,
            cases=counter.viewing,
            bulletin=bulletin,
            desk=chat_desk(desk, people, client),
        )
        appointments = AppointmentDesk.over(database.unit_of_work, calendar, clock, verifies=people.profiles.verifies)
        await open_supply(appointments, supply)
        await stack.enter_async_context(_background(keep_supply_fresh(appointments.timetables)))
        learning = Learning(database.unit_of_work, catalogues, clock, current=holder)
        yield Services(
            settings=settings,
            snapshot=holder,
            engine=engine,
            catalogues=catalogues,
            learning=learning,
            knowledge=KnowledgeDesk(database.unit_of_work, clock, learning, catalogues),
            sessions=people.sessions,
            profiles=people.profiles,
            drafts=desk.drafts,
            receiving=desk.receiving,
            attachments=desk.attachments,
            submission=desk.submission,
            viewing=desk.viewing,
            cases=counter.cases,
            case_viewing=counter.viewing,
            inbox=counter.inbox,
            ratings=counter.ratings,
            supervision=counter.supervision,
            board=counter.board,
            notices=desk.notices,
            reviews=desk.reviews,
            bulk=desk.bulk,
            keeping=desk.keeping,
            sweep=desk.sweep,
            preregistrations=desk.preregistrations,
            relatives=people.relatives,
            companies=people.companies,
            staff=StaffOffice.over(database.unit_of_work, clock, demo=demo, factor_of=settings.second_factor_of),
            articles=articles,
            calendar_desk=CalendarDesk(database.unit_of_work, clock, Calendars(database.unit_of_work, clock)),
            interests=Interests(database.unit_of_work, clock, holder),
            advising=Advising(database.unit_of_work, clock, catalogues, holder, people.licences),
            identity_provider=provider,
            appointments=appointments,
            uow=database.unit_of_work,
            clock=clock,
            calendar=calendar,
            metrics=metrics,
            deepened=meanings,
            callback=_callback(settings, engine, database.unit_of_work, metrics),
            text_sender=client,
            approval=approval,
            outcomes=counter.cases,
            record_update=counter.cases.record_update,
            messengers=messengers(settings, people.miniapp, client, clock),
            checks=checks,
        )


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings, migrated, closed at the end. Raises StoreUnavailable, DatabaseFault."""
    # An upgrade waits minutes for its lock; a database that needs none is not to wait for another's long transaction.
    if not (await check(settings.database_url)).up_to_date:
        await upgrade(settings.database_url)
    database = Database(settings.database_url, person_keys(settings))
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def open_announcements(settings: Settings) -> AsyncIterator[RedisAnnouncements | None]:
    """The way to tell other processes of new catalogue versions; None without Redis (they poll)."""
    if not settings.redis_url:
        yield None
        return
    async with make_redis(settings.redis_url, seconds=2.0, connections=2) as client:
        yield RedisAnnouncements(client, settings.redis_url)


@asynccontextmanager
async def open_staff(settings: Settings) -> AsyncIterator[StaffOffice]:
    """Staff alone, for the command line. Raises StoreUnavailable, DatabaseFault."""
    async with open_database(settings) as database:
        yield StaffOffice.over(database.unit_of_work, SystemClock())


@asynccontextmanager
async def open_learning(settings: Settings) -> AsyncIterator[Learning]:
    """The knowledge desk alone, for the command line. Raises StoreUnavailable, DatabaseFault."""
    async with open_database(settings) as database, open_announcements(settings) as announcements:
        catalogues = Catalogues(
            database.unit_of_work,
            SystemClock(),
            announcer=announcements,
            meanings=gate_meanings(database.unit_of_work),
        )
        yield Learning(database.unit_of_work, catalogues, SystemClock())


@asynccontextmanager
async def open_calendars(settings: Settings) -> AsyncIterator[Calendars]:
    """The calendar's edits alone, for the command line. Raises StoreUnavailable, DatabaseFault."""
    async with open_database(settings) as database:
        yield Calendars(database.unit_of_work, SystemClock())


def person_keys(settings: Settings) -> PersonKeys:
    """Names of people under the secret in use, and under the one before."""
    return PersonKeys(settings.secret_key.get_secret_value(), settings.secret_key_previous.get_secret_value())


@asynccontextmanager
async def open_wechat(settings: Settings, tokens: TokenStore | None = None) -> AsyncIterator[WeChatClient | None]:
    """The outgoing client of the official account; None without its credentials."""
    secret = settings.wechat_app_secret.get_secret_value()
    if not (settings.wechat_app_id and secret):
        yield None
        return
    async with aiohttp.ClientSession() as session:
        yield WeChatClient(
            session,
            settings.wechat_app_id,
            secret,
            clock=SystemClock(),
            base_url=settings.wechat_api_base,
            store=tokens or MemoryTokenStore(),
        )


async def _stores(
    settings: Settings, database: Database, clock: SystemClock, stack: AsyncExitStack, checks: dict[str, HealthCheck]
) -> tuple[Conversations, TokenStore]:
    """Conversations and tokens: Redis (else the database), the database, or this process alone."""
    keys = person_keys(settings)
    if settings.redis_url:
        client = make_redis(settings.redis_url)
        stack.push_async_callback(client.aclose)
        fallback = DatabaseConversations(database.engine, keys, clock)
        await stack.enter_async_context(_background(fallback.keep_clean()))
        conversations = FallbackConversations(RedisConversations(client, keys), fallback)
        checks["redis"] = store_check(conversations)
        return conversations, RedisTokenStore(client)
    if settings.database_url.startswith("sqlite"):
        return MemoryConversations(), MemoryTokenStore()
    in_database = DatabaseConversations(database.engine, keys, clock)
    await stack.enter_async_context(_background(in_database.keep_clean()))
    return in_database, MemoryTokenStore()


def _callback(settings: Settings, engine: Engine, unit_of_work: UnitOfWorkFactory, metrics: Metrics) -> Callback | None:
    if not settings.wechat_configured:
        return None
    channel = WeChatChannel(
        settings.wechat_token.get_secret_value(),
        settings.wechat_aes_key.get_secret_value(),
        settings.wechat_app_id,
        clock=SystemClock(),
        mode=settings.wechat_mode.value,
        base_url=settings.public_url,
    )
    return Callback(channel, engine, later(unit_of_work, sealed_payloads(settings)), metrics)


def sealed_payloads(settings: Settings) -> SealedPayloads:
    """What closes and opens outbox payloads of conversations."""
    return SealedPayloads(person_keys(settings).seal)


def later(unit_of_work: UnitOfWorkFactory, payloads: SealedPayloads) -> ReplyLater:
    """Puts one row, sealed, into the outbox in a transaction of its own; False when the key is there already."""

    async def put(kind: str, key: str, payload: Mapping[str, Any], *, instead_of: str = "") -> bool:
        async with unit_of_work() as uow:
            if instead_of:
                await uow.outbox.withdraw(instead_of)
            fresh = await uow.outbox.put(kind, key, payloads.close(key, payload), now=SystemClock().now())
            await uow.commit()
            return fresh

    return put


def _waking(holder: SnapshotHolder, meanings: Meanings | None) -> Callable[[], None]:
    """Lets everything that follows the catalogue look at once."""

    def wake() -> None:
        holder.wake()
        if meanings is not None:
            meanings.wake()

    return wake


async def _fill_if_empty(catalogues: Catalogues, path: Path | None) -> None:
    """Import ``path`` into a database that never had a catalogue; never over one that has."""
    if path is None or await catalogues.versions(limit=1):
        return
    from knowledge.importers import ImportRefused, read  # noqa: PLC0415 - workbooks are seldom read by a server

    try:
        imported = await asyncio.to_thread(read, [path])
    except ImportRefused as refused:
        log.error("catalogue_refused", path=path.name, errors=1, first=refused.reason)  # noqa: TRY400 - no fault of ours
        return
    if imported.errors:
        log.error("catalogue_refused", path=path.name, errors=len(imported.errors), first=imported.errors[0].reason)
        return
    if await catalogues.versions(limit=1):
        return  # another process was quicker
    await catalogues.publish(imported.catalogue, source=path.name, item_level_only=imported.item_level_only)


@asynccontextmanager
async def _background(work: Any) -> AsyncIterator[None]:
    """A task for as long as the context."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
