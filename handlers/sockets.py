"""Open WebSockets of this process: closed, with word of it, when the process is told to stop."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSCloseCode, web

__all__ = ["HEARTBEAT_SECONDS", "add_sockets", "is_upgrade", "kept", "opened"]

SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets", set)
HEARTBEAT_SECONDS = 25.0
"""Between pings: below the minute after which proxies cut a silent connection."""
LARGEST = 16 * 1024
"""Bytes of one frame: a message has 600 characters."""


def add_sockets(app: web.Application) -> None:
    """Have the application close them before it stops."""
    app[SOCKETS] = set()
    app.on_shutdown.append(_close_all)


def is_upgrade(request: web.Request) -> bool:
    """Whether the caller wants a WebSocket."""
    return request.headers.get("Upgrade", "").lower() == "websocket"


async def opened(request: web.Request) -> web.WebSocketResponse:
    """The socket of a request that wants one. Raises HTTPBadRequest where the handshake is broken."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=LARGEST, compress=False)
    await socket.prepare(request)
    return socket


@contextmanager
def kept(request: web.Request, socket: web.WebSocketResponse) -> Iterator[None]:
    """Known to the application for as long as the context."""
    sockets = request.config_dict[SOCKETS]
    sockets.add(socket)
    try:
        yield
    finally:
        sockets.discard(socket)


async def _close_all(app: web.Application) -> None:
    open_now = app[SOCKETS]
    for socket in tuple(open_now):
        await socket.close(code=WSCloseCode.GOING_AWAY, message=b"restarting")
