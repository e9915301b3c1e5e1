"""The platform's API for official accounts and mini-programs (``/cgi-bin``, ``/sns``, ``/wxa``)."""

import base64
import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.errors import ApiError, error_answer
from integrations.sandbox.wechat.faults import Faults
from integrations.sandbox.wechat.menus import check_menu
from integrations.sandbox.wechat.store import Person, Store, Token, openid_of, phone_of

__all__ = ["Api"]

DEMO = "demo:"
KEEP_OLD_S = 300.0
RENEW_S = 300.0
FORCED_A_DAY = 20
FORCED_APART_S = 30.0
TEXT_BYTES = 2048
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
            web.post("/cgi-bin/message/custom/typing", self._held(self._typing)),
            web.get("/cgi-bin/user/info", self._held(self._user_info)),
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
            until = self._store.valid.get(request.query.get("access_token", ""))
            if "access_token" not in request.query:
                raise ApiError(41001)
            if until is None:
                raise ApiError(40001)
            if until < self._store.now():
                raise ApiError(42001)
            return await call(request)

        return self._open(checked)

    def _use(self, path: str) -> None:
        key = (path, self._store.today())
        self._store.used[key] += 1
        if self._store.used[key] > self._config.quota:
            raise ApiError(45009)

    def _check_account(self, app_id: Any, secret: Any, address: str | None) -> None:
        known = {
            self._config.app_id: self._config.app_secret,
            self._config.miniapp_app_id: self._config.miniapp_secret,
        }
        if app_id not in known:
            raise ApiError(40013)
        if not isinstance(secret, str) or not secrets.compare_digest(known[app_id].encode(), secret.encode()):
            raise ApiError(40125)
        if self._config.addresses and address not in self._config.addresses:
            raise ApiError(40164)

    async def _stable_token(self, request: web.Request) -> Answer:
        body = await _json(request)
        self._check_account(body.get("appid"), body.get("secret"), request.remote)
        store, now = self._store, self._store.now()
        if body.get("force_refresh"):
            store.forced = [at for at in store.forced if at > now - 86400]
            if len(store.forced) >= FORCED_A_DAY or (store.forced and now - store.forced[-1] < FORCED_APART_S):
                raise ApiError(45011)
            store.forced.append(now)
            if store.stable:
                store.valid.pop(store.stable.value, None)
            store.stable = None
        if store.stable is None or store.stable.until - now < min(RENEW_S, self._config.token_life_s / 2):
            store.stable = store.issue(self._config.token_life_s)
        return _token(store.stable, now)

    async def _plain_token(self, request: web.Request) -> Answer:
        self._check_account(request.query.get("appid"), request.query.get("secret"), request.remote)
        now = self._store.now()
        stable = self._store.stable.value if self._store.stable else ""
        for value, until in self._store.valid.items():
            if value != stable:
                self._store.valid[value] = min(until, now + KEEP_OLD_S)
        return _token(self._store.issue(self._config.token_life_s), now)

    async def _code_to_session(self, request: web.Request) -> Answer:
        self._check_account(
            request.query.get("appid"),
            request.query.get("secret"),
            None if not self._config.addresses else request.remote,
        )
        name = _demo_name(request.query.get("js_code", ""))
        key = base64.b64encode(hashlib.sha256(f"session:{name}".encode()).digest()[:16]).decode()
        return {
            "openid": openid_of(name, self._config.miniapp_app_id),
            "unionid": openid_of(name, "union"),
            "session_key": key,
        }

    async def _phone_number(self, request: web.Request) -> Answer:
        phone = phone_of(_demo_name(str((await _json(request)).get("code", ""))))
        info = {"phoneNumber": phone, "purePhoneNumber": phone, "countryCode": "86"}
        return {
            "phone_info": info
            | {"watermark": {"timestamp": int(self._store.now()), "appid": self._config.miniapp_app_id}}
        }

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
        entry = _shown(body)
        self._take_window(person)
        person.show({"from": "account", "via": "customer", "at": self._store.now(), **entry})
        return {}

    def _take_window(self, person: Person) -> None:
        """Use one message of a window that is open: the minute after a click, else the 48 hours."""
        now = self._store.now()
        opened = [window for window in (person.clicked, person.spoke) if window.until > now]
        if not person.following or not opened:
            raise ApiError(45015)
        window = next((each for each in opened if each.left > 0), None)
        if window is None:
            raise ApiError(45047)
        window.left -= 1

    async def _typing(self, request: web.Request) -> Answer:
        body = await _json(request)
        self._person(body.get("touser"))
        if body.get("command") not in {"Typing", "CancelTyping"}:
            raise ApiError(45072)
        return {}

    async def _user_info(self, request: web.Request) -> Answer:
        person = self._person(request.query.get("openid"))
        return {"subscribe": int(person.following), "openid": person.openid, "language": "zh_CN"}

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


def _token(token: Token, now: float) -> Answer:
    return {"access_token": token.value, "expires_in": int(token.until - now)}


def _demo_name(code: str) -> str:
    if not code.startswith(DEMO) or len(code) == len(DEMO):
        raise ApiError(40029)
    return code.removeprefix(DEMO)


def _shown(body: Answer) -> Answer:
    """What the person sees of a customer-service message."""
    kind = body.get("msgtype")
    content = body.get(str(kind))
    if kind not in {"text", "msgmenu", "image", "voice", "video", "news", "miniprogrampage"}:
        raise ApiError(40008)
    if not isinstance(content, dict):
        raise ApiError(44002)
    if kind == "text":
        text = content.get("content")
        if not isinstance(text, str) or not text:
            raise ApiError(44004)
        if len(text.encode()) > TEXT_BYTES:
            raise ApiError(45002)
        return {"type": "text", "content": text}
    if kind == "msgmenu" and not isinstance(content.get("list"), list):
        raise ApiError(47001)
    return {"type": kind, **content}


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
