"""Connections that do not get to their point: closed, before they are many.

aiohttp waits for the head of a connection's first request for ever, so that a machine with patience and a few
thousand sockets takes them all (slow heads, "slowloris"). A proxy in front would have a time-out of its own
(nginx: ``client_header_timeout``); the product does not rely on one. Between two requests of a connection aiohttp's
own time-out holds, also for a head that has begun; bodies have the time-outs of those who read them.
"""

import asyncio
from collections.abc import Callable

from aiohttp import web

__all__ = ["HEAD_S", "IDLE_S", "Heads"]

HEAD_S = 15.0
"""Seconds from the connection to the end of its first request's head: a kilobyte, by whatever network."""
IDLE_S = 75.0
"""Seconds that a connection stays open between two requests: more than a proxy's 60, which closes it first."""
LOOKS = 3
"""Looks at the connections within the time they have."""


class Heads:
    """A factory of connections that closes those whose first head is not there in time.

    Wraps another one (:attr:`aiohttp.web.AppRunner.server`); the application says of every request that it arrived.
    One timer looks after all; an attack costs a dictionary entry a connection.
    """

    def __init__(self, *, seconds: float = HEAD_S) -> None:
        self._seconds = seconds
        self._waiting: dict[web.RequestHandler, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Connections whose first head is not there yet."""
        return len(self._waiting)

    def watching(self, factory: Callable[[], "web.RequestHandler"]) -> Callable[[], "web.RequestHandler"]:
        """The same factory, its connections watched."""

        def connect() -> "web.RequestHandler":
            made = factory()
            self._waiting[made] = asyncio.get_running_loop().time() + self._seconds
            self._look_later()
            return made

        return connect

    def arrived(self, request: web.Request) -> None:
        """A request of this connection has come, head and all."""
        self._waiting.pop(request.protocol, None)

    def _look_later(self) -> None:
        if self._timer is None and self._waiting:
            self._timer = asyncio.get_running_loop().call_later(self._seconds / LOOKS, self._look)

    def _look(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for connection, due in list(self._waiting.items()):
            if connection.transport is None:  # it went by itself
                del self._waiting[connection]
            elif due <= now:
                del self._waiting[connection]
                connection.transport.abort()
        self._look_later()
