"""``GET/POST /wechat``: the official account's callback.

WeChat drops a callback after 5 seconds and sends it again. What is ready within the budget
goes back as the passive reply; what is not is answered ``success`` and sent later, once,
through the outbox. Refusals say nothing but their status.
"""

import asyncio
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

import structlog
from aiohttp import web

from bot.messages import Incoming, Reply
from bot.ports import ChannelError, OversizeMessage
from handlers.access import Access, access

__all__ = [
    "BODY_LIMIT",
    "BUDGET_S",
    "LATE_REPLY",
    "Callback",
    "CallbackChannel",
    "Counts",
    "ReplyLater",
    "Responder",
    "wechat_app",
]

BUDGET_S = 4.5
"""Seconds from the first byte to the answer; WeChat waits 5."""
BODY_LIMIT = 64 * 1024
"""Bytes of a callback: a text message has at most 2 KiB, an event with lists a few more."""
LATE_REPLY = "wechat.late_reply"
"""Kind of the outbox row; its payload is ``{openid, parts}``, its key the message's."""
REMEMBER_S = 600.0
"""How long a message that was answered late stays known, so that a repetition is not answered again."""
PUT_DELAYS_S = (0.2, 1.0, 5.0, 20.0)
"""Waits between attempts to enqueue a late reply while the database is away."""
STATUSES = {
    "bad-signature": HTTPStatus.FORBIDDEN,
    "replayed": HTTPStatus.FORBIDDEN,
    "oversize": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "malformed": HTTPStatus.BAD_REQUEST,
}
SILENCE = b"success"
FRAMES = 4
log = structlog.get_logger(__name__)


