"""Commands of many conversations in few round trips.

A message costs two commands. Sent one by one, each pays for a connection of the pool, a
write and a read of its own, which is most of what a turn costs; sent together with those
of the others that wait at the same moment they share them, on connections that are kept.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from hiredis import pack_command
from redis.asyncio import Redis
from redis.exceptions import ReadOnlyError, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeout

from integrations.patience import Patience

__all__ = ["Batches"]

UNDER_WAY = 1
"""Batches on their way at a time: while it travels the next one gathers."""
GATHERING = 4
"""Turns of the event loop for which a batch waits, some microseconds each when there is nothing else to do: what has
arrived at the sockets meanwhile is read, and its commands go along. Under load a third fewer batches are sent."""
LARGEST = 256
SECONDS = 0.15
"""Patience with a batch where the client's own settings name none."""
Waiting = tuple[tuple[Any, ...], "asyncio.Future[Any]"]


class Batches:
    """Sends commands, those that come at the same time in one go. For one event loop."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._patience = Patience(client.connection_pool.connection_kwargs.get("socket_timeout") or SECONDS)
        self._idle: list[Any] = []
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
            loop.call_soon(self._gather, GATHERING - 1)
        return await answer

    def _gather(self, turns: int) -> None:
        if turns:
            asyncio.get_running_loop().call_soon(self._gather, turns - 1)
        else:
            self._set_out()

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
        if self._waiting and not self._planned:
            self._planned = True
            self._gather(GATHERING)

    async def _carry(self, batch: Sequence[Waiting]) -> None:
        wanted = [each for each in batch if not each[1].done()]
        if not wanted:
            return
        try:
            with self._patience():
                answers = await self._answers([command for command, _ in wanted])
        except TimeoutError:
            # Those who wait behind it would ask the same server, and wait as long again.
            wanted, self._waiting = [*wanted, *self._waiting], []
            answers = [RedisTimeout("no answer in time")] * len(wanted)
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

    async def _answers(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        """One answer a command, errors of single commands among them. Raises when the connection fails.

        A connection that fails is closed, and opened again when it is next used.
        """
        connection = self._idle.pop() if self._idle else await self._connection()
        try:
            if connection.is_connected and await connection.can_read():
                await connection.disconnect(nowait=True)  # it was closed from the other side, or is out of step
            await connection.send_packed_command([b"".join(map(pack_command, commands))], check_health=False)
            return [await _answer(connection) for _ in commands]
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        finally:
            self._idle.append(connection)

    async def _connection(self) -> Any:
        """A connection of the pool, kept for good: the pool closes it with the others."""
        connection = await self._client.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        connection.socket_timeout = None  # a batch has one deadline instead of one for each read and write
        return connection


async def _answer(connection: Any) -> Any:
    try:
        return await connection.read_response()
    except ReadOnlyError:  # a primary that has become a replica: another connection finds the new one
        raise
    except ResponseError as error:
        return error
