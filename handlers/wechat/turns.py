"""Messages being answered: each once, in time or later.

WeChat drops a callback after 5 seconds and sends it again. What is ready in time goes back on
the wire; what is not goes into the outbox, once, whoever asked for it how often. A repetition that reaches
another process is the engine's to recognise, which keeps a late reply from being shown there again; the
outbox row's key makes two late ones of it one.
"""

import asyncio
import traceback
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.messages import Incoming, Reply
from handlers.wechat.ports import CallbackChannel, Counts, ReplyLater, Responder

__all__ = ["LATE_REPLY", "Turns", "report"]

LATE_REPLY = "wechat.late_reply"
"""Kind of the outbox row; its payload is ``{openid, parts}``, its key the message's."""
REMEMBER_S = 600.0
"""How long a message that was answered late stays known, so that a repetition is not answered again."""
PUT_DELAYS_S = (0.2, 1.0, 5.0, 20.0)
"""Waits between attempts to enqueue while the database is away."""
FRAMES = 4
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Turn:
    """One message being answered: every delivery of it waits for the same task."""

    late: bool = False
    task: asyncio.Task[Reply] = field(init=False)


class Turns:
    """The turns of one process."""

    def __init__(self, channel: CallbackChannel, engine: Responder, later: ReplyLater, counts: Counts) -> None:
        self._channel, self._engine, self._later, self._counts = channel, engine, later, counts
        self._turns: dict[tuple[str, str], _Turn] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def reply(self, incoming: Incoming, deadline: float) -> Reply | None:
        """The reply, if it is there by ``deadline`` (time of the event loop); None = it is sent later.

        Raises what the engine raises.
        """
        turn = self._turn(incoming)
        if not turn.late:
            await _done_or(turn.task, deadline)
        if turn.late or not turn.task.done():
            self._make_late(turn, incoming)
            return None
        return turn.task.result()

    def send_later(self, incoming: Incoming, parts: Sequence[str]) -> None:
        """Have these parts sent as customer-service messages; the same message's once."""
        if parts:
            self._track(self._put(incoming, parts))

    async def drain(self, timeout_s: float = 30.0) -> None:
        """Wait for all that is under way; call it before the resources it uses are closed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while self._tasks and loop.time() < deadline:
            await asyncio.wait(set(self._tasks), timeout=deadline - loop.time())
            await asyncio.sleep(0)  # handlers that waited for the same task may now begin another
        for task in self._tasks:
            task.cancel()

    def _turn(self, incoming: Incoming) -> _Turn:
        """The turn under way for this message, or a new one."""
        key = (incoming.user, incoming.message_key)
        turn = self._turns.get(key)
        if turn is None or not incoming.message_key:
            turn = begun = _Turn()
            turn.task = self._track(self._engine.respond(incoming, late=lambda: begun.late))
            self._turns[key] = turn
            turn.task.add_done_callback(lambda _task: self._forget(key, begun))
        return turn

    def _forget(self, key: tuple[str, str], turn: _Turn) -> None:
        """A turn in time is the engine's to remember; a late one is remembered here."""
        if turn.late:
            asyncio.get_running_loop().call_later(REMEMBER_S, self._turns.pop, key, None)
        elif self._turns.get(key) is turn:
            del self._turns[key]

    def _make_late(self, turn: _Turn, incoming: Incoming) -> None:
        if not turn.late:
            turn.late = True
            self._counts.count("late")
            self._track(self._send_late(turn, incoming))

    async def _send_late(self, turn: _Turn, incoming: Incoming) -> None:
        try:
            reply = await asyncio.shield(turn.task)
        except Exception as error:  # noqa: BLE001 - whatever the engine raises ends here
            report("wechat.late_reply_failed", error)
            return
        self.send_later(incoming, self._channel.parts(reply))

    async def _put(self, incoming: Incoming, parts: Sequence[str]) -> None:
        """Enqueue under the message's key; try again while the database is away, then give up aloud."""
        payload = {"openid": incoming.user, "parts": list(parts)}
        for delay in (*PUT_DELAYS_S, None):
            try:
                await self._later(LATE_REPLY, f"{incoming.channel}:{incoming.message_key}", payload)
            except Exception as error:  # noqa: BLE001 - whatever the database raises
                log.warning("wechat.outbox_unavailable", error=type(error).__name__, again=delay is not None)
                if delay is not None:
                    await asyncio.sleep(delay)
            else:
                return

    def _track(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _done_or(task: asyncio.Task[Any], deadline: float) -> None:
    """Return when the task is done, or at a time of the event loop; as ``asyncio.wait`` for one task, and cheaper."""
    if task.done():
        return
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()

    def wake(*_: object) -> None:
        if not waiter.done():
            waiter.set_result(None)

    timer = loop.call_at(deadline, wake)
    task.add_done_callback(wake)
    try:
        await waiter
    finally:
        timer.cancel()
        task.remove_done_callback(wake)


def report(event: str, error: BaseException) -> None:
    """Say what failed and where, without the message, which may carry what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    log.error(event, error=type(error).__name__, where=[f"{frame.filename}:{frame.lineno}" for frame in frames])
