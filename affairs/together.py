"""What many ask for at once, done at once: one transaction for all who wait, and none waits for company."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from affairs.errors import StoreUnavailable

__all__ = ["Together"]

AT_ONCE = 64
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Together(Generic[Asked, Answer]):
    """Calls that come while an earlier one is under way are carried out by the next in one go.

    ``work`` answers all it is asked, in order, or fails and has done nothing. What fails together is tried again
    one by one, in the order of coming, so that each call ends as it would have alone; a store that is away is not
    asked once for each. A call is carried out even if whoever made it stops waiting.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]], *, limit: int = AT_ONCE) -> None:
        self._work, self._limit = work, limit
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, asked: Asked) -> Answer:
        """What ``work`` answers to this one. Raises what it raises for it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._carry_out())
        return await answer

    async def _carry_out(self) -> None:
        while self._waiting:
            now, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
            try:
                await self._answered(now)
            except asyncio.CancelledError:
                for _asked, answer in [*now, *self._waiting]:
                    answer.cancel()
                self._waiting.clear()
                raise
            except StoreUnavailable as error:
                for _asked, answer in now:
                    _fail(answer, error)
            except Exception as error:  # noqa: BLE001 - it is raised where it was asked
                await self._one_by_one(now, error)

    async def _one_by_one(self, calls: Sequence[tuple[Asked, "asyncio.Future[Answer]"]], error: Exception) -> None:
        if len(calls) == 1:
            _fail(calls[0][1], error)
            return
        for call in calls:
            try:
                await self._answered([call])
            except Exception as own:  # noqa: BLE001 - likewise
                _fail(call[1], own)

    async def _answered(self, calls: Sequence[tuple[Asked, "asyncio.Future[Answer]"]]) -> None:
        answers = await self._work([asked for asked, _answer in calls])
        for (_asked, answer), said in zip(calls, answers, strict=True):
            if not answer.done():
                answer.set_result(said)


def _fail(answer: "asyncio.Future[Answer]", error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
