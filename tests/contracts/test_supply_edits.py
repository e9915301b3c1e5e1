"""Changes of what can be booked, made one at a time, on both databases: whom they hit is seen first."""

from dataclasses import replace

import pytest

from affairs.appointments.editing import Served, add_change, drop_window, put_venue, put_window
from affairs.appointments.supply import Change
from affairs.appointments.supplying import Seen
from affairs.errors import InvalidValue, NotPermitted, SupplyChanged
from affairs.hall.ticket import Desk as OpenWindow
from affairs.ports import UnitOfWorkFactory
from affairs.staff.audit import Act, AuditFilter
from affairs.staff.permissions import OPERATOR, Actor, Role, permissions_of
from knowledge.places import Venue
from tests.appointments import ITEM, TUESDAY, Desk, slot, supply, window
from tests.clocks import HandClock

ADMIN = Actor("admin-1", "管理员", permissions_of([Role.ADMIN]))
HEAD = Actor("head-1", "负责人", permissions_of([Role.HEAD]))
CLERK = Actor("clerk-1", "窗口", permissions_of([Role.CLERK]))
CLOSING = add_change("closings", Change("hall", "w1", TUESDAY, TUESDAY, reason="停电"))
FEWER = put_window(window("w1", 1), Served(), new=False)


@pytest.fixture
async def desk(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Desk:
    return await Desk(uow_factory, clock).opened(supply(window("w1", 2)))


async def test_what_hits_nobody_is_done_at_once(desk: Desk):
    report = await desk.supplying.revise(HEAD, CLOSING)
    assert (report.done, report.revision, report.hits) == (True, 2, ())
    assert (await desk.supplying.current()).closings


async def test_what_hits_somebody_is_seen_first(desk: Desk):
    made = [await desk.book(number) for number in (1, 2)]
    seen = await desk.supplying.revise(ADMIN, FEWER)
    assert (seen.done, seen.revision, [each.before.id for each in seen.hits]) == (False, 1, [made[1].id])
    assert (await desk.supplying.current()).revision == 1
    assert await desk.kinds(2) == ["confirmed"]
    done = await desk.supplying.revise(ADMIN, FEWER, seen=Seen(seen.revision, seen.mark), reason="设备检修")
    assert (done.done, done.revision) == (True, 2)
    assert "moved" in await desk.kinds(2)
    async with desk.uow(read_only=True) as uow:
        (entry,) = await uow.audit.page(AuditFilter(act=Act.SUPPLY_CHANGED), limit=9, before=None)
    assert (entry.actor_id, entry.target.ref) == ("admin-1", "w1")
    assert entry.detail == "window-changed,revision=2,moved=1,cancelled=0"


async def test_two_who_change_at_once(desk: Desk):
    await desk.book(1)
    seen = await desk.supplying.revise(HEAD, CLOSING)
    await desk.supplying.revise(ADMIN, put_window(window("w2", 1), Served({ITEM: 30}), new=True))
    with pytest.raises(SupplyChanged):
        await desk.supplying.revise(HEAD, CLOSING, seen=Seen(seen.revision, seen.mark), reason="停电")
    again = await desk.supplying.revise(HEAD, CLOSING)
    assert again.hits[0].after is not None


async def test_who_may_not(desk: Desk):
    for actor, edit in ((HEAD, FEWER), (CLERK, CLOSING), (CLERK, FEWER)):
        with pytest.raises(NotPermitted):
            await desk.supplying.revise(actor, edit, whatever=True)
    assert (await desk.supplying.current()).revision == 1


async def test_a_window_does_not_go_under_somebody(desk: Desk, clock: HandClock):
    async with desk.uow() as uow:
        await uow.hall.open(OpenWindow("hall", "w1", "clerk-1", clock.now()), before=clock.now())
        await uow.commit()
    hall = put_venue(Venue(name="东厅", code="east", hours_text="每天 9:00-12:00"), new=True)
    await desk.supplying.revise(OPERATOR, hall)
    moved = put_window(window("w1", venue="east"), Served(), new=False)
    for edit in (drop_window("w1"), moved):
        with pytest.raises(InvalidValue, match="上岗"):
            await desk.supplying.revise(OPERATOR, edit)
    clock.advance(86_400)  # they forgot to leave it
    assert (await desk.supplying.revise(OPERATOR, moved)).done
    assert (await desk.supplying.revise(OPERATOR, drop_window("w1"))).done


async def test_what_cannot_be_changes_nothing(desk: Desk):
    with pytest.raises(InvalidValue):
        await desk.supplying.revise(ADMIN, put_window(replace(window("w1"), minutes=1), Served(), new=False))
    assert (await desk.supplying.current()).revision == 1


async def test_who_booked_meanwhile_is_seen_too(desk: Desk):
    await desk.book(1)
    seen = await desk.supplying.revise(HEAD, CLOSING)
    other = await desk.book(2, slot("10:00"))
    again = await desk.supplying.revise(HEAD, CLOSING, seen=Seen(seen.revision, seen.mark), reason="停电")
    assert (again.done, len(again.hits)) == (False, 2)
    assert (await desk.seeing.one(other.citizen_id, other.id)).state.open
    done = await desk.supplying.revise(HEAD, CLOSING, seen=Seen(again.revision, again.mark), reason="停电")
    assert (done.done, len(done.hits)) == (True, 2)
