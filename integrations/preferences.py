"""What people chose to be remembered, for the conversation: it never fails because of it, nor waits to have it kept."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog

from affairs.errors import StoreUnavailable
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["StoredPreferences"]

PATIENCE = 1.0
LONGEST = 5.0
"""Seconds between two attempts to store."""
TOGETHER = 100
"""People of one reading at most, and of one writing."""
LIMIT = 10_000
"""People whose districts wait for a store that is away; the oldest are dropped."""
Waiting = tuple[tuple[str, str], "asyncio.Future[str]"]
log = structlog.get_logger(__name__)


class StoredPreferences:
    """:class:`bot.ports.Preferences` over units of work; silent when the store is away or slow.

    What is to be remembered is known at once and stored every ``interval`` seconds, all of it in one
    transaction; leaving the context stores what waits.

    Every new conversation asks for a district. Who asks while a reading is under way is read with all
    others that do, in the next one: a transaction costs more than what is read in it. For one event loop.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, *, seconds: float = PATIENCE, interval: float = 0.2
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._seconds = seconds
        self._interval = interval
        self._waiting: list[Waiting] = []
        self._reading: asyncio.Task[None] | None = None
        self._chosen: dict[tuple[str, str], str] = {}
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writing is not None:
            self._writing.cancel()
            with suppress(asyncio.CancelledError):
                await self._writing
        await self.flush()

    async def region(self, channel: str, user: str) -> str:
        """The remembered district's code, or ''; '' also when the store is away."""
        if (chosen := self._chosen.get((channel, user))) is not None:
            return chosen
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(((channel, user), answer))
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_all())
        return await answer

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        """Remember the district; stored a little later, with those of others."""
        self._chosen[channel, user] = region
        if len(self._chosen) > LIMIT:
            del self._chosen[next(iter(self._chosen))]
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def flush(self) -> bool:
        """Store all that waits; false, and it waits on, when the store is away."""
        while self._chosen:
            batch = list(self._chosen.items())[:TOGETHER]
            try:
                async with asyncio.timeout(self._seconds), self._unit_of_work() as uow:
                    for person, region in batch:
                        await uow.preferences.remember_region(*person, region, now=self._clock.now())
                    await uow.commit()
            except (StoreUnavailable, TimeoutError) as error:
                log.warning("preferences_unavailable", reason=type(error).__name__)
                return False
            for person, region in batch:
                if self._chosen.get(person) == region:  # else it was chosen anew meanwhile
                    del self._chosen[person]
        return True

    async def _write_soon(self) -> None:
        """Store what was chosen, until all of it is."""
        pause = self._interval
        while self._chosen:
            await asyncio.sleep(pause)
            pause = self._interval if await self.flush() else min(2 * pause, LONGEST)

    async def _read_all(self) -> None:
        """Answer everybody who waits, also those who come meanwhile."""
        while self._waiting:
            batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            regions = await self._read([person for person, _ in batch])
            for (_, answer), region in zip(batch, regions, strict=True):
                if not answer.done():
                    answer.set_result(region)

    async def _read(self, people: list[tuple[str, str]]) -> list[str]:
        try:
            async with asyncio.timeout(self._seconds), self._unit_of_work(read_only=True) as uow:
                return list(await uow.preferences.regions(people))
        except Exception as error:  # noqa: BLE001 - whatever it is, all of them are answered without
            log.warning("preferences_unavailable", reason=type(error).__name__)
            return [""] * len(people)
