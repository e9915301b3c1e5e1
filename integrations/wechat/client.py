"""Outgoing calls of one official account: explicit time-outs, one retry on a refused token, typed errors.

Neither the access token nor the secret is ever part of an exception's text or of a log line:
errors are raised anew, by code and call name alone.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog

from affairs.ports import Clock
from bot.messages import Choice
from integrations.wechat.faults import NotConnected, Rejected, TokenRefused, Unreachable, fault_of
from integrations.wechat.limits import (
    ACCESS_TOKEN_ERRORS,
    API_TIMEOUT_S,
    CONNECT_TIMEOUT_S,
    MASS_MENU_ITEMS,
    MEDIA_TIMEOUT_S,
    RESPONSE_BYTES,
)
from integrations.wechat.tokens import AccessTokens, MemoryTokenStore, TokenStore

__all__ = ["API_BASE", "WeChatClient"]

API_BASE = "https://api.weixin.qq.com"
MEDIA_TIMEOUT = aiohttp.ClientTimeout(total=MEDIA_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
TIMEOUT = aiohttp.ClientTimeout(total=API_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
log = structlog.get_logger(__name__)


class WeChatClient:
    """Calls the API of one account. The HTTP session is its owner's to open and close.

    Every method raises a :class:`integrations.wechat.faults.WeChatFault`.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        app_id: str,
        secret: str,
        *,
        clock: Clock,
        base_url: str = API_BASE,
        store: TokenStore | None = None,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
    ) -> None:
        self._session, self._app_id, self._secret = session, app_id, secret
        self._base, self._timeout = base_url.rstrip("/"), timeout
        self._tokens = AccessTokens(app_id, self._stable_token, store or MemoryTokenStore(), clock)

    def __repr__(self) -> str:
        return f"WeChatClient({self._app_id!r})"

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """One API call with the access token; its answer without an error in it."""
        answer: dict[str, Any] = {}
        for _attempt in range(2):
            token = await self._tokens.get()
            answer = await self._send(method, path, body, {"access_token": token, **(query or {})})
            if answer.get("errcode", 0) not in ACCESS_TOKEN_ERRORS:
                return _checked(answer, path)
            await self._tokens.refused(token)
        raise TokenRefused(int(answer["errcode"]), path)

    async def code_to_session(self, code: str) -> dict[str, Any]:
        """Who brought a log-in code of the mini-program (``openid``, ``unionid``); the session key is in it."""
        path = "/sns/jscode2session"
        query = {"appid": self._app_id, "secret": self._secret, "js_code": code, "grant_type": "authorization_code"}
        return _checked(await self._send("GET", path, None, query), path)

    async def publish_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu (see :mod:`integrations.wechat.menu`)."""
        await self.call("POST", "/cgi-bin/menu/create", menu)

    async def menu(self) -> dict[str, Any] | None:
        """The account's menu; None = it has none (46003)."""
        try:
            return await self.call("GET", "/cgi-bin/menu/get")
        except Rejected as fault:
            if fault.code == NO_MENU:
                return None
            raise

    async def delete_menu(self) -> None:
        """Remove the account's menu."""
        await self.call("GET", "/cgi-bin/menu/delete")

    async def send_text(self, openid: str, text: str) -> None:
        """One customer-service text message."""
        await self._message(openid, "text", {"content": text})

    async def upload_image(self, content: bytes, kind: str) -> str:
        """Lend a picture to WeChat for three days (临时素材); its media id. ``kind`` is ``jpeg`` or ``png``."""
        path, answer = "/cgi-bin/media/upload", dict[str, Any]()
        for _attempt in range(2):
            token = await self._tokens.get()
            form = aiohttp.FormData()
            form.add_field("media", content, filename=f"photo.{kind}", content_type=f"image/{kind}")
            query = {"access_token": token, "type": "image"}
            try:
                async with self._session.post(
                    self._base + path, params=query, data=form, timeout=MEDIA_TIMEOUT, allow_redirects=False
                ) as response:
                    answer = json.loads(await response.content.read(RESPONSE_BYTES))
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as error:
                log.warning("wechat.api_unreachable", call=path, error=type(error).__name__)
                raise Unreachable(0, path) from None
            if not isinstance(answer, dict) or answer.get("errcode", 0) not in ACCESS_TOKEN_ERRORS:
                break
            await self._tokens.refused(token)
        media_id = _checked(answer if isinstance(answer, dict) else {"errcode": ""}, path).get("media_id")
        if not isinstance(media_id, str):
            raise Unreachable(0, path)
        return media_id

    async def send_options(self, openid: str, head: str, choices: Sequence[Choice], tail: str = "") -> None:
        """One message with options to tap; a tap comes back as text with the option's number."""
        options = [{"id": str(choice.n), "content": choice.label} for choice in choices[:MASS_MENU_ITEMS]]
        await self._message(openid, "msgmenu", {"head_content": head, "list": options, "tail_content": tail})

    async def typing(self, openid: str, *, on: bool = True) -> None:
        """Show, or stop showing, that an answer is being written."""
        command = "Typing" if on else "CancelTyping"
        await self.call("POST", "/cgi-bin/message/custom/typing", {"touser": openid, "command": command})

    async def scene_ticket(self, scene: str, expire_s: int | None = None) -> str:
        """The ticket of a QR code whose scan carries ``scene``; lasting for ever when ``expire_s`` is None."""
        action = "QR_LIMIT_STR_SCENE" if expire_s is None else "QR_STR_SCENE"
        body: dict[str, Any] = {"action_name": action, "action_info": {"scene": {"scene_str": scene}}}
        answer = await self.call(
            "POST", "/cgi-bin/qrcode/create", body | ({"expire_seconds": expire_s} if expire_s else {})
        )
        return str(answer["ticket"])

    async def union_id(self, openid: str) -> str:
        """The person's name over all accounts of one owner (UnionID); '' where the account is bound to none."""
        answer = await self.call("GET", "/cgi-bin/user/info", query={"openid": openid, "lang": "zh_CN"})
        return str(answer.get("unionid") or "")

    @asynccontextmanager
    async def media(self, media_id: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """A file that somebody sent (临时素材, kept by WeChat for three days), as it arrives.

        Raises Rejected for one that is unknown or gone (40007), and all that :meth:`call` raises.
        """
        path = "/cgi-bin/media/get"
        for last in (False, True):
            token = await self._tokens.get()
            query = {"access_token": token, "media_id": media_id}
            try:
                async with self._session.get(
                    self._base + path, params=query, timeout=MEDIA_TIMEOUT, allow_redirects=False
                ) as response:
                    if response.ok and not _is_answer(response):
                        yield response
                        return
                    answer = json.loads(await response.content.read(RESPONSE_BYTES))
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as error:
                log.warning("wechat.api_unreachable", call=path, error=type(error).__name__)
                raise Unreachable(0, path) from None
            code = answer.get("errcode") if isinstance(answer, dict) else None
            if code not in ACCESS_TOKEN_ERRORS or last:
                break
            await self._tokens.refused(token)
        _checked(answer if isinstance(answer, dict) else {"errcode": ""}, path)
        raise Unreachable(0, path)

    async def callback_addresses(self) -> list[str]:
        """The addresses callbacks come from; the cheapest call that proves the credentials."""
        return [str(each) for each in (await self.call("GET", "/cgi-bin/getcallbackip")).get("ip_list", [])]

    async def _message(self, openid: str, kind: str, content: Mapping[str, Any]) -> None:
        await self.call("POST", "/cgi-bin/message/custom/send", {"touser": openid, "msgtype": kind, kind: content})

    async def _stable_token(self) -> tuple[str, float]:
        path = "/cgi-bin/stable_token"
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        answer = _checked(await self._send("POST", path, body, {}), path)
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int | float):
            raise Unreachable(0, path)
        return token, float(seconds)

    async def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None, query: Mapping[str, str]
    ) -> dict[str, Any]:
        """One exchange. Raises Unreachable when no answer that can be read comes in time."""
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        try:
            async with self._session.request(
                method,
                self._base + path,
                params=query,
                data=data,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                raw = await response.content.read(RESPONSE_BYTES)
                while not response.content.at_eof() and len(raw) < RESPONSE_BYTES:
                    raw += await response.content.read(RESPONSE_BYTES - len(raw))
            answer = json.loads(raw)
        except aiohttp.ClientConnectorError as error:
            log.warning("wechat.api_unreachable", call=path, error=type(error).__name__)
            raise NotConnected(0, path) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as error:
            log.warning("wechat.api_unreachable", call=path, error=type(error).__name__)
            raise Unreachable(0, path) from None
        if not isinstance(answer, dict):
            raise Unreachable(0, path)
        return answer


NO_MENU = 46003


def _is_answer(response: aiohttp.ClientResponse) -> bool:
    """Whether it is JSON or text, as errors are, and not a file."""
    return response.content_type in {"application/json", "text/plain"}


def _checked(answer: dict[str, Any], path: str) -> dict[str, Any]:
    code = answer.get("errcode", 0)
    if code == 0:
        return answer
    if not isinstance(code, int):
        raise Unreachable(0, path)
    fault = fault_of(code, path)
    log.warning("wechat.api_refused", call=path, code=code, fault=type(fault).__name__)
    raise fault
