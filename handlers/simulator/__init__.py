"""``/`` in demo: a phone-like page on which one chats exactly as from WeChat.

The page speaks to the stand-in platform through here; the platform sends each message as
encrypted XML to ``/wechat``, as the real one does.
"""

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from aiohttp import web

from handlers.access import Access, access
from handlers.pages.rendering import environment, page, static_files, static_of
from handlers.problems import problem
from handlers.reading import read_at_most
from handlers.simulator.lines import action_of, line_of, wire_of
from handlers.simulator.platform import Platform

__all__ = ["Place", "Simulator", "simulator_app"]

PACKAGE = "handlers.simulator"
COOKIE = "simulated_openid"
DAY = 86_400
OPENID = re.compile(r"o[A-Za-z0-9_-]{20,40}")
MESSAGE_LIMIT = 16 * 1024
PHOTO_LIMIT = 20 * 1024 * 1024
PHOTO_TYPES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place that can be sent as one's location."""

    label: str
    latitude: float
    longitude: float


class Simulator:
    """One stand-in platform, seen through a phone: the page and its calls."""

    def __init__(self, session: aiohttp.ClientSession, url: str, name: str, places: Sequence[Place]) -> None:
        self._platform, self._name, self._places = Platform(session, url), name, places

    @access(Access.DEMO)
    async def phone(self, _request: web.Request) -> web.Response:
        """The page."""
        return page(PACKAGE, "phone.html", name=self._name, places=self._places)

    @access(Access.DEMO)
    async def start(self, request: web.Request) -> web.Response:
        """Make the person of this browser, let them follow or scan, and give the account's menu."""
        openid = _openid(request) or "o" + secrets.token_hex(14)[:27]
        scene = str((await _message(request)).get("scene", ""))[:64]
        if not await self._platform.add(openid):
            return _away()
        if not await self._platform.chat(openid):
            await self._platform.act(openid, {"type": "subscribe", "scene": scene})
        elif scene:
            await self._platform.act(openid, {"type": "scan", "scene": scene})
        answer = web.json_response({"menu": await self._platform.menu()})
        answer.set_cookie(COOKIE, openid, httponly=True, samesite="Strict", max_age=DAY)
        return answer

    @access(Access.DEMO)
    async def send(self, request: web.Request) -> web.Response:
        """One message of the person of this browser; answers when the platform has its reply."""
        openid = _openid(request)
        try:
            action = action_of(await _message(request))
        except ValueError:
            openid = ""
        if not openid:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
        return web.json_response({"ok": True}) if await self._platform.act(openid, action) else _away()

    @access(Access.DEMO)
    async def photo(self, request: web.Request) -> web.Response:
        """A picture (the body) that the person of this browser sends, as they would from the phone's album."""
        openid = _openid(request)
        if not openid or request.content_type not in PHOTO_TYPES:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "请选择 JPG 或 PNG 图片。")
        content = await read_at_most(request, PHOTO_LIMIT)
        if not 0 < len(content) <= PHOTO_LIMIT:
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large")
        media_id = await self._platform.upload(openid, content, request.content_type)
        sent = bool(media_id) and await self._platform.act(openid, {"type": "image", "media_id": media_id})
        return web.json_response({"ok": True}) if sent else _away()

    @access(Access.DEMO)
    async def chat(self, request: web.Request) -> web.Response:
        """The lines of the chat from ``?after=`` on, and how many there are."""
        openid = _openid(request)
        lines = await self._platform.chat(openid) if openid else []
        if lines is None:
            return _away()
        after = request.query.get("after", "")
        start = int(after) if after.isascii() and after.isdecimal() and len(after) < 8 else 0
        return web.json_response({"lines": [line_of(each) for each in lines[start:]], "total": len(lines)})

    @access(Access.DEMO)
    async def wire(self, request: web.Request) -> web.Response:
        """The last exchange over the wire, part by part."""
        return web.json_response({"parts": wire_of(self._platform.exchange(_openid(request)))})


def _openid(request: web.Request) -> str:
    """The openid of this browser's person; '' before it has one."""
    openid = request.cookies.get(COOKIE, "")
    return openid if OPENID.fullmatch(openid) else ""


async def _message(request: web.Request) -> dict[str, Any]:
    raw = await read_at_most(request, MESSAGE_LIMIT)
    try:
        value = json.loads(raw.decode()) if len(raw) <= MESSAGE_LIMIT else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _away() -> web.Response:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "模拟平台没有应答，请稍后再试。")


def simulator_app(app: web.Application, simulator: Simulator) -> None:
    """Add the page and its calls."""
    app.router.add_get("/", simulator.phone)
    app.router.add_post("/simulator/start", simulator.start)
    app.router.add_post("/simulator/messages", simulator.send)
    app.router.add_post("/simulator/photos", simulator.photo)
    app.router.add_get("/simulator/chat", simulator.chat)
    app.router.add_get("/simulator/wire", simulator.wire)
    static_files(app, "/simulator/static", PACKAGE)


environment(PACKAGE)
static_of(PACKAGE)
