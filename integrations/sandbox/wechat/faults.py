"""Faults that are injected: on a path of the API, so many times."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

__all__ = ["Fault", "Faults", "fault_of"]

GARBAGE = b"<html>502 \xff Bad Gateway"


@dataclass(slots=True)
class Fault:
    """What goes wrong on ``path`` (a prefix), for the next ``times`` calls.

    ``delay_s`` waits first; then ``drop`` closes the connection (``after`` = the call took effect),
    ``errcode`` answers that error, ``garbage`` answers 200 with nonsense, ``status`` an HTTP status.
    """

    path: str
    times: int = 1
    delay_s: float = 0.0
    drop: bool = False
    after: bool = False
    errcode: int = 0
    garbage: bool = False
    status: int = 0


def fault_of(raw: dict[str, Any]) -> Fault:
    """A fault from its JSON. Raises ValueError."""
    try:
        return Fault(**raw)
    except TypeError:
        raise ValueError("unknown or missing field") from None


class Faults:
    """The faults still to come, in order."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """One more."""
        self._faults.append(fault)

    def clear(self) -> None:
        """None any more."""
        self._faults.clear()

    def take(self, path: str) -> Fault | None:
        """The fault for this call, if any; it is used up by one."""
        for fault in self._faults:
            if path.startswith(fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    async def around(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Run the handler with the fault of its path."""
        fault = self.take(request.path)
        if fault is None:
            return await handler(request)
        await asyncio.sleep(fault.delay_s)
        if fault.drop:
            if fault.after:
                await handler(request)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.garbage:
            return web.Response(body=GARBAGE, content_type="application/json")
        if fault.errcode:
            return web.json_response({"errcode": fault.errcode, "errmsg": "injected"})
        return web.Response(status=fault.status) if fault.status else await handler(request)
