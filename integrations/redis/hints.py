"""That a hand-over changed, told to all processes at once by Redis publish/subscribe.

Nothing depends on it: whoever watches looks into the database by themselves, more slowly.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

__all__ = ["RedisHints"]

CHANNEL = "bst:handovers"
AGAIN_SECONDS = (0.2, 5.0)
QUIET_SECONDS = 30.0
log = structlog.get_logger(__name__)


class RedisHints:
    """Publishes what changed, and hears those of the other processes."""

    def __init__(self, client: "Redis", url: str) -> None:
        self._client, self._url = client, url

    async def publish(self, *keys: str) -> None:
        """Tell that these changed. Never raises."""
        try:
            await self._client.publish(CHANNEL, " ".join(filter(None, keys)))
        except (RedisError, OSError) as error:
            log.warning("handover_not_announced", reason=type(error).__name__)

    async def listen(self, heard: Callable[..., None], again: Callable[[], None]) -> None:
        """Call ``heard`` with the keys that changed, ``again`` after each (re)connection; for ever, to be cancelled."""
        pause = AGAIN_SECONDS[0]
        while True:
            with suppress(RedisError, OSError, TimeoutError):
                async with self._subscribed() as channel:
                    pause = AGAIN_SECONDS[0]
                    await _hear(channel, heard, again)
            await asyncio.sleep(pause)
            pause = min(pause * 2, AGAIN_SECONDS[1])

    @asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[PubSub]:
        client = Redis.from_url(self._url, socket_connect_timeout=2.0, protocol=2, driver_info=None)
        async with client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            yield channel


async def _hear(channel: PubSub, heard: Callable[..., None], again: Callable[[], None]) -> None:
    again()
    while True:
        message = await channel.get_message(timeout=QUIET_SECONDS)
        if message is None:
            await channel.ping()
        elif message["type"] == "message":
            heard(*message["data"].decode("ascii", "replace").split(" "))
