"""The outbox: enqueued once, claimed by one, never lost; on SQLite and PostgreSQL alike."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from affairs.ports import OutboxMessage, UnitOfWorkFactory
from tests.clocks import START, HandClock

KIND = "late-reply"


class Desk:
    """Short-hands, each a unit of work of its own."""

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
        self.uow_factory = uow_factory
        self.clock = clock

    async def put(self, key: str, after: float = 0, kind: str = KIND) -> bool:
        async with self.uow_factory() as uow:
            now = self.clock.now()
            done = await uow.outbox.put(kind, key, {"名": [1, None]}, now=now, due=now + timedelta(seconds=after))
            await uow.commit()
            return done

    async def claim(self, worker: str, limit: int = 10, lease: float = 60) -> list[OutboxMessage]:
        async with self.uow_factory() as uow:
            found = await uow.outbox.claim([KIND], worker=worker, now=self.clock.now(), lease=lease, limit=limit)
            await uow.commit()
            return list(found)

    async def call(self, method: str, message: OutboxMessage, worker: str, **values: object) -> bool:
        async with self.uow_factory() as uow:
            done = await getattr(uow.outbox, method)(
                [message.id] if method == "done" else message.id, worker=worker, **values
            )
            await uow.commit()
            return done

    async def counts(self) -> dict[str, int]:
        async with self.uow_factory(read_only=True) as uow:
            return {state: count for state, count in (await uow.outbox.counts()).items() if count}


@pytest.fixture
def desk(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Desk:
    return Desk(uow_factory, clock)


async def test_only_what_nobody_has_claimed_is_withdrawn(uow_factory: UnitOfWorkFactory) -> None:
    async with uow_factory() as uow:
        await uow.outbox.put("k", "waits", {}, now=START)
        assert await uow.outbox.withdraw("waits")
        assert not await uow.outbox.withdraw("waits")
        await uow.outbox.put("k", "claimed", {}, now=START)
        await uow.outbox.claim(["k"], worker="w", now=START, lease=60, limit=1)
        assert not await uow.outbox.withdraw("claimed")
        await uow.commit()


async def test_a_key_is_enqueued_once(desk: Desk) -> None:
    assert await desk.put("a")
    assert not await desk.put("a")
    assert await desk.counts() == {"pending": 1}
    assert set(await asyncio.gather(*(desk.put("b") for _ in range(6)))) == {True, False}
    (first, _) = await desk.claim("w")
    assert (first.kind, first.key, first.payload, first.attempts) == (KIND, "a", {"名": [1, None]}, 1)
    assert first.created_at == desk.clock.now()


async def test_only_due_messages_of_known_kinds_are_claimed(desk: Desk) -> None:
    await desk.put("now")
    await desk.put("later", after=60)
    await desk.put("foreign", kind="unknown")
    assert [message.key for message in await desk.claim("w")] == ["now"]
    desk.clock.advance(60)
    assert "later" in [message.key for message in await desk.claim("w")]


async def test_no_message_is_claimed_twice_by_many_workers(desk: Desk) -> None:
    for n in range(40):
        await desk.put(f"k{n}")
    claimed = await asyncio.gather(*(desk.claim(f"w{n}", limit=7) for n in range(10)))
    keys = Counter(message.key for batch in claimed for message in batch)
    assert max(keys.values()) == 1
    assert all(len(batch) <= 7 for batch in claimed)
    while batch := await desk.claim("last"):
        keys.update(message.key for message in batch)
    assert keys == Counter(f"k{n}" for n in range(40))


async def test_what_a_dead_worker_held_falls_to_another(desk: Desk) -> None:
    await desk.put("a")
    (message,) = await desk.claim("dead", lease=30)
    assert await desk.claim("other") == []
    desk.clock.advance(29)
    assert await desk.claim("other") == []
    desk.clock.advance(1)
    (again,) = await desk.claim("other")
    assert (again.id, again.attempts, again.losses) == (message.id, 2, 1)
    assert not await desk.call("done", message, "dead", now=desk.clock.now()), "the lease was lost"
    assert await desk.call("done", again, "other", now=desk.clock.now())
    assert await desk.counts() == {"done": 1}


async def test_a_heartbeat_keeps_the_lease(desk: Desk) -> None:
    await desk.put("a")
    (message,) = await desk.claim("w", lease=30)
    desk.clock.advance(25)
    assert await desk.call("extend", message, "w", now=desk.clock.now(), lease=30.0)
    desk.clock.advance(25)
    assert await desk.claim("other") == []
    assert not await desk.call("extend", message, "other", now=desk.clock.now(), lease=30.0)


async def test_a_retry_waits_and_counts(desk: Desk) -> None:
    await desk.put("a")
    (message,) = await desk.claim("w")
    due = desk.clock.now() + timedelta(seconds=5)
    assert await desk.call("retry", message, "w", due=due, error="系统忙\0")
    assert await desk.claim("w") == []
    desk.clock.advance(5)
    (again,) = await desk.claim("w")
    assert (again.attempts, again.losses) == (2, 0)


async def test_what_is_about_the_same_follows_what_was_put_before(desk: Desk) -> None:
    async with desk.uow_factory() as uow:
        for key, subject in (("a", "SB1"), ("b", "SB1"), ("c", "SB2"), ("d", ""), ("e", "")):
            await uow.outbox.put(KIND, key, {}, now=desk.clock.now(), subject=subject)
        await uow.commit()
    a, b, c, d, e = await desk.claim("w", limit=5)

    async def following() -> set[str]:
        async with desk.uow_factory(read_only=True) as uow:
            return {message.key for message in (a, b, c, d, e) if await uow.outbox.follows(message)}

    assert (a.subject, d.subject) == ("SB1", "")
    assert await following() == {"b"}
    assert await desk.call("retry", a, "w", due=desk.clock.now(), error="later")
    assert await following() == {"b"}
    (again,) = await desk.claim("w", limit=5)
    assert await desk.call("done", again, "w", now=desk.clock.now())
    assert await following() == set()


async def test_the_dead_stay_and_the_done_are_purged(desk: Desk) -> None:
    await desk.put("a")
    await desk.put("b")
    first, second = await desk.claim("w")
    assert await desk.call("dead", first, "w", now=desk.clock.now(), error="x" * 5000)
    assert await desk.call("done", second, "w", now=desk.clock.now())
    assert not await desk.call("done", second, "w", now=desk.clock.now())
    desk.clock.advance(10)
    async with desk.uow_factory() as uow:
        assert await uow.outbox.purge(desk.clock.now()) == 1
        await uow.commit()
    assert await desk.counts() == {"dead": 1}
    assert await desk.claim("w") == []
    assert not await desk.put("a"), "the key of a dead message is taken"


async def test_what_is_dead_is_told_and_can_be_revived(desk: Desk, uow_factory: UnitOfWorkFactory) -> None:
    for key in ("a", "b"):
        await desk.put(key)
        (message,) = await desk.claim("w")
        assert await desk.call("dead", message, "w", now=desk.clock.now(), error=f"因为{key}")
        desk.clock.advance(1)
    await desk.put("c", kind="other")
    async with uow_factory() as uow:
        dead = await uow.outbox.buried([KIND], 10)
        assert [(each.message.key, each.error) for each in dead] == [("b", "因为b"), ("a", "因为a")]
        assert not await uow.outbox.buried(["other"], 10)
        assert await uow.outbox.revive([KIND], key="c", now=desk.clock.now()) == 0
        assert await uow.outbox.revive([KIND], key="a", now=desk.clock.now()) == 1
        await uow.commit()
    (again,) = await desk.claim("w")
    assert (again.key, again.attempts, again.losses) == ("a", 1, 0)
    assert (await desk.counts())["dead"] == 1
    async with uow_factory() as uow:
        assert await uow.outbox.revive([KIND], now=desk.clock.now()) == 1
        await uow.commit()
