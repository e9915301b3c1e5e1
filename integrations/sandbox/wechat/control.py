"""The control API: what the simulator page and tests do with the stand-in platform.

| call | what |
|---|---|
| ``GET /_config`` / ``POST /_config`` | its account and callback; change them |
| ``POST /_verify`` | check the callback's address as WeChat does when settings are saved → ``{ok}`` |
| ``POST /_users {openid?, nickname?, following?, citizen?}`` | a person → ``{openid}`` |
| ``POST /_users/{openid}/messages {type, …}`` | the person does something → ``{msg_id, reply, wire}`` |
| ``POST /_users/{openid}/media`` (bytes) | a file the person is about to send → ``{media_id}`` |
| ``GET /_users/{openid}/chat`` | all that the person sees → ``{messages}`` |
| ``POST /_users/{openid}/subscriptions {template_id, times?}`` | the person consents to notices → ``{left}`` |
| ``POST /_citizen {code}`` | the person behind a log-in code → ``{name, id_number, phone}`` |
| ``GET /_menu`` | the published menu → ``{button}``, or ``{}`` |
| ``GET /_users/{openid}/live`` | WebSocket: each new line of the chat |
| ``POST /_faults``, ``DELETE /_faults`` | inject (see :class:`Fault`), clear |
| ``POST /_clock {advance_s}`` | move the platform's time |
| ``GET /_stats`` | calls by path |
| ``GET /_log`` | the last exchanges over the wire |
"""

import asyncio
import contextlib
import json
import re
import secrets
from dataclasses import asdict, fields
from typing import Any

from aiohttp import WSMsgType, web

from integrations.sandbox.wechat.citizens import person_of
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.errors import ApiError
from integrations.sandbox.wechat.faults import Faults, fault_of
from integrations.sandbox.wechat.messages import CLICKS, fields_of
from integrations.sandbox.wechat.sender import Sender
from integrations.sandbox.wechat.store import Person, Store

__all__ = ["Control"]

HIDDEN = frozenset({"token", "aes_key", "app_secret", "miniapp_secret", "register_secret"})


