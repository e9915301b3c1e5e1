"""Waits end when they take too long, and not because this process stood still."""

import asyncio
import time

import pytest

from integrations.patience import Patience


async def test_what_is_in_time_goes_through() -> None:
    patience = Patience(5)
    with patience():
        await asyncio.sleep(0)


async def test_what_takes_too_long_is_given_up() -> None:
    patience, began = Patience(0.03), time.monotonic()
    with pytest.raises(TimeoutError), patience():
        await asyncio.Event().wait()
    assert time.monotonic() - began >= 0.03
    with patience():
        await asyncio.sleep(0)


async def test_waits_are_given_up_one_by_one() -> None:
    patience, come = Patience(0.06), asyncio.Event()

    async def wait(for_ever: bool) -> str:
        try:
            with patience():
                await (asyncio.Event() if for_ever else come).wait()
        except TimeoutError:
            return "late"
        return "there"

    tasks = [asyncio.create_task(wait(each)) for each in (True, False, True)]
    await asyncio.sleep(0)
    come.set()
    assert await asyncio.gather(*tasks) == ["late", "there", "late"]


async def test_a_standstill_of_the_process_does_not_count() -> None:
    patience, loop = Patience(0.05), asyncio.get_running_loop()
    answer = loop.create_future()

    async def ask() -> str:
        with patience():
            return str(await answer)

    asked = asyncio.create_task(ask())
    await asyncio.sleep(0)
    loop.call_later(0.06, answer.set_result, "the answer came meanwhile")
    time.sleep(0.3)  # noqa: ASYNC251 - the process stands still: that is what is tested
    assert await asked == "the answer came meanwhile"


async def test_a_cancelled_task_stays_cancelled() -> None:
    patience = Patience(5)

    async def ask() -> None:
        with patience():
            await asyncio.Event().wait()

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled()
