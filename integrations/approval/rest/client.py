"""Signed JSON calls of one rest system, and what its answers mean."""

import json
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
from yarl import URL

from affairs.approval.errors import FieldFault, Rejected, Unavailable, Unknown
from affairs.ports import Clock
from affairs.privacy import scrub
from integrations.approval.http import HttpAnswer, call, timeout_of
from integrations.approval.profile import Profile
from integrations.approval.rest.config import RestConfig
from integrations.approval.signing import Signer

__all__ = ["RestClient"]

Missing = TypeVar("Missing")
SAID = 200
"""Characters of the system's own words that are passed on."""
FAULTS = 50


class RestClient:
    """Calls one system. The HTTP session is opened at the first call, in the loop that it belongs to."""

    def __init__(self, config: RestConfig, profile: Profile, clock: Clock) -> None:
        self._base = URL(config.base_url.rstrip("/"), encoded=True)
        self._answers = profile.answers
        self._signer = Signer(config.app_id, config.secret.get_secret_value(), config.algorithm, clock)
        self._timeout = timeout_of(config.timeout_s, config.connect_s)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(self, path: str, *, missing: Missing) -> Mapping[str, Any] | Missing:
        """The answer's data; ``missing`` for 404. Nothing takes effect, so all that fails is Unavailable."""
        try:
            answer = await self._call("GET", path, b"", {})
            return missing if answer.status == HTTPStatus.NOT_FOUND else self._data(answer)
        except Unknown as error:
            raise Unavailable(str(error)) from None

    async def post(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Mapping[str, Any]:
        """The answer's data. Raises Rejected, Unavailable, Unknown."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return self._data(await self._call("POST", path, raw, headers))

    async def put(self, path: str, body: AsyncIterator[bytes], *, digest: str) -> Mapping[str, Any]:
        """Send a stream, signed by ``digest`` in place of its hash."""
        target, url = self._target("PUT", path)
        headers = self._signer.headers(target, b"", digest=digest) | {"Content-Type": "application/octet-stream"}
        return self._data(await call(self._opened(), "PUT", url, data=body, headers=headers, limits=self._timeout))

    async def _call(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        target, url = self._target(method, path)
        signed = {**headers, **self._signer.headers(target, body)}
        return await call(self._opened(), method, url, data=body or None, headers=signed, limits=self._timeout)

    def _target(self, method: str, path: str) -> tuple[str, Any]:
        """What is signed, and the address; both are the same bytes on the wire."""
        url = URL(f"{self._base}{path}", encoded=True)
        return f"{method} {url.raw_path_qs}", url

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))
        return self._session

    def _data(self, answer: HttpAnswer) -> Mapping[str, Any]:
        """The data of an answer that says yes. A 200 that says no is a no."""
        code = str(answer.body.get(self._answers.code, ""))
        if code in self._answers.success and answer.status < HTTPStatus.BAD_REQUEST:
            data = answer.body.get("data")
            return data if isinstance(data, Mapping) else {}
        said = scrub(str(answer.body.get(self._answers.message, ""))[:SAID])
        if code in self._answers.later:
            raise Unavailable(f"code {code}")
        if not code:
            raise Unknown(f"HTTP {answer.status} without a code")
        raise Rejected(said or f"审批系统不接收（代码{code}）", _faults(answer.body.get("errors")))


def _faults(raw: Any) -> list[FieldFault]:
    rows = [row for row in raw[:FAULTS] if isinstance(row, Mapping)] if isinstance(raw, list) else []
    return [
        FieldFault(str(row.get("field", ""))[:SAID], "refused", scrub(str(row.get("message", ""))[:SAID]))
        for row in rows
    ]
