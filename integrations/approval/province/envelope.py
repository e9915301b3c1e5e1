"""Envelopes, which seal messages: SM2 (GB/T 32918.4) on ``gmssl``, SM4-CBC (GB/T 32907) on ``cryptography``."""

import os
import secrets
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from gmssl import sm2

from integrations.approval.province.config import EnvelopeKind, ProvinceConfig

__all__ = ["Envelope", "Sm2Envelope", "Sm4Envelope", "envelope_of"]

ORDER = int(sm2.default_ecc_table["n"], 16)
HALF = 64
"""Hexadecimal digits of one coordinate."""


class Envelope(Protocol):
    """Seals messages; may take some milliseconds of the processor."""

    def seal(self, plain: bytes) -> Any:
        """What goes into ``data``."""


class PlainEnvelope:
    """Leaves the message as it is."""

    def seal(self, plain: bytes) -> Any:
        """The JSON itself, as text."""
        return plain.decode()


class Sm2Envelope:
    """C1 ‖ C3 ‖ C2 in hex, under a public key.

    Only the curve's arithmetic is the library's: its own ``encrypt`` draws the secret number from a
    generator that can be foretold, and its constructor spoils keys that begin with 0 or 4.
    """

    def __init__(self, public_key: str) -> None:
        key = public_key[2:] if len(public_key) == 2 * HALF + 2 else public_key
        self._curve = sm2.CryptSM2(private_key="", public_key="")
        self._curve.public_key = key.lower()

    def seal(self, plain: bytes) -> str:
        """The message sealed; never twice the same."""
        while True:
            number = secrets.randbelow(ORDER - 1) + 1
            shared: str = self._curve._kg(number, self._curve.public_key)
            stream = _stream(bytes.fromhex(shared), len(plain))
            if any(stream):
                break
        point: str = self._curve._kg(number, self._curve.ecc_table["g"])
        digest = _sm3(bytes.fromhex(shared[:HALF]) + plain + bytes.fromhex(shared[HALF:]))
        hidden = bytes(a ^ b for a, b in zip(plain, stream, strict=True))
        return point + digest.hex() + hidden.hex()


class Sm4Envelope:
    """IV ‖ ciphertext in hex, CBC with PKCS#7, under a shared key."""

    def __init__(self, key: str) -> None:
        self._key = bytes.fromhex(key)

    def seal(self, plain: bytes) -> str:
        """The message sealed."""
        start = os.urandom(16)
        pad = padding.PKCS7(128).padder()
        padded = pad.update(plain) + pad.finalize()
        encryptor = Cipher(algorithms.SM4(self._key), modes.CBC(start)).encryptor()
        return (start + encryptor.update(padded) + encryptor.finalize()).hex()


def envelope_of(config: ProvinceConfig) -> Envelope:
    """The envelope that the settings name."""
    match config.envelope:
        case EnvelopeKind.SM2:
            return Sm2Envelope(config.sm2_public_key)
        case EnvelopeKind.SM4:
            return Sm4Envelope(config.sm4_key.get_secret_value())
        case EnvelopeKind.PLAIN:
            return PlainEnvelope()


def _stream(shared: bytes, length: int) -> bytes:
    """The key derivation of GB/T 32918.4 5.4.3."""
    blocks = (_sm3(shared + counter.to_bytes(4, "big")) for counter in range(1, length // 32 + 2))
    return b"".join(blocks)[:length]


def _sm3(message: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(message)
    return digest.finalize()
