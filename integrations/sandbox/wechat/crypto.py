"""WeChat's callback encryption, written from its description (消息加解密技术方案) on ``cryptography``.

AES-256-CBC, the key being EncodingAESKey + ``=`` in base64, the first 16 bytes of it the IV; plain
text = 16 random bytes, length of the message (4 bytes, network order), message, app id; PKCS#7 to
blocks of 32 bytes.
"""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

__all__ = ["CannotDecrypt", "PlatformCrypto", "sha1_of"]

BLOCK = 32
HEAD = struct.Struct(">16sI")


class CannotDecrypt(Exception):
    """What came back is not encrypted for this account."""


def sha1_of(*parts: str) -> str:
    """SHA-1 of the sorted parts, as every signature of the callback is made."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's choice


class PlatformCrypto:
    """Encrypts what the platform sends and decrypts what it gets back."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        self._key = base64.b64decode(aes_key + "=")
        self._app_id = app_id.encode()

    def encrypt(self, message: str) -> str:
        """Base64 of the encrypted message."""
        raw = message.encode()
        plain = HEAD.pack(os.urandom(16), len(raw)) + raw + self._app_id
        fill = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([fill]) * fill) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """The message. Raises CannotDecrypt."""
        try:
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
            _random, length = HEAD.unpack_from(plain)
            fill = plain[-1]
            message, app_id = plain[HEAD.size : HEAD.size + length], plain[HEAD.size + length : -fill]
            if not 1 <= fill <= BLOCK or plain[-fill:] != bytes([fill]) * fill or app_id != self._app_id:
                raise CannotDecrypt("padding or app id")
            return message.decode()
        except (ValueError, struct.error, IndexError) as error:
            raise CannotDecrypt(type(error).__name__) from None

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
