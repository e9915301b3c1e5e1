"""Where a process keeps what it must not forget: the database, conversations, the platform's tokens."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from affairs.clock import SystemClock
from bot.ports import Conversations
from handlers.resources.background import background
from handlers.resources.health import store_check
from handlers.services import HealthCheck
from handlers.settings import Settings
from integrations.database import Database, DatabaseConversations, check, upgrade
from integrations.fallback import FallbackConversations
from integrations.memory import MemoryConversations
from integrations.person_keys import PersonKeys
from integrations.redis import RedisAnnouncements, RedisConversations, RedisTokenStore, make_redis
from integrations.wechat.tokens import MemoryTokenStore, TokenStore

__all__ = ["open_announcements", "open_database", "open_stores", "person_keys"]


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


def person_keys(settings: Settings) -> PersonKeys:
    """Names of people under the secret in use, and under the one before."""
    return PersonKeys(settings.secret_key.get_secret_value(), settings.secret_key_previous.get_secret_value())


async def open_stores(
    settings: Settings, database: Database, clock: SystemClock, stack: AsyncExitStack, checks: dict[str, HealthCheck]
) -> tuple[Conversations, TokenStore]:
    """Conversations and tokens: Redis (else the database), the database, or this process alone.

    What must be closed goes on ``stack``, what can be asked of its health into ``checks``.
    """
    keys = person_keys(settings)
    if settings.redis_url:
        client = make_redis(settings.redis_url)
        stack.push_async_callback(client.aclose)
        fallback = DatabaseConversations(database.engine, keys, clock)
        await stack.enter_async_context(background(fallback.keep_clean()))
        conversations = FallbackConversations(RedisConversations(client, keys), fallback, seconds=None)
        checks["redis"] = store_check(conversations)
        return conversations, RedisTokenStore(client)
    if settings.database_url.startswith("sqlite"):
        return MemoryConversations(), MemoryTokenStore()
    in_database = DatabaseConversations(database.engine, keys, clock)
    await stack.enter_async_context(background(in_database.keep_clean()))
    return in_database, MemoryTokenStore()
