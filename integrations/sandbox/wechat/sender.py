"""Callbacks: a person's message on its way to the product, and the answer on its way back."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree import ElementTree

import aiohttp
from yarl import URL

from integrations.sandbox.wechat.config import SandboxConfig
from integrations.sandbox.wechat.crypto import CannotDecrypt, PlatformCrypto, sha1_of
from integrations.sandbox.wechat.xml import BadReply, message_xml, reply_of

__all__ = ["UNAVAILABLE", "Exchange", "Sender"]

UNAVAILABLE = "该公众号提供的服务出现故障，请稍后再试"
"""What a person sees when an account answers with nonsense, or not at all."""


@dataclass(slots=True)
class Exchange:
    """One attempt: what went over the wire (``sent``, ``received``), the same in plain (``plain``,
    ``reply``), and how it ended.

    ``outcome`` is ``answered, success, timeout, dropped, refused`` (a status other than 200)
    or ``invalid`` (nothing the platform would show).
    """

    attempt: int
    url: str
    plain: str
    sent: str
    status: int = 0
    received: str = ""
    reply: str = ""
    seconds: float = 0.0
    outcome: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


class Sender:
    """Sends callbacks of one account, and again with the same message id when no answer comes.

    ``session`` is set while the application runs.
    """

    session: aiohttp.ClientSession

    def __init__(self, config: SandboxConfig) -> None:
        self._config = config

    async def deliver(self, fields: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[Exchange]]:
        """The reply the person sees (None = nothing), and every attempt."""
        exchanges: list[Exchange] = []
        for attempt in range(1, self._config.retries + 2):
            exchange, reply = await self._attempt(fields, attempt)
            exchanges.append(exchange)
            if exchange.outcome in {"answered", "success"}:
                return reply, exchanges
            if exchange.outcome == "invalid":
                break
        return {"type": "error", "content": UNAVAILABLE}, exchanges

    async def verify(self) -> bool:
        """The address check made when an account's settings are saved."""
        echo = str(secrets.randbelow(10**19))
        query = self._query("") | {"echostr": echo}
        async with self.session.get(self._config.callback, params=query, timeout=self._timeout()) as response:
            return response.status == 200 and (await response.text()) == echo

    async def _attempt(self, fields: Mapping[str, Any], attempt: int) -> tuple[Exchange, dict[str, Any] | None]:
        plain = message_xml(fields)
        query, wire = self._sealed(plain, fields)
        exchange = Exchange(attempt, str(URL(self._config.callback).update_query(query)), plain, wire)
        began = time.perf_counter()
        try:
            async with self.session.post(
                self._config.callback,
                params=query,
                data=wire.encode(),
                headers={"Content-Type": "text/xml"},
                timeout=self._timeout(),
            ) as response:
                exchange.status = response.status
                exchange.received = (await response.read()).decode(errors="replace")
            reply = self._reply(exchange, fields)
        except TimeoutError:
            exchange.outcome, reply = "timeout", None
        except aiohttp.ClientError:
            exchange.outcome, reply = "dropped", None
        exchange.seconds = time.perf_counter() - began
        return exchange, reply

    def _reply(self, exchange: Exchange, fields: Mapping[str, Any]) -> dict[str, Any] | None:
        if exchange.status != 200:
            exchange.outcome = "refused"
            return None
        if exchange.received.strip() in {"", "success"}:
            exchange.outcome, exchange.reply = "success", exchange.received
            return None
        try:
            exchange.reply = self._opened(exchange.received)
            reply = reply_of(exchange.reply, openid=fields["FromUserName"], account=fields["ToUserName"])
        except (BadReply, CannotDecrypt):
            exchange.outcome = "invalid"
            return None
        exchange.outcome = "answered"
        return reply

    def _opened(self, wire: str) -> str:
        """The reply's XML; in safe mode verified and decrypted."""
        if self._config.mode != "safe":
            return wire
        try:
            root = ElementTree.fromstring(wire)  # noqa: S314 - the product under test
        except ElementTree.ParseError:
            raise BadReply("not XML") from None
        encrypted, stamp, nonce = (root.findtext(name) or "" for name in ("Encrypt", "TimeStamp", "Nonce"))
        if root.findtext("MsgSignature") != sha1_of(self._config.token, stamp, nonce, encrypted):
            raise BadReply("signature")
        return PlatformCrypto(self._config.aes_key, self._config.app_id).decrypt(encrypted)

    def _sealed(self, plain: str, fields: Mapping[str, Any]) -> tuple[dict[str, str], str]:
        query = self._query(str(fields["FromUserName"]))
        if self._config.mode != "safe":
            return query, plain
        encrypted = PlatformCrypto(self._config.aes_key, self._config.app_id).encrypt(plain)
        signature = sha1_of(self._config.token, query["timestamp"], query["nonce"], encrypted)
        envelope = {"ToUserName": fields["ToUserName"], "Encrypt": encrypted}
        return query | {"encrypt_type": "aes", "msg_signature": signature}, message_xml(envelope)

    def _query(self, openid: str) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        query = {"signature": sha1_of(self._config.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        return query | ({"openid": openid} if openid else {})

    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self._config.wait_s)
