"""The catalogue in use follows the one in force, in every process, and never by halves."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from affairs.catalogue import Catalogues
from affairs.ports import UnitOfWorkFactory
from integrations.snapshots import SnapshotHolder
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from tests.clocks import HandClock
from tests.conditions import eventually


@dataclass(frozen=True)
class Built:
    """Stands for the indexes, which have tests of their own."""

    catalogue: Catalogue
    base: object = None

    @property
    def version(self) -> int:
        return self.catalogue.version


@pytest.fixture
def catalogues(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Catalogues:
    return Catalogues(uow_factory, clock)


def draft(name: str) -> Catalogue:
    return Catalogue(items=(Item("A", name),))


async def test_a_version_of_another_process_is_taken_over(catalogues: Catalogues) -> None:
    holder = SnapshotHolder(catalogues, build=Built)
    assert not await holder.refresh()
    assert holder().version == 0
    await catalogues.publish(draft("一"), source="x")
    assert await holder.refresh()
    assert not await holder.refresh()
    assert holder().catalogue.items[0].name == "一"


async def test_a_version_comes_into_force_by_time(catalogues: Catalogues, clock: HandClock) -> None:
    holder = SnapshotHolder(catalogues, build=Built)
    await catalogues.publish(draft("一"), source="x")
    await catalogues.publish(draft("二"), source="x", effective_from=clock.now() + timedelta(hours=1))
    await holder.refresh()
    assert holder.current.version == 1
    clock.advance(3600)
    assert await holder.refresh()
    assert holder.current.version == 2


async def test_it_is_built_once_for_many_who_ask(catalogues: Catalogues) -> None:
    built: list[int] = []

    def build(catalogue: Catalogue, base: object) -> Built:
        built.append(catalogue.version)
        return Built(catalogue)

    holder = SnapshotHolder(catalogues, build=build)
    await catalogues.publish(draft("一"), source="x")
    assert sorted(await asyncio.gather(*(holder.refresh() for _ in range(5)))) == [False] * 4 + [True]
    assert built == [0, 1]


async def test_one_that_cannot_be_built_leaves_the_old_one_in_use(catalogues: Catalogues) -> None:
    def build(catalogue: Catalogue, base: object) -> Built:
        if catalogue.items and catalogue.items[0].name == "坏":
            raise ValueError("cannot be built")
        return Built(catalogue)

    holder = SnapshotHolder(catalogues, build=build)
    following = asyncio.create_task(holder.keep_fresh(0.01))
    await catalogues.publish(draft("一"), source="x")
    await eventually(lambda: holder().version == 1)
    await catalogues.publish(draft("坏"), source="x")
    await catalogues.publish(draft("三"), source="x")
    await eventually(lambda: holder().version == 3)
    following.cancel()
    await asyncio.wait([following])
