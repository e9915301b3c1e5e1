"""A verification service over HTTPS: name and ID number in, whether they belong together out.

``POST IDENTITY_API`` with ``{"name", "id_number"}``, signed (:mod:`.signing`); answers
``{"result": "match" | "mismatch" | "unknown"}``. Services of other shapes are put behind a
small relay, or another implementation of the port.
"""

import json

import aiohttp
import structlog

from affairs.errors import ServiceUnavailable
from affairs.people.ports import IdentityOutcome
from affairs.ports import Clock
from integrations.identity.signing import SIGNATURE, TIMESTAMP, signature

__all__ = ["HttpIdentityCheck"]

TIMEOUT = aiohttp.ClientTimeout(total=8, connect=3)
ANSWER_BYTES = 4096
log = structlog.get_logger(__name__)


class HttpIdentityCheck:
    """:class:`affairs.people.ports.IdentityCheck` over one service. Nothing of the person is logged."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str, clock: Clock) -> None:
        self._session, self._url, self._secret, self._clock = session, url, secret, clock

    async def check(self, name: str, id_number: str) -> IdentityOutcome:
        """Whether they belong together. Raises ServiceUnavailable."""
        body = json.dumps({"name": name, "id_number": id_number}, ensure_ascii=False).encode()
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
                raw = await answer.content.read(ANSWER_BYTES)
            return IdentityOutcome(json.loads(raw)["result"])
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
            log.warning("identity_check_failed", error=type(error).__name__)
            raise ServiceUnavailable(type(error).__name__) from None
