"""Signatures and encryption of the callback: wechatpy's cipher behind one narrow door.

wechatpy raises whatever its parts raise on bad input (KeyError, IndexError, struct.error …) and
draws its padding from ``random``; none of that leaves this module. Its envelope is not used: it
compares signatures in variable time and expands the key anew for every message.
"""

import base64
import binascii
import hashlib
import hmac
import struct

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import WeChatException

from bot.ports import BadSignature, MalformedMessage
from integrations.wechat.limits import AES_KEY_CHARS
from integrations.wechat.nonces import Nonces

__all__ = ["CallbackCrypto", "signature_of", "verify"]

AES_KEY_BYTES = 32
_nonce = Nonces()
ENVELOPE = """<xml>
<Encrypt><![CDATA[%s]]></Encrypt>
<MsgSignature><![CDATA[%s]]></MsgSignature>
<TimeStamp>%s</TimeStamp>
<Nonce><![CDATA[%s]]></Nonce>
</xml>"""
NONSENSE = (
    WeChatException,
    ValueError,  # also UnicodeDecodeError, binascii.Error
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    binascii.Error,
    struct.error,
)
"""What decrypting something that is not ours has been seen to raise."""


def signature_of(token: str, *parts: str) -> str:
    """The lower-case hexadecimal SHA-1 over the sorted parts (WeChat: 验证消息的确来自微信服务器)."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()  # noqa: S324 - WeChat's choice


def verify(given: str, token: str, *parts: str) -> None:
    """Compare a signature in constant time. Raises BadSignature."""
    if not given or not hmac.compare_digest(given.encode(), signature_of(token, *parts).encode()):
        raise BadSignature("signature does not fit")


class _Cipher(PrpCrypto):  # type: ignore[misc]
    """wechatpy's cipher under one key, with random bytes that cannot be guessed."""

    def get_random_string(self) -> str:
        """Sixteen characters in front of every message."""
        return _nonce()


class CallbackCrypto:
    """Decrypts and encrypts for one account; during a rotation also with the previous key.

    WeChat (消息加解密说明): when the current EncodingAESKey does not decrypt, try the previous one,
    and answer with the one that did.
    """

    def __init__(self, token: str, aes_key: str, app_id: str, previous_aes_key: str = "") -> None:
        """Raises ValueError when a key is not an EncodingAESKey."""
        keys = [key for key in (aes_key, previous_aes_key) if key]
        if any(len(key) != AES_KEY_CHARS for key in keys):
            raise ValueError(f"an EncodingAESKey has {AES_KEY_CHARS} characters")
        self._token, self._app_id = token, app_id
        self._ciphers = tuple(_cipher(key) for key in keys)

    def decrypt(self, encrypted: str, given: str, timestamp: str, nonce: str) -> tuple[str, int]:
        """The XML within ``Encrypt``, and the number of the key that opened it (0 = current).

        Raises BadSignature, before anything is decrypted, and MalformedMessage.
        """
        verify(given, self._token, timestamp, nonce, encrypted)
        for number, cipher in enumerate(self._ciphers):
            try:
                return str(cipher.decrypt(encrypted, self._app_id)), number
            except NONSENSE:
                continue
        raise MalformedMessage("cannot be decrypted")

    def encrypt(self, xml: str, timestamp: str, key: int = 0) -> str:
        """The signed envelope around ``xml``, with a fresh nonce."""
        nonce = _nonce()
        encrypted = self._ciphers[key].encrypt(xml, self._app_id).decode()
        return ENVELOPE % (encrypted, signature_of(self._token, timestamp, nonce, encrypted), timestamp, nonce)


def _cipher(key: str) -> _Cipher:
    try:
        raw = base64.b64decode(key + "=")
    except ValueError:
        raw = b""
    if len(raw) != AES_KEY_BYTES:
        raise ValueError("an EncodingAESKey is base64 of 32 bytes")
    return _Cipher(raw)
