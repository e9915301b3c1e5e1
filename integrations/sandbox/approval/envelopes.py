"""The province's envelopes, opened: SM4-CBC and SM2 through ``gmssl``, SM3 through the standard library."""

import hashlib
import hmac
import json
from typing import Any

from gmssl import sm2, sm3, sm4

from integrations.sandbox.approval.config import SandboxConfig

__all__ = ["CannotOpen", "opened"]

POINT, DIGEST = 64, 32


class CannotOpen(Exception):
    """What came was not sealed for us."""


def opened(config: SandboxConfig, sealed: Any) -> dict[str, Any]:
    """The message within. Raises CannotOpen."""
    try:
        if isinstance(sealed, dict):
            plain = json.dumps(sealed).encode()
        elif config.sm4_key:
            plain = _sm4(bytes.fromhex(config.sm4_key), bytes.fromhex(sealed))
        else:
            plain = _sm2(config.sm2_private, bytes.fromhex(sealed))
        message = json.loads(plain)
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        raise CannotOpen(type(error).__name__) from None
    if not isinstance(message, dict):
        raise CannotOpen("no JSON object")
    return message


def _sm4(key: bytes, sealed: bytes) -> bytes:
    cipher = sm4.CryptSM4()
    cipher.set_key(key, sm4.SM4_DECRYPT)
    opened: bytes = cipher.crypt_cbc(sealed[:16], sealed[16:])
    return opened


def _sm2(private: str, sealed: bytes) -> bytes:
    """C1 ‖ C3 ‖ C2 (GB/T 32918.4); the digest C3 is checked, which the library leaves out."""
    curve = sm2.CryptSM2(private_key=private, public_key="")
    point, digest, hidden = sealed[:POINT], sealed[POINT : POINT + DIGEST], sealed[POINT + DIGEST :]
    shared = curve._kg(int(private, 16), point.hex())
    stream = bytes.fromhex(sm3.sm3_kdf(shared.encode(), len(hidden)))
    plain = bytes(a ^ b for a, b in zip(hidden, stream, strict=True))
    right = hashlib.new("sm3", bytes.fromhex(shared[:64]) + plain + bytes.fromhex(shared[64:])).digest()
    if not hmac.compare_digest(right, digest):
        raise CannotOpen("digest")
    return plain
