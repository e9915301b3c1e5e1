"""The stand-in platform's control API, as far as the phone needs it."""

from collections import OrderedDict
from typing import Any

import aiohttp

__all__ = ["Platform"]

TIMEOUT = aiohttp.ClientTimeout(total=25)
"""Longer than the platform's first delivery and its retries together."""
REMEMBERED = 200
"""People whose last exchange is kept."""
Values = dict[str, Any]


class Platform:
    """Calls to the platform at ``url``; one that does not answer gives empty values."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url.rstrip("/")
        self._exchanges: OrderedDict[str, Values] = OrderedDict()

    async def add(self, openid: str) -> bool:
        """Make the person, if there is none of that openid; False when the platform is away."""
        return "openid" in await self._call("POST", "/_users", {"openid": openid})

    async def act(self, openid: str, action: Values) -> bool:
        """Let the person do something and wait for the answer; False when the platform is away."""
        outcome = await self._call("POST", f"/_users/{openid}/messages", action)
        if outcome.get("wire"):
            self._exchanges[openid] = outcome["wire"][-1]
            self._exchanges.move_to_end(openid)
            if len(self._exchanges) > REMEMBERED:
                self._exchanges.popitem(last=False)
        return "msg_id" in outcome

    async def upload(self, openid: str, content: bytes, kind: str) -> str:
        """The media id of a picture the person is about to send; '' when the platform is away."""
        url = f"{self._url}/_users/{openid}/media"
        headers = {"Content-Type": kind}
        try:
            async with self._session.post(url, data=content, headers=headers, timeout=TIMEOUT) as answer:
                value = await answer.json() if answer.ok else {}
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return ""
        return str(value.get("media_id", ""))

    async def chat(self, openid: str) -> list[Values] | None:
        """All that the person sees; None when the platform is away."""
        seen = (await self._call("GET", f"/_users/{openid}/chat")).get("messages")
        return seen if isinstance(seen, list) else None

    async def menu(self) -> list[Values]:
        """The account's menu as it was published."""
        return list((await self._call("GET", "/_menu")).get("button", []))

    def exchange(self, openid: str) -> Values:
        """The last delivery over the wire; {} before the first."""
        return self._exchanges.get(openid, {})

    async def _call(self, method: str, path: str, body: Values | None = None) -> Values:
        try:
            async with self._session.request(method, self._url + path, json=body, timeout=TIMEOUT) as answer:
                value = await answer.json() if answer.ok else {}
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}
