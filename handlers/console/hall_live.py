"""The window, live: its lists as they are, and again whenever the hall changes."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import WSCloseCode, web

from affairs.errors import DomainError, StoreUnavailable
from affairs.hall.watching import WindowList
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.handover_sockets import is_own_page
from handlers.sockets import kept, opened

__all__ = ["here", "window_live"]

log = structlog.get_logger(__name__)
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
    if not is_own_page(desk.request):
        raise web.HTTPForbidden(reason="another site's page")
    socket = await opened(desk.request)
    with kept(desk.request, socket):
        telling = asyncio.create_task(_tell(desk, socket, picture))
        try:
            async for _ in socket:
                pass  # the page has nothing to say here: it posts
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
    return socket


async def _tell(desk: Desk, socket: web.WebSocketResponse, picture: Picture) -> None:
    known, looks = -1, 0
    try:
        while not socket.closed:
            with contextlib.suppress(StoreUnavailable):
                known = await _told(desk, socket, picture, known)
            await asyncio.sleep(LOOKS_SECONDS)
            looks += 1
            if looks % CHECKED_LOOKS == 0 and not await _still(desk):
                await socket.close(code=WSCloseCode.POLICY_VIOLATION)
    except (DomainError, ConnectionError):
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
    except Exception:
        log.exception("window_not_shown")
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)


async def _told(desk: Desk, socket: web.WebSocketResponse, picture: Picture, known: int) -> int:
    """Look, and tell what is new; what tells this state from the next."""
    watching = desk.services.hall.watching
    desk_now = await watching.desk(desk.actor)
    if desk_now is None:
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
        return known
    changes = await watching.changes(desk_now.venue)
    if changes != known and (seen := await watching.window(desk.actor)) is not None:
        frame = {"type": "window", "html": await picture(seen), "here": here(seen)}
        await socket.send_str(json.dumps(frame, ensure_ascii=False))
    return changes


async def _still(desk: Desk) -> bool:
    actor = await desk.office.sessions.resolve(desk.secret, desk.actor.network)
    return actor is not None and actor.may(Permission.WINDOW)
