"""Faults that are injected into the stand-in's interfaces."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

__all__ = ["Fault", "Faults", "fault_of"]

GARBAGE = b"<html>502 \xff Bad Gateway"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Fault:
    """What goes wrong on ``path`` (a prefix), of one ``method`` or any, for ``times`` calls, each by ``chance``.

    ``delay_s`` waits first; then ``drop`` closes the connection, ``after`` it took effect or before;
    ``code`` answers 200 with that code (also ``after`` it took effect, if so), ``garbage`` 200 with
    nonsense, ``status`` an HTTP status. ``cut_bytes`` closes the connection after so many bytes of the body.
    """

    path: str = ""
    method: str = ""
    times: int = 1
    chance: float = 1.0
    delay_s: float = 0.0
    drop: bool = False
    after: bool = False
    code: str = ""
    garbage: bool = False
    status: int = 0
    cut_bytes: int = 0


def fault_of(raw: dict[str, Any]) -> Fault:
    """A fault from its JSON. Raises ValueError."""
    try:
        return Fault(**raw)
    except TypeError:
        raise ValueError("unknown or missing field") from None


class Faults:
    """The faults still to come, and until when all is down.

    ``twice`` is the chance that a push is sent again after it was answered, ``shuffled`` whether pushes
    leave in any order.
    """

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._down_until = 0.0
        self.twice = 0.0
        self.shuffled = False
        self.cut_bytes = 0

    def add(self, fault: Fault) -> None:
        """One more."""
        self._faults.append(fault)

    def clear(self) -> None:
        """All is well."""
        self.__init__()  # type: ignore[misc]

    def down(self, seconds: float) -> None:
        """Refuse everything for so long."""
        self._down_until = time.monotonic() + seconds

    @property
    def is_down(self) -> bool:
        """Whether everything is refused at the moment."""
        return time.monotonic() < self._down_until

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this call, if any; it is used up by one."""
        for fault in self._faults:
            fits = path.startswith(fault.path) and fault.method in {"", method}
            if fits and random.random() < fault.chance:  # noqa: S311 - a fault, not a secret
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Run the handler with the fault of its path."""
        if self.is_down:
            return _closed(request)
        fault = self.take(request.method, request.path)
        if fault is None:
            return await handler(request)
        await asyncio.sleep(fault.delay_s)
        request["cut_bytes"] = fault.cut_bytes
        answer = await handler(request) if fault.after or not _is_final(fault) else None
        if fault.drop:
            return _closed(request)
        if fault.garbage:
            return web.Response(body=GARBAGE, content_type="application/json")
        if fault.code:
            return web.json_response({"code": fault.code, "message": "injected"})
        return answer if answer is not None else web.Response(status=fault.status)


def _is_final(fault: Fault) -> bool:
    return bool(fault.drop or fault.garbage or fault.code or fault.status)


def _closed(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
