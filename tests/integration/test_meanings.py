"""Vectors of meaning: made in the background, asked beside the event loop, trained and kept with the catalogue."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from affairs.catalogue import Catalogues
from affairs.errors import GateRefused, NothingToPublish
from affairs.ports import UnitOfWorkFactory
from affairs.training import Training
from bot.engine import Engine
from bot.messages import Incoming
from handlers.resources.meanings import StoredAdapters
from integrations.meanings import Meanings
from integrations.memory import MemoryConversations
from integrations.redis import RedisAnnouncements, make_redis
from integrations.snapshots import SnapshotHolder
from knowledge.adapter import packed, unpacked
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.learning import RegressionQuestion
from knowledge.match.semantics import Meaning
from knowledge.semantic import Vectors
from knowledge.snapshot import Snapshot
from tests.clocks import HandClock
from tests.conditions import eventually, running
from tests.dialogue import Notebook, RememberedRegions, StandingClock

NAMES = ("食品许可证核发（经营）", "食品许可证核发（生产）", "普通护照补发", "居民身份证换领", "机动车驾驶证补领")
CATALOGUE = Catalogue(
    items=tuple(Item(f"I{n}", name) for n, name in enumerate(NAMES)),
    regression=(RegressionQuestion("护照丢了", ("I2",)), RegressionQuestion("驾照补一个", ("I4",))),
)
OPEN = "食品许可证核发"
SNAPSHOT = Snapshot.of(CATALOGUE)


class Characters:
    """An encoder by characters alone, which notes the threads that it was asked in."""

    name, size = "characters-1", 64

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.threads += [threading.current_thread()] * len(texts)
        rows = np.full((len(texts), self.size), 0.01, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for character in text:
                row[ord(character) % self.size] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def characters() -> Characters:
    return Characters()


@pytest.fixture
def catalogues(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Catalogues:
    return Catalogues(uow_factory, clock)


def engine_of(snapshot: Snapshot, deepened: Callable[[Snapshot], Snapshot | None]) -> Engine:
    return Engine(
        lambda: snapshot,
        MemoryConversations(),
        recorder=Notebook(),
        preferences=RememberedRegions(),
        clock=StandingClock(),
        deepened=deepened,
    )


async def parts_of(engine: Engine, text: str) -> set[str]:
    reply = await engine.respond(Incoming("test", text, text=text, message_key=text), explain=True)
    candidates = reply.explain.get("candidates") or [{"parts": {}}]
    return set(candidates[0]["parts"])


async def test_answers_are_lexical_until_the_vectors_are_there(tmp_path: Path, characters: Characters) -> None:
    snapshot = SNAPSHOT
    meanings = Meanings(lambda: snapshot, tmp_path, load=lambda: characters)
    engine = engine_of(snapshot, meanings)
    assert "semantic" not in await parts_of(engine, OPEN)
    assert await meanings.prepare()
    assert not await meanings.prepare()
    assert "semantic" in await parts_of(engine, f"{OPEN} ")
    assert meanings(Snapshot.of(CATALOGUE)) is None


async def test_the_encoder_never_runs_on_the_event_loop(tmp_path: Path, characters: Characters) -> None:
    snapshot = SNAPSHOT
    meanings = Meanings(lambda: snapshot, tmp_path, load=lambda: characters)
    await meanings.prepare()
    engine = engine_of(snapshot, meanings)
    asked = len(characters.threads)
    await engine.respond(Incoming("test", "a", text="普通护照补发", message_key="a"))
    await engine.respond(Incoming("test", "b", text="你好", message_key="b"))
    assert len(characters.threads) == asked
    await engine.respond(Incoming("test", "c", text=OPEN, message_key="c"))
    assert len(characters.threads) > asked
    assert threading.main_thread() not in characters.threads


async def test_without_the_extra_everything_is_as_before(tmp_path: Path) -> None:
    snapshot = SNAPSHOT
    meanings = Meanings(lambda: snapshot, tmp_path, load=lambda: None)
    assert not await meanings.prepare()
    assert meanings(snapshot) is None
    assert "semantic" not in await parts_of(engine_of(snapshot, meanings), OPEN)


async def test_an_adapter_is_kept_with_its_version_and_serves_later_ones(
    uow_factory: UnitOfWorkFactory, catalogues: Catalogues, clock: HandClock
) -> None:
    await catalogues.publish(CATALOGUE, source="x")
    await catalogues.publish(Catalogue(items=(Item("I9", "新事项办理"),)), source="x")
    for payload in (b"one", b"two"):
        async with uow_factory() as uow:
            await uow.catalogues.keep_adapter(1, "e", payload, {"after": 0.5}, now=clock.now())
            await uow.commit()
    async with uow_factory(read_only=True) as uow:
        assert await uow.catalogues.adapter(1, "e") == b"two"
        assert await uow.catalogues.adapter(2, "e") == b"two"
        assert await uow.catalogues.adapter(0, "e") is None
        assert await uow.catalogues.adapter(2, "another") is None
        assert await uow.catalogues.adapter_mark(2, "another") == ""
        before = await uow.catalogues.adapter_mark(2, "e")
        assert before == await uow.catalogues.adapter_mark(1, "e") != ""
    clock.advance(1)
    async with uow_factory() as uow:
        await uow.catalogues.keep_adapter(1, "e", b"three", {}, now=clock.now())
        await uow.commit()
    async with uow_factory(read_only=True) as uow:
        assert await uow.catalogues.adapter_mark(2, "e") != before


async def test_training_keeps_what_is_not_worse_and_the_snapshot_takes_it_over(
    uow_factory: UnitOfWorkFactory, catalogues: Catalogues, clock: HandClock, tmp_path: Path, characters: Characters
) -> None:
    training = Training(uow_factory, catalogues, clock, using=characters, folder=tmp_path)
    with pytest.raises(NothingToPublish):
        await training.train()
    await catalogues.publish(CATALOGUE, source="x")
    trained = await training.train([("出国本子不见了", ("普通护照补发", "不存在的事项"))])
    again = await training.train([("出国本子不见了", ("普通护照补发",))])
    assert (trained.before, trained.after, trained.questions) == (again.before, again.after, again.questions)
    assert trained.version == 1
    assert trained.regression is not None
    assert trained.kept == (trained.after >= trained.before and not trained.regression.worse)
    holder = SnapshotHolder(catalogues)
    await holder.refresh()

    meanings = Meanings(holder, tmp_path, adapters=StoredAdapters(uow_factory), load=lambda: characters)
    assert await meanings.prepare()
    deep = meanings(holder())
    assert deep is not None
    assert deep.semantics is not None
    assert (deep.semantics.adapter is not None) == (trained.kept or again.kept)


async def test_an_adapter_of_another_encoders_size_is_not_used(tmp_path: Path, characters: Characters) -> None:
    snapshot = SNAPSHOT

    class Odd:
        async def mark(self, _version: int, _encoder: str) -> str:
            return "odd"

        async def load(self, _version: int, _encoder: str) -> Vectors | None:
            return unpacked(packed(np.eye(7, dtype=np.float32)))

    meanings = Meanings(lambda: snapshot, tmp_path, adapters=Odd(), load=lambda: characters)
    await meanings.prepare()
    deep = meanings(snapshot)
    assert deep is not None
    assert deep.semantics is not None
    assert deep.semantics.adapter is None


async def keep(uow_factory: UnitOfWorkFactory, clock: HandClock, payload: bytes) -> None:
    clock.advance(1)
    async with uow_factory() as uow:
        await uow.catalogues.keep_adapter(1, Characters.name, payload, {}, now=clock.now())
        await uow.commit()


def adapter_in(meanings: Meanings, snapshot: Snapshot) -> Vectors | None:
    deep = meanings(snapshot)
    assert deep is not None
    assert deep.semantics is not None
    return deep.semantics.adapter


def uses(meanings: Meanings, holder: SnapshotHolder, matrix: Vectors) -> bool:
    now = adapter_in(meanings, holder())
    return now is not None and bool(np.array_equal(now, matrix))


async def test_running_processes_take_a_new_adapter_within_a_version(
    uow_factory: UnitOfWorkFactory, catalogues: Catalogues, clock: HandClock, redis_url: str, tmp_path: Path
) -> None:
    """Two holders as in two processes: one hears of it by Redis, one polls; no new catalogue version."""
    await catalogues.publish(CATALOGUE, source="x")
    holders = [SnapshotHolder(catalogues) for _ in range(2)]
    for holder in holders:
        await holder.refresh()
    each = [
        Meanings(holder, tmp_path / str(n), adapters=StoredAdapters(uow_factory), load=Characters)
        for n, holder in enumerate(holders)
    ]
    for meanings, holder in zip(each, holders, strict=True):
        assert await meanings.prepare()
        assert adapter_in(meanings, holder()) is None
    async with make_redis(redis_url, seconds=10) as client, contextlib.AsyncExitStack() as stack:
        announcements = RedisAnnouncements(client, redis_url)
        heard, polls = each
        await stack.enter_async_context(running(heard.keep_ready(3600)))
        await stack.enter_async_context(running(announcements.listen(heard.wake)))
        await stack.enter_async_context(running(polls.keep_ready(0.05)))
        for factor in (2, 3):
            matrix = np.eye(Characters.size, dtype=np.float32) * factor
            await keep(uow_factory, clock, packed(matrix))
            await announcements.published(1)
            for meanings, holder in zip(each, holders, strict=True):
                await eventually(partial(uses, meanings, holder, matrix))
        assert [holder().version for holder in holders] == [1, 1]


async def test_what_was_begun_with_the_old_adapter_ends_with_it(
    uow_factory: UnitOfWorkFactory, catalogues: Catalogues, clock: HandClock, tmp_path: Path
) -> None:
    await catalogues.publish(CATALOGUE, source="x")
    holder = SnapshotHolder(catalogues)
    await holder.refresh()
    meanings = Meanings(holder, tmp_path, adapters=StoredAdapters(uow_factory), load=Characters)
    await meanings.prepare()
    before = meanings(holder())
    assert not await meanings.prepare()
    await keep(uow_factory, clock, packed(np.eye(Characters.size, dtype=np.float32)))
    assert await meanings.prepare()
    after = meanings(holder())
    assert before is not None
    assert after is not None
    assert before.semantics is not None
    assert after.semantics is not None
    assert before.semantics.adapter is None
    assert after.semantics.rows is before.semantics.rows
    assert after.matcher is before.matcher


async def test_the_gate_looks_at_the_answers_with_vectors_too(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    """By words nothing changes; with vectors that the new alias turns round, the first candidate does."""
    before = Catalogue(items=CATALOGUE.items, regression=(RegressionQuestion(OPEN, ("I0",)),))
    change = Catalogue(items=(Item("I2", "普通护照补发", aliases=("护照遗失",)),))
    seen: list[int] = []

    class Fixed:
        def __init__(self, near: float) -> None:
            self.near = near

        def asked(self, _text: str) -> Meaning:
            return Meaning(np.array([self.near, 0.0, 0.0, 0.0, 0.0]), 0.5, 0.5)

    async def meanings(snapshot: Snapshot, version: int) -> Snapshot:
        seen.append(version)
        turned = any(item.aliases for item in snapshot.catalogue.items)
        return snapshot.deepened(Fixed(-30.0 if turned else 3.0))  # type: ignore[arg-type]

    gated = Catalogues(uow_factory, clock, meanings=meanings)
    await gated.publish(before, source="x")
    with pytest.raises(GateRefused) as refused:
        await gated.publish(change, source="x")
    assert refused.value.worse == (OPEN,)
    assert seen == [1, 1]
    assert (await Catalogues(uow_factory, clock).publish(change, source="x")).version.number == 2
