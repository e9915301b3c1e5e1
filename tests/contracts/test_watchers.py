"""A look into the database wakes whoever has not seen what changed, and nobody else."""

import asyncio

import pytest

from affairs.handover.ports import QUEUE
from affairs.ports import UnitOfWorkFactory
from integrations.watchers import Watchers
from tests.clocks import HandClock
from tests.handovers import MONDAY, Room


@pytest.fixture
def room(uow_factory: UnitOfWorkFactory) -> Room:
    return Room(uow_factory, HandClock(MONDAY))


@pytest.fixture
async def watchers(uow_factory: UnitOfWorkFactory) -> Watchers:
    return Watchers(uow_factory)


async def woken(watchers: Watchers, *watches: asyncio.Event) -> list[bool]:
    """Who is woken by one look."""
    for each in watches:
        each.clear()
    await watchers.look()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return [each.is_set() for each in watches]


async def test_who_saw_it_is_left_alone(room: Room, watchers: Watchers):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    with watchers.watch(made.id) as one, watchers.watch(made.id) as other:
        one.saw(made.id, (await room.now(made)).revision)
        assert await woken(watchers, one, other) == [False, True]
        assert await woken(watchers, one, other) == [False, False], "who was woken by a look has looked"
        await room.say(wang, made, "在吗")
        one.saw(made.id, (await room.now(made)).revision)
        assert await woken(watchers, one, other) == [False, True], "each by what they saw themselves"
        one.saw(made.id, 1)
        assert await woken(watchers, one, other) == [True, False], "who saw an older state looks again"


async def test_the_queue_and_ones_own_list(room: Room, watchers: Watchers):
    wang, lin, other = await room.citizen(), await room.advisor(), await room.advisor("周芳")
    made = await room.taken(wang, lin)
    with watchers.watch(QUEUE, lin.staff_id) as mine, watchers.watch(QUEUE, other.staff_id) as theirs:
        await woken(watchers, mine, theirs)
        await room.say(wang, made, "在吗")
        assert await woken(watchers, mine, theirs) == [True, False], "what is said concerns whoever has it"
        await room.opened(await room.citizen())
        assert await woken(watchers, mine, theirs) == [True, True], "who comes concerns everybody"
        assert await woken(watchers, mine, theirs) == [False, False]
        await room.say(wang, made, "还在吗")
        mine.saw(lin.staff_id, (await room.now(made)).revision)
        assert await woken(watchers, mine, theirs) == [False, False]


async def test_a_hint_wakes_at_once_and_nobody_is_kept(watchers: Watchers):
    with watchers.watch("a", "b") as watch:
        await watchers.changed("b")
        assert watch.is_set()
        watch.clear()
        watchers.wake_all()
        assert watch.is_set()
    await watchers.changed("a")
    await watchers.look()


async def test_one_who_comes_as_another_goes(room: Room, watchers: Watchers):
    lin, other = await room.advisor(), await room.advisor("周芳")
    first = await room.opened(await room.citizen())
    with watchers.watch(QUEUE, other.staff_id) as theirs:
        await woken(watchers, theirs)
        await room.desk.take(lin, first.id)
        await room.opened(await room.citizen())
        assert await woken(watchers, theirs) == [True]


async def test_the_last_that_one_had_is_over(room: Room, watchers: Watchers):
    wang, lin = await room.citizen(), await room.advisor()
    made = await room.taken(wang, lin)
    with watchers.watch(lin.staff_id) as mine:
        mine.saw(lin.staff_id, (await room.now(made)).revision)
        assert await woken(watchers, mine) == [False]
        await room.desk.close(lin, made.id, "办好了")
        assert await woken(watchers, mine) == [True]
        assert await woken(watchers, mine) == [False]
