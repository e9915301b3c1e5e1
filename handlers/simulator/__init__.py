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
from handlers.pages.rendering import page, static_files
from handlers.problems import problem

__all__ = ["Place", "Simulator", "simulator_app"]

COOKIE = "simulated_openid"
OPENID = re.compile(r"^o[A-Za-z0-9_-]{20,40}$")
TIMEOUT = aiohttp.ClientTimeout(total=25)
"""Longer than the platform's first delivery and its retries together."""
MESSAGE_LIMIT = 16 * 1024
TYPES = frozenset({"text", "location", "voice", "image", "menu"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place that can be sent as one's location."""

    label: str
    latitude: float
    longitude: float


class Simulator:
    """One stand-in platform, seen through a phone."""

    def __init__(self, session: aiohttp.ClientSession, url: str, name: str, places: Sequence[Place]) -> None:
        self._session, self._url, self._name, self._places = session, url.rstrip("/"), name, places

    @access(Access.DEMO)
    async def phone(self, _request: web.Request) -> web.Response:
        """The page."""
        return page("handlers.simulator", "phone.html", name=self._name, places=self._places)

    @access(Access.DEMO)
    async def start(self, request: web.Request) -> web.Response:
        """Make the person of this browser, let them follow, and give the account's menu."""
        openid = request.cookies.get(COOKIE, "")
        scene = str((await _message(request)).get("scene", ""))[:64]
        new = not OPENID.match(openid)
        openid = "o" + secrets.token_hex(14)[:27] if new else openid
        known = await self._call("POST", "/_users", {"openid": openid})
        if "openid" not in known:
            return _away()
        chat = await self._call("GET", f"/_users/{openid}/chat")
        if not chat.get("messages"):
            await self._act(openid, {"type": "subscribe", **({"scene": scene} if scene else {})})
        elif scene:
            await self._act(openid, {"type": "scan", "scene": scene})
        answer = web.json_response({"menu": await self._menu()})
        answer.set_cookie(COOKIE, openid, httponly=True, samesite="Strict", max_age=86_400)
        return answer

    @access(Access.DEMO)
    async def send(self, request: web.Request) -> web.Response:
        """One message of the person of this browser."""
        openid, message = request.cookies.get(COOKIE, ""), await _message(request)
        if not OPENID.match(openid) or message.get("type") not in TYPES:
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request")
        outcome = await self._act(openid, _action(message))
        return web.json_response({"ok": True}) if "msg_id" in outcome else _away()

    @access(Access.DEMO)
    async def chat(self, request: web.Request) -> web.Response:
        """Everything the person sees, and the last exchange over the wire."""
        openid = request.cookies.get(COOKIE, "")
        if not OPENID.match(openid):
            return web.json_response({"lines": [], "wire": None})
        seen = await self._call("GET", f"/_users/{openid}/chat")
        if "messages" not in seen:
            return _away()
        wire = _wires.get(openid)
        return web.json_response({"lines": [_line(each) for each in seen["messages"]], "wire": wire})

    async def _act(self, openid: str, action: dict[str, Any]) -> dict[str, Any]:
        outcome = await self._call("POST", f"/_users/{openid}/messages", action)
        if outcome.get("wire"):
            _remember(openid, outcome["wire"][-1])
        return outcome

    async def _menu(self) -> list[dict[str, Any]]:
        menu = await self._call("GET", "/_menu")
        return list(menu.get("button", []))

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One call to the platform; {} when it does not answer."""
        try:
            async with self._session.request(method, self._url + path, json=body, timeout=TIMEOUT) as answer:
                value = await answer.json() if answer.ok else {}
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}


_wires: dict[str, dict[str, str]] = {}
REMEMBERED = 200


def _remember(openid: str, exchange: dict[str, Any]) -> None:
    _wires[openid] = {title: str(exchange[key]) for key, title in WIRE.items() if exchange.get(key)}
    if len(_wires) > REMEMBERED:
        del _wires[next(iter(_wires))]


WIRE = {
    "url": "请求地址",
    "sent": "微信发来的报文（加密）",
    "plain": "解密后的消息",
    "status": "HTTP 状态",
    "received": "我们的回复（加密）",
    "reply": "解密后的回复",
}
"""Parts of an exchange, in the order they are shown."""


def _action(message: dict[str, Any]) -> dict[str, Any]:
    kind = message["type"]
    if kind == "text":
        return {"type": "text", "content": str(message.get("content", ""))[:2000]}
    if kind == "menu":
        return {"type": "click", "key": str(message.get("key", ""))[:128]}
    if kind == "location":
        place = {name: message.get(name, 0) for name in ("latitude", "longitude")}
        return {"type": "location", **place, "label": str(message.get("label", ""))[:100]}
    return {"type": kind}


def _line(shown: dict[str, Any]) -> dict[str, str]:
    who = "user" if shown.get("from") == "user" else "bot"
    words = {"location": f"[位置] {shown.get('label', '')}", "voice": "[语音]", "image": "[图片]", "click": "[菜单]"}
    text = words.get(str(shown.get("type")), "") if who == "user" and shown.get("type") != "text" else ""
    return {"from": who, "text": text or str(shown.get("content", "")), "via": str(shown.get("via", ""))}


async def _message(request: web.Request) -> dict[str, Any]:
    raw = await request.content.read(MESSAGE_LIMIT)
    try:
        value = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _away() -> web.Response:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", "模拟平台没有应答，请稍后再试。")


def simulator_app(app: web.Application, simulator: Simulator) -> None:
    """Add the page and its calls."""
    app.router.add_get("/", simulator.phone)
    app.router.add_post("/simulator/start", simulator.start)
    app.router.add_post("/simulator/messages", simulator.send)
    app.router.add_get("/simulator/chat", simulator.chat)
    static_files(app, "/simulator/static", "handlers.simulator")