class CallbackChannel(Protocol):
    """A :class:`bot.ports.Channel` that also answers the address check and splits replies."""

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the address check. Raises ChannelError."""

    def open(self, query: Mapping[str, str], body: bytes) -> Incoming:
        """The verified message. Raises ChannelError."""

    def seal(self, reply: Reply, incoming: Incoming) -> bytes:
        """The first part of the reply, or ``success``."""

    def parts(self, reply: Reply) -> Sequence[str]:
        """Every part of the reply."""


class Responder(Protocol):
    """The engine, as far as a channel knows it."""

    async def respond(self, incoming: Incoming) -> Reply:
        """The reply; the same one for a repeated message."""


class ReplyLater(Protocol):
    """Puts one row into the outbox, in a transaction of its own."""

    async def __call__(self, kind: str, key: str, payload: Mapping[str, Any]) -> bool:
        """False when the key is there already."""


class Counts(Protocol):
    """Counts events for ``/metrics`` (see :class:`handlers.metrics.Metrics`)."""

    def count(self, name: str, **labels: str) -> None:
        """One more."""


@dataclass(slots=True)
class _Turn:
    """One message being answered: every delivery of it waits for the same task."""

    task: asyncio.Task[Reply]
    late: bool = False


class Callback:
    """Answers callbacks with an engine's replies, each within ``budget_s`` seconds."""

    def __init__(
        self,
        channel: CallbackChannel,
        engine: Responder,
        later: ReplyLater,
        counts: Counts,
        *,
        budget_s: float = BUDGET_S,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        self._channel, self._engine, self._later, self._counts = channel, engine, later, counts
        self._budget, self._limit = budget_s, body_limit
        self._turns: dict[tuple[str, str], _Turn] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @access(Access.SIGNED)
    async def verify(self, request: web.Request) -> web.Response:
        """The address check of the account's settings page."""
        try:
            echo = self._channel.echo(request.query)
        except ChannelError as error:
            return self._refused(error)
        return web.Response(text=echo, headers={"X-Content-Type-Options": "nosniff"})

    @access(Access.SIGNED)
    async def receive(self, request: web.Request) -> web.Response:
        """One message or event."""
        deadline = asyncio.get_running_loop().time() + self._budget
        try:
            async with asyncio.timeout_at(deadline):
                body = await self._body(request)
            incoming = self._channel.open(request.query, body)
        except ChannelError as error:
            return self._refused(error)
        except TimeoutError:
            return _closing(HTTPStatus.REQUEST_TIMEOUT)
        return await self._answered(incoming, deadline)

    async def drain(self, timeout_s: float = 30.0) -> None:
        """Wait for turns and late replies under way; call it before their resources are closed."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while self._tasks and loop.time() < deadline:
            await asyncio.wait(set(self._tasks), timeout=deadline - loop.time())
            await asyncio.sleep(0)  # handlers that waited for the same task may now begin another
        for task in self._tasks:
            task.cancel()

    async def _body(self, request: web.Request) -> bytes:
        """The body, never more than the limit in memory. Raises OversizeMessage."""
        if (request.content_length or 0) > self._limit:
            raise OversizeMessage("declared too large")
        body = await request.content.read(self._limit + 1)
        while len(body) <= self._limit and not request.content.at_eof():
            body += await request.content.read(self._limit + 1 - len(body))
        if len(body) > self._limit:
            raise OversizeMessage("too large")
        return body

    async def _answered(self, incoming: Incoming, deadline: float) -> web.Response:
        turn = self._turn(incoming)
        if not turn.late:
            await asyncio.wait({turn.task}, timeout=max(0.0, deadline - asyncio.get_running_loop().time()))
        if turn.late or not turn.task.done():
            self._make_late(turn, incoming)
            return _body_response(SILENCE)
        return self._sealed(turn.task, incoming)

    def _turn(self, incoming: Incoming) -> _Turn:
        """The turn under way for this message, or a new one."""
        key = (incoming.user, incoming.message_key)
        turn = self._turns.get(key)
        if turn is None or not incoming.message_key:
            turn = _Turn(self._track(self._engine.respond(incoming)))
            self._turns[key] = turn
            turn.task.add_done_callback(lambda _task: self._forget(key, turn))
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
            _report("wechat.late_reply_failed", error)
            return
        await self._put(incoming, self._channel.parts(reply))

    def _sealed(self, task: asyncio.Task[Reply], incoming: Incoming) -> web.Response:
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is not None:
            _report("wechat.engine_failed", error)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        reply = task.result()
        parts = self._channel.parts(reply)
        if len(parts) > 1:
            self._track(self._put(incoming, parts[1:]))
        self._counts.count("replies", channel=incoming.channel, kind=str(reply.kind))
        return _body_response(self._channel.seal(reply, incoming))

    async def _put(self, incoming: Incoming, parts: Sequence[str]) -> None:
        """Enqueue the parts under the message's key, which makes them go out once."""
        if not parts:
            return
        payload = {"openid": incoming.user, "parts": list(parts)}
        for delay in (*PUT_DELAYS_S, None):
            try:
                await self._later(LATE_REPLY, f"{incoming.channel}:{incoming.message_key}", payload)
            except Exception as error:  # noqa: BLE001 - whatever the database raises: try again, then give up aloud
                log.warning("wechat.outbox_unavailable", error=type(error).__name__, again=delay is not None)
                if delay is not None:
                    await asyncio.sleep(delay)
            else:
                return

    def _track(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _refused(self, error: ChannelError) -> web.Response:
        self._counts.count("refused", reason=error.code)
        log.warning("wechat.refused", reason=error.code)
        return _closing(STATUSES.get(error.code, HTTPStatus.BAD_REQUEST))


def _body_response(body: bytes) -> web.Response:
    content_type = "application/xml" if body.startswith(b"<") else "text/plain"
    return web.Response(body=body, content_type=content_type, charset="utf-8")


def _report(event: str, error: BaseException) -> None:
    """Say what failed and where, without the message, which may carry what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    log.error(event, error=type(error).__name__, where=[f"{frame.filename}:{frame.lineno}" for frame in frames])


def _closing(status: HTTPStatus) -> web.Response:
    """An empty answer; the connection is not read any further."""
    response = web.Response(status=status)
    response.force_close()
    return response


def wechat_app(callback: Callback) -> web.Application:
    """The sub-application; add it under ``/wechat``. On shutdown it waits for work under way."""
    app = web.Application()
    for path in ("", "/"):
        app.router.add_get(path, callback.verify, allow_head=False)
        app.router.add_post(path, callback.receive)

    async def drain(_app: web.Application) -> None:
        await callback.drain()

    app.on_shutdown.append(drain)
    return app
