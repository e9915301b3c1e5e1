"""Pushes: every event on its way to the product, signed, again until it is answered with 200."""

import asyncio
import json
import random
import sqlite3
from typing import Any

import aiohttp

from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.faults import Faults
from integrations.sandbox.approval.signatures import signed
from integrations.sandbox.approval.store import Store

__all__ = ["Pusher"]

BATCH = 64
TIMEOUT = aiohttp.ClientTimeout(total=10)
GIVEN_UP = 40
"""Attempts after which an event is left to polling."""


class Pusher:
    """Sends what was not pushed yet, some at a time. Nothing is sent while the stand-in is down or has no callback."""

    session: aiohttp.ClientSession

    def __init__(self, config: SandboxConfig, store: Store, faults: Faults) -> None:
        self._config, self._store, self._faults = config, store, faults
        self._attempts: dict[int, int] = {}
        self.sent = 0
        self.refused = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            done = 0
            if self._config.callback and not self._faults.is_down:
                done = await self._round()
            await asyncio.sleep(0 if done else self._config.push_retry_s)

    async def _round(self) -> int:
        events = await self._store.do(_waiting)
        if self._faults.shuffled:
            random.shuffle(events)
            return sum([await self._push(number, body) for number, body in events])
        # In order within a case: one after the other; several cases at once.
        cases: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for number, body in events:
            cases.setdefault(body["applicationNo"], []).append((number, body))
        return sum(await asyncio.gather(*(self._push_in_order(each) for each in cases.values())))

    async def _push_in_order(self, events: list[tuple[int, dict[str, Any]]]) -> int:
        done = 0
        for number, body in events:
            if not await self._push(number, body):
                break
            done += 1
        return done

    async def _push(self, number: int, body: dict[str, Any]) -> bool:
        answered = await self._send(body)
        if answered and random.random() < self._faults.twice:  # noqa: S311 - a fault, not a secret
            await self._send(body)
        self._attempts[number] = self._attempts.get(number, 0) + 1
        if answered or self._attempts[number] >= GIVEN_UP:
            await self._store.do(lambda connection: _pushed(connection, number, 1 if answered else 2))
            self._attempts.pop(number, None)
        return answered

    async def _send(self, body: dict[str, Any]) -> bool:
        raw = json.dumps({"events": [body]}, ensure_ascii=False).encode()
        target = f"PUSH {self._config.callback.rstrip('/').rpartition('/')[2]}"
        headers = signed(self._config.secret, self._config.algorithm, self._config.app_id, target, raw)
        try:
            async with self.session.post(self._config.callback, data=raw, headers=headers, timeout=TIMEOUT) as answer:
                await answer.read()
                self.sent += 1
                self.refused += answer.status != 200
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def _waiting(connection: sqlite3.Connection) -> list[tuple[int, dict[str, Any]]]:
    rows = connection.execute("SELECT id, body FROM events WHERE pushed = 0 ORDER BY id LIMIT ?", (BATCH,))
    return [(row["id"], json.loads(row["body"])) for row in rows]


def _pushed(connection: sqlite3.Connection, number: int, how: int) -> None:
    connection.execute("UPDATE events SET pushed = ? WHERE id = ?", (how, number))