class Control:
    """The control API over one store and one sender."""

    def __init__(self, config: SandboxConfig, store: Store, faults: Faults, sender: Sender) -> None:
        self._config, self._store, self._faults, self._sender = config, store, faults, sender

    def routes(self) -> list[web.RouteDef]:
        """Every call."""
        return [
            web.get("/_config", self._show_config),
            web.post("/_config", self._change_config),
            web.post("/_verify", self._verify),
            web.post("/_users", self._add_user),
            web.post("/_users/{openid}/messages", self._act),
            web.post("/_users/{openid}/media", self._upload),
            web.get("/_users/{openid}/chat", self._chat),
            web.get("/_users/{openid}/live", self._live),
            web.post("/_users/{openid}/subscriptions", self._consent),
            web.post("/_citizen", self._citizen),
            web.get("/_menu", self._menu),
            web.post("/_faults", self._add_fault),
            web.delete("/_faults", self._clear_faults),
            web.post("/_clock", self._move_clock),
            web.get("/_stats", self._stats),
            web.get("/_log", self._log),
        ]

    async def _show_config(self, _request: web.Request) -> web.Response:
        return web.json_response({name: value for name, value in asdict(self._config).items() if name not in HIDDEN})

    async def _change_config(self, request: web.Request) -> web.Response:
        changes = await _body(request)
        known = {each.name for each in fields(self._config)}
        if not set(changes) <= known:
            raise web.HTTPBadRequest(text=f"known: {', '.join(sorted(known))}")
        for name, value in changes.items():
            setattr(self._config, name, value)
        return await self._show_config(request)

    async def _verify(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": await self._sender.verify()})

    async def _add_user(self, request: web.Request) -> web.Response:
        body = await _body(request)
        openid = str(body.get("openid") or "o" + secrets.token_hex(14)[:27])
        person = self._store.people.setdefault(openid, Person(openid, str(body.get("nickname", ""))))
        person.following = bool(body.get("following", person.following))
        person.citizen = str(body.get("citizen", person.citizen))
        return web.json_response({"openid": openid})

    async def _upload(self, request: web.Request) -> web.Response:
        """Keep a file, as WeChat does with what is about to be sent; ``?name=`` is its name."""
        self._person(request)
        content = await request.read()
        if not content:
            raise web.HTTPBadRequest(text="empty")
        name = re.sub(r"[^\w.\-]", "_", request.query.get("name", "photo.jpg"))[:80]
        return web.json_response({"media_id": self._store.keep(content, request.content_type, name)})

    async def _act(self, request: web.Request) -> web.Response:
        """Run one action; ``create_time`` and ``msg_id`` may be given, to repeat a message."""
        person, action = self._person(request), await _body(request)
        try:
            own = fields_of(action)
        except (ValueError, KeyError, TypeError) as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        message_id = int(action.get("msg_id") or self._store.next_id())
        message = {
            "ToUserName": self._config.account,
            "FromUserName": person.openid,
            "CreateTime": int(action.get("create_time") or self._store.now() - self._store.offset_s),
            **own,
        }
        if own.get("MsgType") != "event" and "MsgId" not in message:
            message["MsgId"] = message_id
        self._before(person, action, own)
        reply, exchanges = await self._sender.deliver(message)
        wire = [exchange.as_json() for exchange in exchanges]
        self._store.log.append({"msg_id": message_id, "wire": wire})
        if reply is not None:
            person.show({"from": "account", "via": "passive", "at": self._store.now(), **reply})
        return web.json_response({"msg_id": message_id, "reply": reply, "wire": wire})

    def _before(self, person: Person, action: dict[str, Any], own: dict[str, Any]) -> None:
        """What the platform notes before it sends: the windows, following, the person's own line."""
        kind = str(action["type"])
        if kind in CLICKS:
            self._store.clicked(person)
        elif own.get("MsgType") != "event":
            self._store.spoke(person)
        if kind in {"subscribe", "unsubscribe"}:
            person.following = kind == "subscribe"
        if own.get("MsgType") != "event" or kind == "click":
            shown = {key: value for key, value in action.items() if key not in {"fields", "create_time", "msg_id"}}
            person.show({"from": "user", "via": "message", "at": self._store.now(), **shown})

    async def _consent(self, request: web.Request) -> web.Response:
        body, openid = await _body(request), request.match_info["openid"]
        person = self._store.people.setdefault(openid, Person(openid))
        template = str(body.get("template_id", ""))
        person.consents[template] += int(body.get("times", 1))
        return web.json_response({"left": person.consents[template]})

    async def _chat(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": self._person(request).chat})

    async def _citizen(self, request: web.Request) -> web.Response:
        try:
            return web.json_response(person_of(str((await _body(request)).get("code", ""))))
        except ApiError:
            raise web.HTTPNotFound(text="no such code") from None

    async def _menu(self, _request: web.Request) -> web.Response:
        return web.json_response(self._store.menu or {})

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        person = self._person(request)
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        person.live.add(queue)
        pump = asyncio.create_task(_pump(socket, queue))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            person.live.discard(queue)
            pump.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await pump
        return socket

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            self._faults.add(fault_of(await _body(request)))
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        return web.json_response({"ok": True})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({"ok": True})

    async def _move_clock(self, request: web.Request) -> web.Response:
        self._store.offset_s += float((await _body(request)).get("advance_s", 0))
        return web.json_response({"offset_s": self._store.offset_s})

    async def _stats(self, _request: web.Request) -> web.Response:
        return web.json_response(dict(self._store.calls))

    async def _log(self, _request: web.Request) -> web.Response:
        return web.json_response(list(self._store.log))

    def _person(self, request: web.Request) -> Person:
        person = self._store.people.get(request.match_info["openid"])
        if person is None:
            raise web.HTTPNotFound(text="no such user")
        return person


async def _pump(socket: web.WebSocketResponse, queue: asyncio.Queue[dict[str, Any]]) -> None:
    while True:
        await socket.send_json(await queue.get())


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise web.HTTPBadRequest(text="not JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="not a JSON object")
    return body
