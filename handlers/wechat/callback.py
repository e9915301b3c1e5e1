"""The HTTP side of the callback: bounds, refusals, answers. Refusals say nothing but their status."""

import asyncio
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.messages import Incoming, Reply
from bot.ports import ChannelError, OversizeMessage
from handlers.access import Access, access
from handlers.wechat.ports import CallbackChannel, Counts, ReplyLater, Responder
from handlers.wechat.turns import NotKept, Turns, report

__all__ = ["BODY_LIMIT", "BUDGET_S", "Callback", "wechat_app"]

BUDGET_S = 4.5
"""Seconds from the first byte to the answer; WeChat waits 5."""
BODY_LIMIT = 64 * 1024
"""Bytes of a callback: a text message has at most 2 KiB, an event with lists a few more."""
STATUSES = {
    "bad-signature": HTTPStatus.FORBIDDEN,
    "replayed": HTTPStatus.FORBIDDEN,
    "oversize": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "malformed": HTTPStatus.BAD_REQUEST,
}
SILENCE = b"success"
log = structlog.get_logger(__name__)


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
        self._channel, self._counts = channel, counts
        self._budget, self._limit = budget_s, body_limit
        self._turns = Turns(channel, engine, later, counts)

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
            if request.content.is_eof():  # all of it came with the head: there is nothing to wait for
                body = await self._body(request)
            else:
                async with asyncio.timeout_at(deadline):
                    body = await self._body(request)
            incoming = self._channel.open(request.query, body)
        except ChannelError as error:
            return self._refused(error)
        except TimeoutError:
            return _closing(HTTPStatus.REQUEST_TIMEOUT)
        return await self._answer(incoming, deadline)

    async def drain(self) -> None:
        """Wait for turns and late replies under way."""
        await self._turns.drain()

    async def _answer(self, incoming: Incoming, deadline: float) -> web.Response:
        try:
            reply = await self._turns.reply(incoming, deadline)
        except NotKept:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception as error:  # noqa: BLE001 - the platform tries again after a 503
            report("wechat.engine_failed", error)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return _response(SILENCE) if reply is None else await self._sealed(reply, incoming)

    async def _sealed(self, reply: Reply, incoming: Incoming) -> web.Response:
        await self._turns.send_later(incoming, self._channel.parts(reply)[1:])
        self._counts.count("replies", channel=incoming.channel, kind=str(reply.kind))
        return _response(self._channel.seal(reply, incoming))

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

    def _refused(self, error: ChannelError) -> web.Response:
        self._counts.count("refused", reason=error.code)
        log.warning("wechat.refused", reason=error.code)
        return _closing(STATUSES.get(error.code, HTTPStatus.BAD_REQUEST))


def _response(body: bytes) -> web.Response:
    content_type = "application/xml" if body.startswith(b"<") else "text/plain"
    return web.Response(body=body, headers={"Content-Type": f"{content_type}; charset=utf-8"})


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
