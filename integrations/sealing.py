"""Personal data as stores may keep them: sealed with AES-256-GCM under a key derived from the secret.

Layout: one byte of version, 4 bytes that name the key, 12 of nonce, then the sealed text with its tag.
The context (whose datum it is) is authenticated, so that a sealed value copied to another row does not open.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["Seal", "SealBroken"]

VERSION = b"\x01"
NAME, NONCE = 4, 12


class SealBroken(Exception):
    """A sealed value that no secret in use opens: the secret was changed, or the value was."""


class Seal:
    """Seals under ``secret``; opens what was sealed under it or under one of ``previous``."""

    def __init__(self, secret: str, *previous: str) -> None:
        self._keys = {key[:NAME]: AESGCM(key[NAME:]) for key in map(_key, (secret, *filter(None, previous)))}
        self._name = _key(secret)[:NAME]

    def seal(self, text: str, context: str) -> bytes:
        """``text`` sealed; '' stays empty, so that what is absent needs no key."""
        if not text:
            return b""
        nonce = os.urandom(NONCE)
        sealed = self._keys[self._name].encrypt(nonce, text.encode("utf-8", "surrogatepass"), context.encode())
        return VERSION + self._name + nonce + sealed

    def is_present(self, sealed: bytes) -> bool:
        """Whether it was sealed under the secret in use, not one before."""
        return sealed[:1] == VERSION and sealed[1 : 1 + NAME] == self._name

    def open(self, sealed: bytes, context: str) -> str:
        """The text. Raises SealBroken."""
        if not sealed:
            return ""
        name, nonce = sealed[1 : 1 + NAME], sealed[1 + NAME : 1 + NAME + NONCE]
        key = self._keys.get(name)
        if sealed[:1] != VERSION or key is None:
            raise SealBroken
        try:
            return key.decrypt(nonce, sealed[1 + NAME + NONCE :], context.encode()).decode("utf-8", "surrogatepass")
        except InvalidTag:
            raise SealBroken from None


def _key(secret: str) -> bytes:
    """Name and key, of one derivation: 4 + 32 bytes."""
    return HKDF(SHA256(), NAME + 32, salt=b"banshitong", info=b"sealing personal data").derive(secret.encode())
