"""Calls that are carried out together end as each would have alone."""

import asyncio
from collections.abc import Sequence

import pytest

from affairs.errors import StoreUnavailable
from affairs.together import Together


class Work:
    """Doubles numbers, a batch at a time when let; negative ones are refused."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.let = asyncio.Event(), asyncio.Event()
        self.let.set()
        self.away = False

    async def __call__(self, asked: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(asked))
        self.begun.set()
        await self.let.wait()
        if self.away:
            raise StoreUnavailable("away")
        if any(number < 0 for number in asked):
            raise ValueError("negative")
        return [2 * number for number in asked]


async def test_what_comes_while_one_is_under_way_goes_together() -> None:
    work = Work()
    work.let.clear()
    together = Together(work, limit=3)
    first = asyncio.create_task(together(1))
    await work.begun.wait()
    others = [asyncio.create_task(together(number)) for number in range(2, 7)]
    await asyncio.sleep(0)
    work.let.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8, 10, 12]
    assert work.batches == [[1], [2, 3, 4], [5, 6]]
    assert await together(7) == 14


async def test_one_that_fails_fails_alone() -> None:
    together = Together(Work())
    answers = await asyncio.gather(*(together(number) for number in (1, -1, 2)), return_exceptions=True)
    assert (answers[0], answers[2]) == (2, 4)
    assert isinstance(answers[1], ValueError)
    with pytest.raises(ValueError, match="negative"):
        await together(-5)


async def test_a_store_that_is_away_is_asked_once_for_all() -> None:
    work = Work()
    work.away = True
    together = Together(work)
    answers = await asyncio.gather(*(together(number) for number in range(5)), return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailable) for answer in answers)
    assert len(work.batches) == 1
    work.away = False
    assert await together(1) == 2


async def test_whoever_stops_waiting_keeps_nobody() -> None:
    work = Work()
    work.let.clear()
    together = Together(work)
    calls = [asyncio.create_task(together(number)) for number in (1, 2)]
    await work.begun.wait()
    calls[0].cancel()
    work.let.set()
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1] == 4
    assert await together(3) == 6
