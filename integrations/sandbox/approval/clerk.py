"""The clerks of the stand-in approval system, reached over its control API: for the page of a demonstration."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp

from affairs.errors import InvalidValue, NoSuchCase, ServiceUnavailable

__all__ = ["Clerk"]

WITHIN = aiohttp.ClientTimeout(total=15)


class Clerk:
    """Looks at cases and acts upon them, as one would on the stand-in's own page."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url

    async def cases(self, sought: str) -> Sequence[Mapping[str, Any]]:
        """The latest cases whose number, ours or theirs, has ``sought`` in it. Raises ServiceUnavailable."""
        return list(await self._asked("GET", f"/_cases?q={quote(sought, safe='')}"))

    async def case(self, receipt_no: str) -> Mapping[str, Any]:
        """One case: its state, what may be done, and what happened. Raises NoSuchCase, ServiceUnavailable."""
        return dict(await self._asked("GET", f"/_cases/{quote(receipt_no, safe='')}"))

    async def act(self, receipt_no: str, action: str, said: Mapping[str, str]) -> None:
        """Do something. Raises NoSuchCase, InvalidValue when it does not fit, ServiceUnavailable."""
        await self._asked("POST", f"/_cases/{quote(receipt_no, safe='')}/actions", {**said, "action": action})

    async def _asked(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
        try:
            async with self._session.request(method, self._url + path, json=body, timeout=WITHIN) as answer:
                if answer.status == HTTPStatus.NOT_FOUND:
                    raise NoSuchCase
                if answer.status == HTTPStatus.CONFLICT:
                    raise InvalidValue(await answer.text())
                answer.raise_for_status()
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError):
            raise ServiceUnavailable from None
