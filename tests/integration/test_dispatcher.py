"""The worker's loop: every message carried out, whatever fails, dies or is slow."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

from affairs.clock import SystemClock
from affairs.outbox import Backoff, PermanentFailure, TransientFailure
from affairs.ports import OutboxMessage, UnitOfWorkFactory
from integrations.delivery import Dispatcher
from tests.clocks import HandClock
from tests.conditions import eventually

KIND = "test"


async def put(uow_factory: UnitOfWorkFactory, clock: HandClock | SystemClock, *keys: str) -> None:
    async with uow_factory() as uow:
        for key in keys:
            await uow.outbox.put(KIND, key, {}, now=clock.now())
        await uow.commit()


async def counts(uow_factory: UnitOfWorkFactory) -> dict[str, int]:
    async with uow_factory(read_only=True) as uow:
        return {state: count for state, count in (await uow.outbox.counts()).items() if count}


def make(
    uow_factory: UnitOfWorkFactory,
    clock: HandClock | SystemClock,
    handler: Callable[[OutboxMessage], Awaitable[None]],
    **options: object,
) -> Dispatcher:
    return Dispatcher(uow_factory, {KIND: handler}, clock, poll=0.01, **options)


async def test_each_message_is_carried_out_once_by_many_dispatchers(
    uow_factory: UnitOfWorkFactory,
) -> None:
    clock = SystemClock()
    done: Counter[str] = Counter()

    async def handler(message: OutboxMessage) -> None:
        await asyncio.sleep(0)
        done[message.key] += 1

    keys = [f"k{n}" for n in range(60)]
    await put(uow_factory, clock, *keys)
    dispatchers = [make(uow_factory, clock, handler, concurrency=4) for _ in range(3)]
    running = [asyncio.create_task(dispatcher.run()) for dispatcher in dispatchers]
    await eventually(lambda: len(done) == 60)
    for dispatcher in dispatchers:
        dispatcher.stop()
    await asyncio.gather(*running)
    assert done == Counter(keys)
    assert await counts(uow_factory) == {"done": 60}


async def test_what_fails_for_now_is_tried_again_later_and_in_the_end_given_up(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    tried: list[int] = []

    async def handler(message: OutboxMessage) -> None:
        tried.append(message.attempts)
        raise TransientFailure("busy") if len(tried) % 2 else ValueError("unexpected")

    dispatcher = make(uow_factory, clock, handler, backoff=Backoff(attempts=4))
    await put(uow_factory, clock, "a")
    for _ in range(6):
        assert await dispatcher.drain() <= 1
        clock.advance(3600)
    assert tried == [1, 2, 3, 4]
    assert await counts(uow_factory) == {"dead": 1}


async def test_what_fails_for_good_is_dead_at_once(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    async def handler(_message: OutboxMessage) -> None:
        raise PermanentFailure("48 小时已过")

    await put(uow_factory, clock, "a")
    assert await make(uow_factory, clock, handler).drain() == 1
    assert await counts(uow_factory) == {"dead": 1}


async def test_a_handler_may_say_when_to_come_again_however_often(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    tried: list[int] = []

    async def handler(message: OutboxMessage) -> None:
        tried.append(message.attempts)
        if len(tried) < 30:
            raise TransientFailure("quota", due=clock.now() + timedelta(minutes=10))

    dispatcher = make(uow_factory, clock, handler)
    await put(uow_factory, clock, "a")
    for _ in range(30):
        await dispatcher.drain()
        clock.advance(599)
        assert await dispatcher.drain() == 0
        clock.advance(1)
    assert await counts(uow_factory) == {"done": 1}


async def test_a_long_handler_keeps_its_lease(uow_factory: UnitOfWorkFactory) -> None:
    clock = SystemClock()
    started: list[str] = []
    go_on = asyncio.Event()

    async def handler(message: OutboxMessage) -> None:
        started.append(message.key)
        await go_on.wait()

    await put(uow_factory, clock, "slow")
    dispatchers = [make(uow_factory, clock, handler, lease=0.3) for _ in range(2)]
    running = [asyncio.create_task(dispatcher.run()) for dispatcher in dispatchers]
    await eventually(lambda: bool(started))
    leased_since = clock.now()
    await eventually(lambda: clock.now() - leased_since > timedelta(seconds=1))
    go_on.set()

    async def done() -> bool:
        return await counts(uow_factory) == {"done": 1}

    await eventually(done)
    for dispatcher in dispatchers:
        dispatcher.stop()
    await asyncio.gather(*running)
    assert started == ["slow"]


async def test_a_message_that_kills_its_workers_is_set_aside(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    async def handler(_message: OutboxMessage) -> None:
        raise AssertionError("not to be called")

    await put(uow_factory, clock, "a")
    for n in range(6):
        async with uow_factory() as uow:
            assert await uow.outbox.claim([KIND], worker=f"w{n}", now=clock.now(), lease=1, limit=1)
            await uow.commit()
        clock.advance(1)
    assert await make(uow_factory, clock, handler).drain() == 1
    assert await counts(uow_factory) == {"dead": 1}


async def test_stopping_waits_for_what_runs_and_releases_what_does_not_end(uow_factory: UnitOfWorkFactory) -> None:
    clock = SystemClock()
    running: set[str] = set()
    may_end = asyncio.Event()

    async def handler(message: OutboxMessage) -> None:
        running.add(message.key)
        await (may_end.wait() if message.key == "ends" else asyncio.Event().wait())

    await put(uow_factory, clock, "ends", "hangs")
    dispatcher = make(uow_factory, clock, handler, grace=0.3)
    task = asyncio.create_task(dispatcher.run())
    await eventually(lambda: len(running) == 2)
    dispatcher.stop()
    may_end.set()
    await task
    assert await counts(uow_factory) == {"done": 1, "pending": 1}
