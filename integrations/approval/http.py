"""One HTTP call to a system, and what its failure means: no effect, or nobody knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from affairs.approval.errors import Unavailable, Unknown

__all__ = ["HttpAnswer", "call", "timeout_of"]

LARGEST = 8_000_000
"""Bytes of an answer that are read."""
NO_EFFECT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Statuses by which a server says that it did nothing."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A status below 500 and the JSON object that came with it ({} = none)."""

    status: int
    body: Mapping[str, Any]


def timeout_of(total: float, connect: float) -> aiohttp.ClientTimeout:
    """Time-outs of a call in seconds; a connection that does not come about in time surely carried nothing."""
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect)


async def call(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    data: Any = None,
    headers: Mapping[str, str] | None = None,
    limits: aiohttp.ClientTimeout,
) -> HttpAnswer:
    """The answer. Raises Unavailable when nothing took effect, Unknown when something may have."""
    try:
        async with session.request(
            method, url, data=data, headers=headers, timeout=limits, allow_redirects=False
        ) as response:
            _judge(response)
            raw = await _bounded(response)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise Unavailable(type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unknown(type(error).__name__) from None
    return HttpAnswer(response.status, _object(raw, response.status))


def _judge(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status in NO_EFFECT:
        raise Unavailable(f"HTTP {status}", retry_after=_seconds(response.headers.get("Retry-After", "")))
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} or status // 100 == 3:
        # A fault of the settings, not of the case: it waits until somebody mends them.
        raise Unavailable(f"HTTP {status}: check address and credentials")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unknown(f"HTTP {status}")


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for piece in response.content.iter_chunked(65536):
        raw += piece
        if len(raw) > LARGEST:
            raise Unknown("the answer is too large")
    return bytes(raw)


def _object(raw: bytes, status: int) -> Mapping[str, Any]:
    if not raw and status >= HTTPStatus.BAD_REQUEST:
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unknown(f"HTTP {status} with an answer that is not JSON") from None
    if not isinstance(body, dict):
        raise Unknown(f"HTTP {status} with an answer that is no JSON object")
    return body


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None
