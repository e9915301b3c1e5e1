"""Asked questions on their way to the knowledge desk: taken at once, stored a little later."""

import asyncio
from collections import deque
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog

from affairs.errors import StoreUnavailable
from affairs.ports import AskedQuestion, UnitOfWorkFactory

__all__ = ["BufferedRecorder"]

BATCH = 500
log = structlog.get_logger(__name__)


class BufferedRecorder:
    """:class:`bot.ports.QuestionRecorder` that stores in batches every ``interval`` seconds.

    While the store is away up to ``limit`` questions wait, the oldest are dropped and
    counted. Leaving the context stores what waits, within ``closing`` seconds.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, *, interval: float = 0.5, limit: int = 10_000, closing: float = 5.0
    ) -> None:
        self._unit_of_work = unit_of_work
        self._interval = interval
        self._limit = limit
        self._closing = closing
        self._waiting: deque[AskedQuestion] = deque()
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._lock = asyncio.Lock()
        self.dropped = 0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_flushing(), name="question recorder")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __len__(self) -> int:
        return len(self._waiting)

    def record(self, question: AskedQuestion) -> None:
        """Take a question; never blocks and never raises."""
        self._waiting.append(question)
        self._drop_surplus()

    async def flush(self) -> bool:
        """Store all that waits; false, and it waits on, when the store is away.

        What comes meanwhile is left for the next time: a transaction costs as much as a hundred questions in it.
        """
        async with self._lock:
            left = len(self._waiting)
            while left > 0 and self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(BATCH, left, len(self._waiting)))]
                left -= len(batch)
                if not await self._stored(batch):
                    self._waiting.extendleft(reversed(batch))
                    self._drop_surplus()
                    return False
            return True

    async def close(self) -> None:
        """Stop, and store what waits."""
        self._stopping.set()
        task, self._task = self._task, None
        with suppress(TimeoutError):
            async with asyncio.timeout(self._closing):
                if task is not None:
                    await task
                while self._waiting and await self.flush():
                    pass
        if self._waiting:
            self.dropped += len(self._waiting)
            self._waiting.clear()
        if self.dropped:
            log.warning("questions_dropped", count=self.dropped)

    async def _keep_flushing(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval):
                    await self._stopping.wait()
            await self.flush()

    async def _stored(self, batch: list[AskedQuestion]) -> bool:
        try:
            async with self._unit_of_work() as uow:
                await uow.questions.add_all(batch)
                await uow.commit()
        except asyncio.CancelledError:
            self._waiting.extendleft(reversed(batch))
            raise
        except StoreUnavailable:
            return False
        except Exception as error:  # noqa: BLE001 - what is refused for good would block all that comes after it
            log.error("questions_refused", count=len(batch), reason=type(error).__name__)  # noqa: TRY400 - nor told
            self.dropped += len(batch)
        return True

    def _drop_surplus(self) -> None:
        while len(self._waiting) > self._limit:
            self._waiting.popleft()
            self.dropped += 1
