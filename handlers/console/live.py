"""Pages that are kept up to date: a socket to our own page alone, told by one task until either side ends it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import WSCloseCode, web

from affairs.errors import DomainError
from handlers.console.desk import Desk
from handlers.sockets import kept, opened

__all__ = ["is_own_page", "live", "send"]

log = structlog.get_logger(__name__)
Telling = Callable[[web.WebSocketResponse], Awaitable[None]]


def is_own_page(request: web.Request) -> bool:
    """Whether the socket was asked for by a page of this host: browsers say so in ``Origin``, and only they have
    cookies to be misused.
    """
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


async def live(desk: Desk, telling: Telling) -> web.WebSocketResponse:
    """A socket that ``telling`` tells what is new, until either side ends it. Raises HTTPForbidden."""
    if not is_own_page(desk.request):
        raise web.HTTPForbidden(reason="another site's page")
    socket = await opened(desk.request)
    with kept(desk.request, socket):
        task = asyncio.create_task(_told(socket, telling))
        try:
            async for _ in socket:
                pass  # the page has nothing to say here: it posts
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    return socket


async def _told(socket: web.WebSocketResponse, telling: Telling) -> None:
    try:
        await telling(socket)
    except (DomainError, ConnectionError):
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
    except Exception:
        log.exception("page_not_kept_up_to_date")
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)


async def send(socket: web.WebSocketResponse, kind: str, **values: Any) -> None:
    """One frame."""
    await socket.send_str(json.dumps({"type": kind, **values}, ensure_ascii=False))
