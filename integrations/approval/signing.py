r"""Signed requests: HMAC-SHA256 or HMAC-SM3 (GB/T 32905, GB/T 15852.2) over target, time, nonce and the body's digest.

The signed text is ``target\ntimestamp\nnonce\ndigest``; ``target`` is ``METHOD path?query`` of a request,
``PUSH name`` of a push; ``digest`` is the hash of the body in hex, or what a streamed body has in its place.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from affairs.approval.errors import Untrusted
from affairs.approval.messages import Messages
from affairs.ports import Clock

__all__ = ["Algorithm", "Signer", "Verifier"]

WINDOW = timedelta(minutes=5)
"""How far the sender's clock may be from ours."""
NONCE_LENGTHS = range(8, 65)


class Algorithm(StrEnum):
    """What is signed with."""

    HMAC_SHA256 = "hmac-sha256"
    HMAC_SM3 = "hmac-sm3"


HASHES: Mapping[Algorithm, type[hashes.HashAlgorithm]] = {
    Algorithm.HMAC_SHA256: hashes.SHA256,
    Algorithm.HMAC_SM3: hashes.SM3,
}


class Signer:
    """Signs requests of one application."""

    def __init__(self, app_id: str, secret: str, algorithm: Algorithm, clock: Clock) -> None:
        self._app_id, self._secret, self._algorithm, self._clock = app_id, secret, algorithm, clock

    def headers(self, target: str, body: bytes, *, digest: str = "") -> dict[str, str]:
        """Headers for one request; ``digest`` stands in for that of a body that is streamed."""
        stamp, nonce = str(int(self._clock.now().timestamp())), secrets.token_hex(16)
        shown = digest or _digest(self._algorithm, body)
        return {
            "X-App-Id": self._app_id,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Digest": shown,
            "X-Signature-Method": self._algorithm.value,
            "X-Signature": _mac(self._algorithm, self._secret, target, stamp, nonce, shown),
        }


class Verifier:
    """Verifies pushes: signature under one of the ``keys`` (the present one and the one before), age, nonce."""

    def __init__(self, system: str, keys: Sequence[str], algorithm: Algorithm, clock: Clock, nonces: Messages) -> None:
        self._system, self._keys, self._algorithm = system, [key for key in keys if key], algorithm
        self._clock, self._nonces = clock, nonces

    async def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Return when it is genuine and new. ``headers`` have names in small letters. Raises Untrusted.

        The nonce is looked at last, so that nobody without the key can use one up.
        """
        stamp, nonce = headers.get("x-timestamp", ""), headers.get("x-nonce", "")
        said = headers.get("x-signature", "").lower()
        if headers.get("x-signature-method", "") != self._algorithm.value or not said.isascii():
            raise Untrusted("bad-signature")
        digest = _digest(self._algorithm, body)
        target = f"PUSH {self._system}"
        right = [_mac(self._algorithm, key, target, stamp, nonce, digest) for key in self._keys]
        if not any([hmac.compare_digest(each, said) for each in right]):  # noqa: C419 - all of them, always
            raise Untrusted("bad-signature")
        now = self._clock.now()
        if not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
            raise Untrusted("too-old")
        if len(nonce) not in NONCE_LENGTHS:
            raise Untrusted("bad-nonce")
        # Twice the window: one stamped in the future stays acceptable that long.
        if not await self._nonces.use_nonce(self._system, nonce, expires_at=now + 2 * WINDOW):
            raise Untrusted("seen-before")


def _digest(algorithm: Algorithm, body: bytes) -> str:
    digest = hashes.Hash(HASHES[algorithm]())
    digest.update(body)
    return digest.finalize().hex()


def _mac(algorithm: Algorithm, key: str, *parts: str) -> str:
    mac = HMAC(key.encode(), HASHES[algorithm]())
    mac.update("\n".join(parts).encode())
    return mac.finalize().hex()
