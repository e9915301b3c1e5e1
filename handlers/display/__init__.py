"""``/display/{venue}``: the screen of a hall, and ``/kiosk/{venue}``: where one checks in there.

The screen is public: numbers and windows, nothing of persons. It is kept up to date by server-sent events.
"""

import asyncio
import contextlib
import json
from dataclasses import asdict
from http import HTTPStatus

from aiohttp import web

from affairs.errors import DomainError, StoreUnavailable
from affairs.hall.watching import Board
from handlers.access import Access, access
from handlers.display.kiosk import add_kiosk
from handlers.keys import services_of
from handlers.pages.rendering import environment, page, static_files, static_of

__all__ = ["display_app"]

PACKAGE = "handlers.display"
LOOKS_SECONDS = 1.0
BREATHS = 15
"""Looks without news after which a line is sent that says nothing, so that nobody in between closes the connection."""
MOST = 200
"""Screens that one process keeps up to date; further ones show what was there when they asked, and ask again."""
CLOSING: web.AppKey[asyncio.Event] = web.AppKey("displays_closing", asyncio.Event)
WATCHING: web.AppKey[set[int]] = web.AppKey("displays_watching", set)


@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """The screen, readable without any script."""
    board = await services_of(request).hall.watching.board(request.match_info["venue"])
    return page(PACKAGE, "display.html", board=board)


@access(Access.ANYONE)
async def events(request: web.Request) -> web.StreamResponse:
    """The board, and each new state of it, as server-sent events."""
    watching = services_of(request).hall.watching
    venue = request.match_info["venue"]
    board = await watching.board(venue)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
    response.headers["X-Accel-Buffering"] = "no"
    held, closing, me = request.app[WATCHING], request.app[CLOSING], id(request)
    if len(held) >= MOST:
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "10"})
    held.add(me)
    try:
        await response.prepare(request)
        await response.write(_event(board))
        quiet = 0
        while not closing.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), LOOKS_SECONDS)
            quiet += 1
            with contextlib.suppress(StoreUnavailable):
                if await watching.changes(venue) != board.changes:
                    board, quiet = await watching.board(venue), 0
                    await response.write(_event(board))
            if quiet >= BREATHS:
                quiet = 0
                await response.write(b": \n\n")
    except (ConnectionError, DomainError):
        pass  # the screen is switched off, or its venue is no more
    finally:
        held.discard(me)
    return response


def _event(board: Board) -> bytes:
    return f"data: {json.dumps(asdict(board), ensure_ascii=False)}\n\n".encode()


async def _close(app: web.Application) -> None:
    app[CLOSING].set()


def display_app(app: web.Application) -> None:
    """Add the screens and the kiosks."""
    displays = web.Application()
    displays[CLOSING], displays[WATCHING] = asyncio.Event(), set()
    displays.on_shutdown.append(_close)
    static_files(displays, "/static", PACKAGE)
    displays.router.add_get("/{venue}", show)
    displays.router.add_get("/{venue}/events", events)
    app.add_subapp("/display", displays)
    add_kiosk(app)


environment(PACKAGE)
static_of(PACKAGE)
