"""Commands of many conversations in few round trips.

A message costs two commands. Sent one by one, each pays for a connection of the pool, a
write and a read of its own, which is most of what a turn costs; sent together with those
of the others that wait at the same moment they share them.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

__all__ = ["Batches"]

UNDER_WAY = 2
"""Batches on their way at a time: while they travel the next one gathers."""
LARGEST = 256
Waiting = tuple[tuple[Any, ...], "asyncio.Future[Any]"]


class Batches:
    """Sends commands, those that come at the same time in one go. For one event loop."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._waiting: list[Waiting] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._planned = False

    async def call(self, *command: Any) -> Any:
        """The answer to one command. Raises what the client raises for it."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._waiting.append((command, answer))
        if not self._planned and len(self._under_way) < UNDER_WAY:
            self._planned = True
            loop.call_soon(self._set_out)
        return await answer

    def _set_out(self) -> None:
        self._planned = False
        if not self._waiting or len(self._under_way) >= UNDER_WAY:
            return
        batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
        task = asyncio.get_running_loop().create_task(self._carry(batch))
        self._under_way.add(task)
        task.add_done_callback(self._returned)

    def _returned(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()
        self._set_out()

    async def _carry(self, batch: Sequence[Waiting]) -> None:
        wanted = [each for each in batch if not each[1].done()]
        if not wanted:
            return
        try:
            pipeline = self._client.pipeline(transaction=False)
            for command, _ in wanted:
                pipeline.execute_command(*command)
            answers = await pipeline.execute(raise_on_error=False)
        except (RedisError, OSError) as error:
            answers = [error] * len(wanted)
        except BaseException:
            for _, future in wanted:
                future.cancel()
            raise
        for (_, future), answer in zip(wanted, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)
