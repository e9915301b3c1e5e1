"""The official account's callback as a :class:`bot.ports.Channel`. Pure: no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from affairs.ports import Clock
from bot.messages import Incoming, Reply
from bot.ports import BadSignature, MalformedMessage, ReplayedMessage
from integrations.wechat.crypto import CallbackCrypto, verify
from integrations.wechat.incoming import WeChatMessage, incoming_of
from integrations.wechat.limits import ECHO_CHARS, NONCE_CHARS, REPLAY_WINDOW_S
from integrations.wechat.render import parts_of, text_xml
from integrations.wechat.xml import read_fields

__all__ = ["NOTHING", "Mode", "WeChatChannel"]

NOTHING = b"success"
"""WeChat: the answer that says nothing to the person and ends the retries."""


class Mode(StrEnum):
    """消息加解密方式: safe = 安全模式, plain = 明文模式."""

    SAFE = "safe"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class _Stamp:
    """The signed part of a callback's query."""

    timestamp: str
    nonce: str


class WeChatChannel:
    """Opens callbacks and seals passive replies of one official account.

    ``aes_key`` may be '' in plain mode. In safe mode a plain body is refused; in plain mode an
    encrypted one is opened when there is a key (the platform's 兼容模式 and the minutes of a switch).
    """

    def __init__(
        self,
        token: str,
        aes_key: str,
        app_id: str,
        *,
        clock: Clock,
        mode: Mode | str = Mode.SAFE,
        base_url: str = "",
        tappable: bool = False,
        replay_window_s: float = REPLAY_WINDOW_S,
        previous_aes_key: str = "",
    ) -> None:
        """Raises ValueError when a key is not an EncodingAESKey, or safe mode has none."""
        self._token, self._mode, self._clock = token, Mode(mode), clock
        self._base_url, self._tappable, self._window = base_url.rstrip("/"), tappable, replay_window_s
        if not token or (self._mode is Mode.SAFE and not aes_key):
            raise ValueError("a token is required, and in safe mode an EncodingAESKey")
        self._rendered: tuple[Reply | None, tuple[str, ...]] = (None, ())
        self._crypto = CallbackCrypto(token, aes_key, app_id, previous_aes_key) if aes_key else None

    def echo(self, query: Mapping[str, str]) -> str:
        """What the address check (GET) is answered with: ``echostr``, plain in every mode.

        Raises BadSignature, ReplayedMessage, MalformedMessage.
        """
        self._checked(query)
        echo = query.get("echostr", "")
        if not echo or len(echo) > ECHO_CHARS:
            raise MalformedMessage("no echostr")
        return echo

    def open(self, query: Mapping[str, str], body: bytes) -> WeChatMessage:
        """The message in ``body``; verified before it is parsed, in safe mode body and all.

        Raises BadSignature, ReplayedMessage, MalformedMessage.
        """
        stamp = self._checked(query)
        encrypted = query.get("encrypt_type", "raw") == "aes"
        if self._mode is Mode.SAFE and not encrypted:
            raise BadSignature("plain body in safe mode")
        if encrypted and self._crypto:
            return self._opened(self._crypto, _bounded(query, "msg_signature"), stamp, body)
        return incoming_of(read_fields(body), encrypted=False)

    def _opened(self, crypto: CallbackCrypto, given: str, stamp: _Stamp, body: bytes) -> WeChatMessage:
        sealed = read_fields(body).get("Encrypt")
        if not isinstance(sealed, str) or not sealed:
            raise BadSignature("nothing encrypted") if self._mode is Mode.SAFE else MalformedMessage("no Encrypt")
        xml, key = crypto.decrypt(sealed, given, stamp.timestamp, stamp.nonce)
        return incoming_of(read_fields(xml), encrypted=True, key=key)

    def seal(self, reply: Reply, incoming: Incoming) -> bytes:
        """The first part of the reply as the response's body; :data:`NOTHING` when there is none."""
        parts = self.parts(reply)
        if not parts:
            return NOTHING
        now = int(self._clock.now().timestamp())
        message = incoming if isinstance(incoming, WeChatMessage) else WeChatMessage(incoming.channel, incoming.user)
        xml = text_xml(parts[0], to=message.user, account=message.account, at=now)
        if not message.encrypted or self._crypto is None:
            return xml.encode()
        return self._crypto.encrypt(xml, str(now), message.key).encode()

    def parts(self, reply: Reply) -> tuple[str, ...]:
        """Every part of the reply, the first of which :meth:`seal` sends."""
        if self._rendered[0] is not reply:  # a callback asks for the parts, and then to seal the first of them
            self._rendered = (reply, parts_of(reply, self._base_url, tappable=self._tappable))
        return self._rendered[1]

    def _checked(self, query: Mapping[str, str]) -> _Stamp:
        """Verify the signature over the query, then the time it carries."""
        timestamp, nonce = _bounded(query, "timestamp"), _bounded(query, "nonce")
        verify(_bounded(query, "signature"), self._token, timestamp, nonce)
        if not (timestamp.isascii() and timestamp.isdigit()):
            raise BadSignature("timestamp is not a number")
        if abs(self._clock.now().timestamp() - int(timestamp)) > self._window:
            raise ReplayedMessage("outside the replay window")
        return _Stamp(timestamp, nonce)


def _bounded(query: Mapping[str, str], name: str) -> str:
    value = query.get(name, "")
    if len(value) > NONCE_CHARS:
        raise BadSignature(f"{name} is too long")
    return value
