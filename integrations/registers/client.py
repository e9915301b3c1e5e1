"""One call of a public register over HTTPS: JSON both ways, signed (:mod:`.signing`)."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from affairs.errors import ServiceUnavailable
from affairs.ports import Clock
from integrations.registers.signing import SIGNATURE, TIMESTAMP, signature

__all__ = ["RegisterClient"]

TIMEOUT = aiohttp.ClientTimeout(total=8, connect=3)
ANSWER_BYTES = 256 * 1024
log = structlog.get_logger(__name__)


class RegisterClient:
    """Asks one register. Nothing that is asked or answered is logged."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str, clock: Clock) -> None:
        self._session, self._url, self._secret, self._clock = session, url, secret, clock

    async def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """The answer, a JSON object. Raises ServiceUnavailable."""
        body = json.dumps(question, ensure_ascii=False).encode()
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP: timestamp,
            SIGNATURE: signature(self._secret, timestamp, body),
        }
        try:
            async with self._session.post(
                self._url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                answer.raise_for_status()
                raw = await _at_most(answer, ANSWER_BYTES)
            return dict(json.loads(raw))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError, RecursionError) as error:
            log.warning("register_failed", error=type(error).__name__)
            raise ServiceUnavailable(type(error).__name__) from None


async def _at_most(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    raw = await answer.content.read(limit + 1)
    while len(raw) <= limit and not answer.content.at_eof():
        raw += await answer.content.read(limit + 1 - len(raw))
    if len(raw) > limit:
        raise ValueError("a longer answer than any register gives")
    return raw
