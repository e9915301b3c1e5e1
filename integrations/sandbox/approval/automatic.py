"""Clerks who work by themselves: one step after another, some seconds apart."""

import asyncio
import contextlib
import heapq
import itertools
import time

from integrations.sandbox.approval.clerks import AUTOMATIC, Refused, act
from integrations.sandbox.approval.config import SandboxConfig
from integrations.sandbox.approval.store import Store

__all__ = ["Automatic"]


class Automatic:
    """Takes every case that is reported by :meth:`taken` through the whole procedure."""

    def __init__(self, config: SandboxConfig, store: Store) -> None:
        self._config, self._store = config, store
        self._due: list[tuple[float, int, str]] = []
        self._numbers = itertools.count()
        self._wake = asyncio.Event()

    def taken(self, receipt_no: str) -> None:
        """A case is there; nothing happens while ``auto_s`` is negative."""
        if self._config.auto_s >= 0:
            heapq.heappush(self._due, (time.monotonic() + self._config.auto_s, next(self._numbers), receipt_no))
            self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            wait = self._due[0][0] - time.monotonic() if self._due else None
            if wait is None or wait > 0:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), wait)
                continue
            _, _, receipt = heapq.heappop(self._due)
            if await self._step(receipt):
                self.taken(receipt)

    async def _step(self, receipt: str) -> bool:
        """One step; False when there is no next one, or a person took over."""
        state = await self._store.do(
            lambda connection: connection.execute("SELECT state FROM cases WHERE receipt_no = ?", (receipt,)).fetchone()
        )
        action = AUTOMATIC.get(state["state"]) if state else None
        if action is None:
            return False
        with contextlib.suppress(Refused, KeyError):
            await self._store.do(lambda connection: act(connection, receipt, action, {}))
        return True
