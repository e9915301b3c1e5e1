"""What people chose to be remembered, for the conversation: it never fails because of it."""

import asyncio

import structlog

from affairs.errors import StoreUnavailable
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["StoredPreferences"]

PATIENCE = 1.0
TOGETHER = 100
"""People of one reading at most."""
Waiting = tuple[tuple[str, str], "asyncio.Future[str]"]
log = structlog.get_logger(__name__)


class StoredPreferences:
    """:class:`bot.ports.Preferences` over units of work; silent when the store is away or slow.

    Every new conversation asks for a district. Who asks while a reading is under way is read with all
    others that do, in the next one: a transaction costs more than what is read in it. For one event loop.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, *, seconds: float = PATIENCE) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._seconds = seconds
        self._waiting: list[Waiting] = []
        self._reading: asyncio.Task[None] | None = None

    async def region(self, channel: str, user: str) -> str:
        """The remembered district's code, or ''; '' also when the store is away."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(((channel, user), answer))
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_all())
        return await answer

    async def remember_region(self, channel: str, user: str, region: str) -> None:
        """Remember the district, or not, when the store is away."""
        try:
            async with asyncio.timeout(self._seconds), self._unit_of_work() as uow:
                await uow.preferences.remember_region(channel, user, region, now=self._clock.now())
                await uow.commit()
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("preferences_unavailable", reason=type(error).__name__)

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
