"""Signatures, written from their description on the standard library: the product's own are made with another one."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping

__all__ = ["is_signed", "signed"]

WINDOW_S = 300
NAMES = {"hmac-sha256": "sha256", "hmac-sm3": "sm3"}


def signed(secret: str, algorithm: str, app_id: str, target: str, body: bytes) -> dict[str, str]:
    """Headers of a push."""
    stamp, nonce = str(int(time.time())), secrets.token_hex(16)
    digest = hashlib.new(NAMES[algorithm], body).hexdigest()
    return {
        "X-App-Id": app_id,
        "X-Timestamp": stamp,
        "X-Nonce": nonce,
        "X-Digest": digest,
        "X-Signature-Method": algorithm,
        "X-Signature": _mac(secret, algorithm, target, stamp, nonce, digest),
        "Content-Type": "application/json",
    }


def is_signed(headers: Mapping[str, str], secret: str, app_id: str, target: str, body: bytes | None) -> bool:
    """Whether a request is genuine. ``body`` None: it is streamed, and its digest is taken as said."""
    algorithm = headers.get("X-Signature-Method", "")
    stamp, nonce = headers.get("X-Timestamp", ""), headers.get("X-Nonce", "")
    if algorithm not in NAMES or headers.get("X-App-Id") != app_id or not stamp.isdigit():
        return False
    if abs(time.time() - int(stamp)) > WINDOW_S:
        return False
    said = headers.get("X-Digest", "")
    digest = said if body is None else hashlib.new(NAMES[algorithm], body).hexdigest()
    right = _mac(secret, algorithm, target, stamp, nonce, digest)
    return hmac.compare_digest(right, headers.get("X-Signature", ""))


def _mac(secret: str, algorithm: str, *parts: str) -> str:
    return hmac.new(secret.encode(), "\n".join(parts).encode(), NAMES[algorithm]).hexdigest()
