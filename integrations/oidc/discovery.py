"""What a provider says of itself (OpenID Connect Discovery 1.0), and its keys, read once an hour."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec

from affairs.errors import ServiceUnavailable

__all__ = ["Discovery", "Endpoints", "read_json"]

KEPT_SECONDS = 3600.0
AGAIN_SECONDS = 30.0
"""Keys are not read more often for the sake of a token signed by an unknown one."""
LARGEST = 256 * 1024


class Endpoints(msgspec.Struct, frozen=True):
    """The part of the document that is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


@dataclass(slots=True)
class _Kept:
    value: Any = None
    at: float = field(default=float("-inf"))


class Discovery:
    """The provider's document and keys. ``tick`` is a monotonic clock in seconds."""

    def __init__(self, session: aiohttp.ClientSession, issuer: str, tick: Callable[[], float] = time.monotonic) -> None:
        self._session, self._issuer, self._tick = session, issuer, tick
        self._endpoints, self._keys = _Kept(), _Kept()
        self._lock = asyncio.Lock()

    async def endpoints(self) -> Endpoints:
        """Where its doors are. Raises ServiceUnavailable, also for a document that is another issuer's."""
        async with self._lock:
            if self._tick() - self._endpoints.at > KEPT_SECONDS:
                raw = await read_json(self._session, "GET", f"{self._issuer}/.well-known/openid-configuration")
                self._endpoints = _Kept(self._checked(raw), self._tick())
            found: Endpoints = self._endpoints.value
            return found

    async def keys(self, *, anew: bool = False) -> dict[str, Any]:
        """Its public keys, a JWK set; ``anew`` after a token that none of them signed. Raises ServiceUnavailable."""
        address = (await self.endpoints()).jwks_uri
        async with self._lock:
            age = self._tick() - self._keys.at
            if age > (AGAIN_SECONDS if anew else KEPT_SECONDS):
                self._keys = _Kept(await read_json(self._session, "GET", address), self._tick())
            found: dict[str, Any] = self._keys.value
            return found

    def _checked(self, raw: dict[str, Any]) -> Endpoints:
        try:
            made = msgspec.convert(raw, Endpoints)
        except msgspec.ValidationError as error:
            raise ServiceUnavailable("discovery document") from error
        # Section 4.3: the issuer must be the one that was asked, or somebody answers for another.
        if made.issuer.rstrip("/") != self._issuer:
            raise ServiceUnavailable("issuer of the discovery document")
        doors = (made.authorization_endpoint, made.token_endpoint, made.jwks_uri)
        if self._issuer.startswith("https://") and not all(each.startswith("https://") for each in doors):
            raise ServiceUnavailable("endpoints without TLS")
        return made


async def read_json(
    session: aiohttp.ClientSession, method: str, url: str, *, refused: int = 0, **sent: Any
) -> dict[str, Any]:
    """A JSON object of at most 256 KiB; {} for the status ``refused``. Raises ServiceUnavailable."""
    try:
        async with session.request(method, url, allow_redirects=False, **sent) as answer:
            if refused and answer.status == refused:
                return {}
            if answer.status != HTTPStatus.OK:
                raise ServiceUnavailable(f"status {answer.status}")
            body = b""
            async for chunk in answer.content.iter_any():
                body += chunk
                if len(body) > LARGEST:
                    raise ServiceUnavailable("too large")
        read = msgspec.json.decode(body)
    except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
        raise ServiceUnavailable(type(error).__name__) from error
    if not isinstance(read, dict):
        raise ServiceUnavailable("not an object")
    return read
