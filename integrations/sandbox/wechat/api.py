"""The platform's API for official accounts and mini-programs (``/cgi-bin``, ``/sns``, ``/wxa``)."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import BodyPartReader, web

from integrations.sandbox.wechat.citizens import openid_of, phone_info, session_of
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.customer import shown, take_window
from integrations.sandbox.wechat.errors import ApiError, error_answer
from integrations.sandbox.wechat.faults import Faults
from integrations.sandbox.wechat.issuing import check_account, check_token, plain_token, stable_token
from integrations.sandbox.wechat.menus import check_menu
from integrations.sandbox.wechat.notices import notice_of
from integrations.sandbox.wechat.store import Person, Store

__all__ = ["Api"]

Answer = dict[str, Any]
Call = Callable[[web.Request], Awaitable[Answer]]


class Api:
    """The API over one store."""

    def __init__(self, config: SandboxConfig, store: Store, faults: Faults) -> None:
        self._config, self._store, self._faults = config, store, faults

    def routes(self) -> list[web.RouteDef]:
        """Every call: those without a token first."""
        return [
            web.post("/cgi-bin/stable_token", self._open(self._stable_token)),
            web.get("/cgi-bin/token", self._open(self._plain_token)),
            web.get("/sns/jscode2session", self._open(self._code_to_session)),
            web.post("/cgi-bin/menu/create", self._held(self._create_menu)),
            web.get("/cgi-bin/menu/get", self._held(self._get_menu)),
            web.get("/cgi-bin/menu/delete", self._held(self._delete_menu)),
            web.post("/cgi-bin/message/custom/send", self._held(self._send)),
            web.post("/cgi-bin/message/subscribe/send", self._held(self._subscription)),
            web.post("/cgi-bin/message/template/send", self._held(self._template)),
            web.post("/cgi-bin/message/custom/typing", self._held(self._typing)),
            web.get("/cgi-bin/user/info", self._held(self._user_info)),
            web.get("/cgi-bin/media/get", self._media),
            web.post("/cgi-bin/media/upload", self._held(self._lend)),
            web.post("/cgi-bin/qrcode/create", self._held(self._qr_code)),
            web.get("/cgi-bin/getcallbackip", self._held(self._addresses)),
            web.post("/wxa/business/getuserphonenumber", self._held(self._phone_number)),
        ]

    def _open(self, call: Call) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A call without a token: counted, with quota and injected faults."""

        async def run(request: web.Request) -> web.StreamResponse:
            try:
                self._use(request.path)
                return web.json_response({"errcode": 0, "errmsg": "ok"} | await call(request))
            except ApiError as error:
                return error_answer(error.code)

        async def handle(request: web.Request) -> web.StreamResponse:
            self._store.calls[request.path] += 1
            return await self._faults.around(request, run)

        return handle

    def _held(self, call: Call) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A call with an access token."""

        async def checked(request: web.Request) -> Answer:
            check_token(self._store, request.query.get("access_token"))
            return await call(request)

        return self._open(checked)

    def _use(self, path: str) -> None:
        key = (path, self._store.today())
        self._store.used[key] += 1
        if self._store.used[key] > self._config.quota:
            raise ApiError(45009)

    def _check(self, request: web.Request, source: Mapping[str, Any]) -> None:
        check_account(self._config, source.get("appid"), source.get("secret"), request.remote)

    async def _stable_token(self, request: web.Request) -> Answer:
        body = await _json(request)
        self._check(request, body)
        return stable_token(self._config, self._store, force=bool(body.get("force_refresh")))

    async def _plain_token(self, request: web.Request) -> Answer:
        self._check(request, request.query)
        return plain_token(self._config, self._store)

    async def _code_to_session(self, request: web.Request) -> Answer:
        self._check(request, request.query)
        return session_of(self._config, request.query.get("js_code", ""))

    async def _phone_number(self, request: web.Request) -> Answer:
        return phone_info(self._config, str((await _json(request)).get("code", "")), self._store.now())

    async def _create_menu(self, request: web.Request) -> Answer:
        menu = await _json(request)
        check_menu(menu)
        self._store.menu = menu
        return {}

    async def _get_menu(self, _request: web.Request) -> Answer:
        if self._store.menu is None:
            raise ApiError(46003)
        return {"menu": self._store.menu}

    async def _delete_menu(self, _request: web.Request) -> Answer:
        self._store.menu = None
        return {}

    async def _send(self, request: web.Request) -> Answer:
        body = await _json(request)
        person = self._person(body.get("touser"))
        entry = shown(body)
        take_window(person, self._store.now())
        person.show({"from": "account", "via": "customer", "at": self._store.now(), **entry})
        return {}

    async def _subscription(self, request: web.Request) -> Answer:
        body = await _json(request)
        entry = notice_of(body)
        person = self._store.people.get(str(body.get("touser")))
        if person is None or person.consents[entry["template_id"]] <= 0:
            raise ApiError(43101)
        person.consents[entry["template_id"]] -= 1
        person.show({"from": "account", "via": "subscription", "at": self._store.now(), **entry})
        return {}

    async def _template(self, request: web.Request) -> Answer:
        body = await _json(request)
        entry = notice_of(body)
        person = self._person(body.get("touser"))
        if not person.following:
            raise ApiError(43004)
        person.show({"from": "account", "via": "template", "at": self._store.now(), **entry})
        return {"msgid": self._store.next_id()}

    async def _typing(self, request: web.Request) -> Answer:
        body = await _json(request)
        self._person(body.get("touser"))
        if body.get("command") not in {"Typing", "CancelTyping"}:
            raise ApiError(45072)
        return {}

    async def _user_info(self, request: web.Request) -> Answer:
        person = self._person(request.query.get("openid"))
        told: Answer = {"subscribe": int(person.following), "openid": person.openid, "language": "zh_CN"}
        return told | ({"unionid": openid_of(person.citizen, "union")} if person.citizen else {})

    async def _lend(self, request: web.Request) -> Answer:
        """A picture that the account lends to the platform, to be sent by its id."""
        reader = await request.multipart()
        part = await reader.next()
        if request.query.get("type") != "image" or not isinstance(part, BodyPartReader) or part.name != "media":
            raise ApiError(40004)
        kind = part.headers.get("Content-Type", "")
        if kind not in {"image/jpeg", "image/png"}:
            raise ApiError(40004)
        content = bytes(await part.read())
        media_id = self._store.keep(content, kind, part.filename or "photo")
        return {"type": "image", "media_id": media_id, "created_at": int(self._store.now())}

    async def _media(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes; errors as JSON."""
        self._store.calls[request.path] += 1
        return await self._faults.around(request, self._file)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._use(request.path)
            check_token(self._store, request.query.get("access_token"))
            kept = self._store.fetch(request.query.get("media_id", ""))
        except ApiError as error:
            return error_answer(error.code)
        headers = {"Content-Disposition": f'attachment; filename="{kept.name}"'}
        return web.Response(body=kept.content, content_type=kept.kind, headers=headers)

    async def _qr_code(self, request: web.Request) -> Answer:
        body = await _json(request)
        scene = body.get("action_info", {}).get("scene", {})
        name = str(scene.get("scene_str") or scene.get("scene_id") or "")
        if not 1 <= len(name) <= 64:
            raise ApiError(40053)
        answer: Answer = {"ticket": secrets.token_urlsafe(48), "url": f"http://weixin.qq.com/q/{name}"}
        return answer | ({"expire_seconds": body["expire_seconds"]} if "expire_seconds" in body else {})

    async def _addresses(self, _request: web.Request) -> Answer:
        return {"ip_list": ["127.0.0.1"]}

    def _person(self, openid: Any) -> Person:
        person = self._store.people.get(str(openid))
        if person is None:
            raise ApiError(40003)
        return person


async def _json(request: web.Request) -> Answer:
    raw = await request.read()
    if not raw:
        raise ApiError(44002)
    try:
        body = json.loads(raw)
    except ValueError:
        raise ApiError(47001) from None
    if not isinstance(body, dict):
        raise ApiError(47001)
    return body
