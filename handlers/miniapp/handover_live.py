"""The socket of one hand-over: what comes is sent in its order, from after what the device has; nothing twice.

The device says ``{"type": "message", "text", "client_id"}``, ``{"type": "seen", "seq"}``, ``{"type": "ping"}``; it
hears ``message``, ``state``, ``ack`` (of its own messages, with their ``seq``), ``error`` and ``pong``. Whoever
reconnects says in ``after`` what the last message was that they have, and sends again what was not acknowledged.
"""

import asyncio
import contextlib
import json
import random
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from affairs.errors import DomainError, NotSignedIn
from affairs.handover.asking import Said
from affairs.handover.handover import Handover
from affairs.people.citizens import Citizen
from handlers.auth import CITIZEN_BUCKETS, bearer_of
from handlers.keys import services_of
from handlers.limits import Throttled, throttle
from handlers.miniapp.handover_schema import HandoverSay, HandoverSeen, message_out
from handlers.problems import DETAILS
from handlers.services import Services
from handlers.sockets import kept, opened

__all__ = ["serve"]

CHECKED_SECONDS = 300.0
"""How often an open socket's token is looked at again."""


class _Socket:
    """One open socket of a citizen."""

    def __init__(self, request: web.Request, citizen: Citizen, handover_id: str, after: int) -> None:
        self._request, self._citizen, self._id, self._last = request, citizen, handover_id, after
        self._services: Services = services_of(request)
        self._state: tuple[object, ...] = ()

    async def run(self) -> web.WebSocketResponse:
        """Until either side ends it."""
        self._socket = await opened(self._request)
        with kept(self._request, self._socket):
            telling = asyncio.create_task(self._tell())
            try:
                await self._hear()
            finally:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
        return self._socket

    async def _tell(self) -> None:
        """Send what comes, as it comes; the token is looked at again now and then."""
        token, loop = bearer_of(self._request), asyncio.get_running_loop()
        checked = loop.time() - CHECKED_SECONDS * random.random() / 2  # noqa: S311 - those opened together, apart
        with self._services.handovers.watching.watch(self._id) as changed:
            try:
                while not self._socket.closed:
                    changed.clear()
                    changed.saw(self._id, await self._catch_up())
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout_at(checked + CHECKED_SECONDS):
                            await changed.wait()
                    if loop.time() >= checked + CHECKED_SECONDS:
                        checked = loop.time()
                        await self._services.sessions.citizen_of(token)
            except (DomainError, ConnectionError) as error:
                code = WSCloseCode.POLICY_VIOLATION if isinstance(error, NotSignedIn) else WSCloseCode.TRY_AGAIN_LATER
                await self._socket.close(code=code)

    async def _catch_up(self) -> int:
        """Send what is new; the revision of the hand-over that this was."""
        viewing = self._services.handovers.viewing
        while True:
            handover, messages, last = await viewing.since(self._citizen.id, self._id, self._last)
            for message in messages:
                await self._send("message", **message_out(message).model_dump(mode="json"))
            await self._tell_state(handover)
            if last <= self._last:
                return handover.revision
            self._last = last

    async def _tell_state(self, handover: Handover) -> None:
        state = (handover.state, handover.staff_id)
        if state == self._state:
            return
        self._state = state
        advisor = await self._services.handovers.viewing.holder(handover)
        await self._send("state", state=handover.state, advisor=advisor, last_seq=handover.last_seq)

    async def _hear(self) -> None:
        async for frame in self._socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            said = _read(frame.data)
            try:
                throttled = self._request.config_dict.get(CITIZEN_BUCKETS)
                if throttled is not None:
                    throttle(throttled, self._citizen.id)
                await self._heard(said)
            except ValidationError:
                await self._refuse(said, "invalid-request", "")
            except Throttled:
                await self._refuse(said, "too-many-requests", "")
            except DomainError as error:
                await self._refuse(said, error.code, error.detail)

    async def _heard(self, said: dict[str, Any]) -> None:
        asking, kind = self._services.handovers.asking, said.pop("type", "")
        match kind:
            case "message":
                body = HandoverSay.model_validate(said)
                given = Said(body.text, client_id=body.client_id or "")
                message, _ = await asking.say(self._citizen.id, self._id, given)
                await self._send("ack", client_id=body.client_id or "", seq=message.seq)
            case "seen":
                await asking.seen(self._citizen.id, self._id, HandoverSeen.model_validate(said).seq)
            case "ping":
                await self._send("pong")
            case _:
                await self._refuse(said, "invalid-request", "")

    async def _refuse(self, said: dict[str, Any], code: str, detail: str) -> None:
        name = said.get("client_id")
        told = DETAILS[code] if detail in {"", code} else detail
        await self._send("error", code=code, detail=told, client_id=name if isinstance(name, str) else "")

    async def _send(self, kind: str, **values: Any) -> None:
        await self._socket.send_str(json.dumps({"type": kind, **values}, ensure_ascii=False))


async def serve(request: web.Request, citizen: Citizen, handover_id: str, after: int) -> web.WebSocketResponse:
    """The socket, until it is closed. The hand-over is the citizen's."""
    return await _Socket(request, citizen, handover_id, after).run()


def _read(text: str) -> dict[str, Any]:
    """A frame as an object; {} for anything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
