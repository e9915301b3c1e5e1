"""Signatures and encryption of the callback: wechatpy's primitives behind one narrow door.

wechatpy raises whatever its parts raise on bad input (KeyError, IndexError, struct.error …),
compares signatures in variable time and draws its padding from ``random``; none of that
leaves this module.
"""

import binascii
import hmac
import secrets
import struct
from typing import Any

from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.utils import WeChatSigner

from bot.ports import BadSignature, MalformedMessage
from integrations.wechat.limits import AES_KEY_CHARS

__all__ = ["CallbackCrypto", "signature_of", "verify"]

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
    signer = WeChatSigner()
    signer.add_data(token, *parts)
    return str(signer.signature)


def verify(given: str, token: str, *parts: str) -> None:
    """Compare a signature in constant time. Raises BadSignature."""
    if not given or not hmac.compare_digest(given.encode(), signature_of(token, *parts).encode()):
        raise BadSignature("signature does not fit")


class _Padding(PrpCrypto):  # type: ignore[misc]
    """wechatpy's cipher with random bytes that cannot be guessed."""

    def get_random_string(self) -> str:
        """Sixteen characters in front of every message."""
        return secrets.token_hex(8)


class _Crypto(WeChatCrypto):  # type: ignore[misc]
    """wechatpy's envelope around that cipher."""

    def encrypt_message(self, msg: str, nonce: str, timestamp: str | None = None) -> Any:
        """The envelope's XML."""
        return self._encrypt_message(msg, nonce, timestamp, _Padding)


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
        self._token = token
        self._ciphers = tuple(_cipher(token, key, app_id) for key in keys)

    def decrypt(self, encrypted: str, given: str, timestamp: str, nonce: str) -> tuple[str, int]:
        """The XML within ``Encrypt``, and the number of the key that opened it (0 = current).

        Raises BadSignature, before anything is decrypted, and MalformedMessage.
        """
        verify(given, self._token, timestamp, nonce, encrypted)
        for number, cipher in enumerate(self._ciphers):
            try:
                return str(cipher.decrypt_message({"Encrypt": encrypted}, given, timestamp, nonce)), number
            except NONSENSE:
                continue
        raise MalformedMessage("cannot be decrypted")

    def encrypt(self, xml: str, timestamp: str, key: int = 0) -> str:
        """The signed envelope around ``xml``, with a fresh nonce."""
        return str(self._ciphers[key].encrypt_message(xml, secrets.token_hex(8), timestamp))


def _cipher(token: str, key: str, app_id: str) -> WeChatCrypto:
    try:
        return _Crypto(token, key, app_id)
    except (ValueError, AssertionError):
        raise ValueError("an EncodingAESKey is base64 of 32 bytes") from None
