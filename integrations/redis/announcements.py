"""New catalogue versions told to all processes at once, by Redis publish/subscribe.

Nothing depends on it: a process that hears nothing finds out by its own polling.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

__all__ = ["RedisAnnouncements"]

CHANNEL = "bst:catalogue"
AGAIN_SECONDS = (0.2, 5.0)
QUIET_SECONDS = 30.0
"""After this long without a word the connection is tried."""
log = structlog.get_logger(__name__)


class RedisAnnouncements:
    """:class:`affairs.ports.Announcer` on Redis, and its listener."""

    def __init__(self, client: "Redis", url: str) -> None:
        self._client = client
        self._url = url

    async def published(self, number: int) -> None:
        """Tell that a version was published. Never raises: without Redis the others poll."""
        try:
            await self._client.publish(CHANNEL, number)
        except (RedisError, OSError) as error:
            log.warning("version_not_announced", version=number, reason=type(error).__name__)

    async def listen(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` for each announcement, and once after every (re)connection; for ever, to be cancelled."""
        pause = AGAIN_SECONDS[0]
        while True:
            with suppress(RedisError, OSError, TimeoutError):
                async with self._subscribed() as channel:
                    pause = AGAIN_SECONDS[0]
                    await _hear(channel, heard)
            await asyncio.sleep(pause)
            pause = min(pause * 2, AGAIN_SECONDS[1])

    @asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[PubSub]:
        """A connection of its own: those of the pool do not wait as long for an answer."""
        client = Redis.from_url(self._url, socket_connect_timeout=2.0, protocol=2, driver_info=None)
        async with client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            yield channel


async def _hear(channel: PubSub, heard: Callable[[], None]) -> None:
    heard()
    while True:
        message = await channel.get_message(timeout=QUIET_SECONDS)
        if message is None:
            await channel.ping()
        elif message["type"] == "message":
            heard()
