"""Live pages of the desk: the queue, and one conversation. What is sent was rendered and escaped here.

A socket is a page like any other: session and permission are checked, and looked at again every minute; a page of
another site gets none.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import WSCloseCode, web

from affairs.handover.ports import QUEUE, Watch
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.handover_words import STATES, deliveries, lines, window_words
from handlers.console.live import live, send

__all__ = ["conversation", "queue"]

Tell = Callable[[web.WebSocketResponse, Watch], Awaitable[None]]

CHECKED_SECONDS = 60.0
QUEUE_PAUSE = 0.25
"""Seconds between two pictures of the queue: many changes are one."""
LOOKED_BACK = 20
"""Messages before the last one whose delivery may still change."""


async def queue(desk: Desk, picture: Callable[[], Awaitable[tuple[str, Mapping[str, int]]]]) -> web.StreamResponse:
    """The queue as it is, and again whenever it changes. A picture says by whom what is held, as the store marks it."""

    async def tell(socket: web.WebSocketResponse, watch: Watch) -> None:
        html, held = await picture()
        for owner, mark in held.items():
            watch.saw(owner, mark)
        await send(socket, "queue", html=html)
        await asyncio.sleep(QUEUE_PAUSE)

    return await _live(desk, (QUEUE, *desk.actor.work_of), tell)


async def conversation(desk: Desk, handover_id: str, after: int) -> web.StreamResponse:
    """What comes, from after a message, and what becomes of what was sent."""
    last = after
    told: dict[str, str] = {}
    state = ""
    names = await desk.names()

    async def tell(socket: web.WebSocketResponse, watch: Watch) -> None:
        nonlocal last, told, state, names
        handover, messages = await desk.services.handovers.desk.follow(
            desk.actor, handover_id, after=max(0, last - LOOKED_BACK)
        )
        watch.saw(handover_id, handover.revision)
        fresh = [each for each in messages if each.seq > last]
        if fresh:
            if any(each.staff_id and each.staff_id not in names for each in fresh):
                names = await desk.names()
            html = desk.fragment("handover_messages.html", lines=lines(fresh, names), id=handover_id)
            await send(socket, "messages", html=html, last=fresh[-1].seq)
            last = fresh[-1].seq
        now_told = deliveries(messages)
        if changed := {seq: words for seq, words in now_told.items() if told.get(seq) != words}:
            told |= changed
            await send(socket, "deliveries", items=changed)
        window = window_words(handover, desk.services.clock.now())
        now_state = f"{handover.state}:{handover.staff_id}:{window}"
        if now_state != state:
            state = now_state
            await send(socket, "state", state=STATES[handover.state], window=window, open=handover.is_open)

    return await _live(desk, (handover_id,), tell)


async def _live(desk: Desk, keys: Sequence[str], tell: Tell) -> web.WebSocketResponse:
    """A socket that tells at once, and again at every change, until either side ends it."""

    async def telling(socket: web.WebSocketResponse) -> None:
        loop = asyncio.get_running_loop()
        checked = loop.time() - CHECKED_SECONDS * random.random() / 2  # noqa: S311 - those opened together, apart
        with desk.services.handovers.watching.watch(*keys) as changed:
            while not socket.closed:
                changed.clear()
                await tell(socket, changed)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout_at(checked + CHECKED_SECONDS):
                        await changed.wait()
                if loop.time() >= checked + CHECKED_SECONDS:
                    checked = loop.time()
                    if not await _still(desk):
                        await socket.close(code=WSCloseCode.POLICY_VIOLATION)

    return await live(desk, telling)


async def _still(desk: Desk) -> bool:
    """Whether they are still logged in and may still talk; and, if so, that they are there."""
    actor = await desk.office.sessions.resolve(desk.secret, desk.actor.network)
    if actor is None or not actor.may(Permission.HANDOVER):
        return False
    await desk.services.handovers.desk.seen(actor)
    return True
