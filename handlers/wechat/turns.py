"""Messages being answered: each once, in time or later.

WeChat drops a callback after 5 seconds and sends it again. What is ready in time goes back on
the wire; what is not goes into the outbox, once, whoever asked for it how often. A repetition that reaches
another process is the engine's to recognise, which keeps a late reply from being shown there again; the
outbox row's key makes two late ones of it one.

``success`` ends the repetitions, so nothing may depend on this process any more when it is said: before, the
message itself is put into the outbox, to be answered by a worker if this process does not come to it. The row
with the reply takes its place, in one transaction.
"""

import asyncio
import traceback
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog

from bot.messages import Incoming, Reply
from handlers.wechat.ports import CallbackChannel, Counts, ReplyLater, Responder

__all__ = ["LATE_REPLY", "UNANSWERED", "NotKept", "Turns", "report"]

LATE_REPLY = "wechat.late_reply"
"""Kind of the outbox row; its payload is ``{openid, parts}``, its key the message's."""
UNANSWERED = "wechat.unanswered"
"""Kind of the row that stands for it until then; its payload is ``{message}``."""
KEEPING_S = 0.4
"""How long an answer that is due waits for its row; WeChat waits half a second more than the budget."""
REMEMBER_S = 600.0
"""How long a message that was answered late stays known, so that a repetition is not answered again."""
PUT_DELAYS_S = (0.2, 1.0, 5.0, 20.0)
"""Waits between attempts to enqueue while the database is away."""
FRAMES = 4
UNTIL = "?"
"""After the key of a reply: the key of what stands for it until it is there."""
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Turn:
    """One message being answered: every delivery of it waits for the same task."""

    late: bool = False
    task: asyncio.Task[Reply] = field(init=False)
    kept: "asyncio.Task[bool] | None" = None


class NotKept(Exception):
    """A reply is late and the outbox cannot be reached: the platform has to ask again."""


class Turns:
    """The turns of one process."""

    def __init__(self, channel: CallbackChannel, engine: Responder, later: ReplyLater, counts: Counts) -> None:
        self._channel, self._engine, self._later, self._counts = channel, engine, later, counts
        self._turns: dict[tuple[str, str], _Turn] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def reply(self, incoming: Incoming, deadline: float) -> Reply | None:
        """The reply, if it is there by ``deadline`` (time of the event loop); None = it is sent later, for sure.

        Raises NotKept, and what the engine raises.
        """
        turn = self._turn(incoming)
        if not turn.late:
            await _done_or(turn.task, deadline)
        if turn.late or not turn.task.done():
            await self._make_late(turn, incoming)
            return None
        return turn.task.result()

    async def send_later(self, incoming: Incoming, parts: Sequence[str]) -> None:
        """Have these parts sent as customer-service messages; the same message's once.

        Returns when the outbox has them, or cannot be reached for now: then it is tried again in the background.
        """
        if parts:
            await _at_most(self._track(self._put(LATE_REPLY, _key(incoming), _sending(incoming, parts))), KEEPING_S)

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

    async def _make_late(self, turn: _Turn, incoming: Incoming) -> None:
        """Return when the message is in the outbox. Raises NotKept."""
        if turn.kept is None:
            turn.late = True
            self._counts.count("late")
            payload = {"message": msgspec.to_builtins(incoming)}
            turn.kept = self._track(self._put(UNANSWERED, _key(incoming) + UNTIL, payload))
            self._track(self._send_late(turn, turn.kept, incoming))
        await _at_most(turn.kept, KEEPING_S)
        if not turn.kept.done() or not turn.kept.result():
            raise NotKept

    async def _send_late(self, turn: _Turn, kept: "asyncio.Task[bool]", incoming: Incoming) -> None:
        try:
            reply = await asyncio.shield(turn.task)
        except Exception as error:  # noqa: BLE001 - whatever the engine raises ends here
            report("wechat.late_reply_failed", error)
            return
        await asyncio.shield(kept)  # its row is to be taken back, and must not come after this one
        if parts := self._channel.parts(reply):
            key = _key(incoming)
            await self._put(LATE_REPLY, key, _sending(incoming, parts), instead_of=key + UNTIL)

    async def _put(self, kind: str, key: str, payload: Mapping[str, Any], **more: str) -> bool:
        """Enqueue; try again while the database is away, then give up aloud. Whether it is there."""
        for delay in (*PUT_DELAYS_S, None):
            try:
                await self._later(kind, key, payload, **more)
            except Exception as error:  # noqa: BLE001 - whatever the database raises
                log.warning("wechat.outbox_unavailable", error=type(error).__name__, again=delay is not None)
                if delay is not None:
                    await asyncio.sleep(delay)
            else:
                return True
        return False

    def _track(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _key(incoming: Incoming) -> str:
    return f"{incoming.channel}:{incoming.message_key}"


def _sending(incoming: Incoming, parts: Sequence[str]) -> dict[str, Any]:
    return {"openid": incoming.user, "parts": list(parts)}


async def _at_most(task: asyncio.Task[Any], seconds: float) -> None:
    """Wait for a task, which goes on when it takes longer."""
    await asyncio.wait({task}, timeout=seconds)


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
