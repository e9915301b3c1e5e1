"""Vectors of meaning: made in the background, asked beside the event loop, trained and kept with the catalogue."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from affairs.catalogue import Catalogues
from affairs.errors import NothingToPublish
from affairs.ports import UnitOfWorkFactory
from affairs.training import Training
from bot.engine import Engine
from bot.messages import Incoming
from integrations.meanings import Meanings
from integrations.memory import MemoryConversations
from integrations.snapshots import SnapshotHolder
from knowledge.adapter import packed, unpacked
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.learning import RegressionQuestion
from knowledge.semantic import Vectors
from knowledge.snapshot import Snapshot
from tests.clocks import HandClock
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

    async def stored(version: int, encoder: str) -> Vectors | None:
        async with uow_factory(read_only=True) as uow:
            return unpacked(await uow.catalogues.adapter(version, encoder))

    meanings = Meanings(holder, tmp_path, adapters=stored, load=lambda: characters)
    assert await meanings.prepare()
    deep = meanings(holder())
    assert deep is not None
    assert deep.semantics is not None
    assert (deep.semantics.adapter is not None) == (trained.kept or again.kept)


async def test_an_adapter_of_another_encoders_size_is_not_used(tmp_path: Path, characters: Characters) -> None:
    snapshot = SNAPSHOT

    async def odd(_version: int, _encoder: str) -> Vectors | None:
        return unpacked(packed(np.eye(7, dtype=np.float32)))

    meanings = Meanings(lambda: snapshot, tmp_path, adapters=odd, load=lambda: characters)
    await meanings.prepare()
    deep = meanings(snapshot)
    assert deep is not None
    assert deep.semantics is not None
    assert deep.semantics.adapter is None
