"""The window, live: its lists as they are, and again whenever the hall changes."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiohttp import WSCloseCode, web

from affairs.errors import StoreUnavailable
from affairs.hall.watching import WindowList
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.live import live, send

__all__ = ["here", "window_live"]

LOOKS_SECONDS = 1.0
CHECKED_LOOKS = 60
"""Looks after which it is seen whether they are still logged in."""
Picture = Callable[[WindowList], Awaitable[str]]


def here(seen: WindowList) -> str:
    """What tells whoever is at the window now from anybody else, and from the same one called again."""
    ticket = seen.current
    return f"{ticket.id}-{ticket.calls}" if ticket else ""


async def window_live(desk: Desk, picture: Picture) -> web.StreamResponse:
    """A socket that tells at once, and again at every change, until either side ends it."""

    async def tell(socket: web.WebSocketResponse) -> None:
        known, looks = -1, 0
        while not socket.closed:
            with contextlib.suppress(StoreUnavailable):
                known = await _told(desk, socket, picture, known)
            await asyncio.sleep(LOOKS_SECONDS)
            looks += 1
            if looks % CHECKED_LOOKS == 0 and not await _still(desk):
                await socket.close(code=WSCloseCode.POLICY_VIOLATION)

    return await live(desk, tell)


async def _told(desk: Desk, socket: web.WebSocketResponse, picture: Picture, known: int) -> int:
    """Look, and tell what is new; what tells this state from the next."""
    watching = desk.services.hall.watching
    desk_now = await watching.desk(desk.actor)
    if desk_now is None:
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
        return known
    changes = await watching.changes(desk_now.venue)
    if changes != known and (seen := await watching.window(desk.actor)) is not None:
        await send(socket, "window", html=await picture(seen), here=here(seen))
    return changes


async def _still(desk: Desk) -> bool:
    actor = await desk.office.sessions.resolve(desk.secret, desk.actor.network)
    return actor is not None and actor.may(Permission.WINDOW)
