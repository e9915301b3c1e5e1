"""Faults that other booking systems had, as tests of this one, on both databases.

Two who confirm at once, one who moves in two windows of a browser, an expiry in the second of a confirmation, swaps
that wait for each other, capacity counted by overlap, times after closing, midnight, leap days, the year's last slot.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from affairs.appointments.appointment import State
from affairs.appointments.booking import Wish
from affairs.appointments.lookout import Lookout
from affairs.appointments.supply import Change, Quota, Shift
from affairs.errors import HoldExpired, SlotFull
from affairs.ports import UnitOfWorkFactory
from knowledge.places import Hours, Span, Venue
from tests.appointments import ITEM, LONG, RULES, TUESDAY, Desk, slot, supply, window
from tests.clocks import HandClock
from tests.contracts.test_appointments import tried

ALWAYS = (Hours((1, 2, 3, 4, 5, 6, 7), (Span(time(0), time(0)),)),)
NIGHT = (Hours((1, 2, 3, 4, 5, 6, 7), (Span(time(22), time(0)),)),)


@pytest.fixture
async def desk(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Desk:
    return await Desk(uow_factory, clock).opened(supply())


async def test_a_hold_confirmed_twice_at_once_is_told_once(desk: Desk):
    held, citizen = await desk.book(1, hold=True), await desk.citizen(1)
    assert await tried(*(desk.booking.confirm(citizen, held.id) for _ in range(4))) == {"done": 4}
    assert await desk.kinds() == ["confirmed"]
    assert await desk.remaining() == 1


async def test_at_the_second_of_its_end_a_hold_is_over_and_its_place_comes_back_once(desk: Desk, clock: HandClock):
    held, citizen = await desk.book(1, hold=True), await desk.citizen(1)
    clock.time = held.expires_at
    done = await tried(
        desk.booking.confirm(citizen, held.id),
        desk.returning.expire(),
        desk.booking.confirm(citizen, held.id),
        desk.returning.expire(),
    )
    assert done == {"done": 2, "hold-expired": 2}
    await asyncio.gather(desk.settle(), desk.settle())
    assert await desk.remaining() == 2


async def test_two_tabs_that_move_one_appointment_leave_one_place_taken(desk: Desk, clock: HandClock):
    made, citizen = await desk.book(1), await desk.citizen(1)
    goals = [slot("10:00"), slot("11:00"), slot("10:00")]
    await tried(*(desk.changing.reschedule(citizen, made.id, each) for each in goals))
    clock.advance(3600)
    await desk.settle()
    left = [await desk.remaining(slot(each)) for each in ("09:00", "10:00", "11:00")]
    assert sum(left) == 5
    assert len(await desk.seeing.listed(citizen.id, limit=9)) == 1


async def test_one_cannot_move_to_where_nobody_is_open(desk: Desk):
    made, citizen = await desk.book(1), await desk.citizen(1)
    for there in (slot("12:30"), slot("17:00"), slot(day=date(2026, 3, 7)), slot("09:10")):
        with pytest.raises(SlotFull):
            await desk.changing.reschedule(citizen, made.id, there)
    assert await desk.seeing.one(citizen.id, made.id) == made


async def test_a_hold_may_be_moved_and_ends_when_it_would_have(desk: Desk, clock: HandClock):
    held, citizen = await desk.book(1, hold=True), await desk.citizen(1)
    moved = await desk.changing.reschedule(citizen, held.id, slot("10:00"))
    assert (moved.state, moved.expires_at, moved.start) == (State.HELD, held.expires_at, 600)
    assert await desk.kinds() == []
    clock.time = held.expires_at
    with pytest.raises(HoldExpired):
        await desk.changing.reschedule(citizen, held.id, slot("11:00"))


async def test_swaps_in_a_ring_of_long_visits_do_not_wait_for_each_other(
    uow_factory: UnitOfWorkFactory, clock: HandClock
):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 2), window("w2", 2)))
    times = ("09:00", "09:30", "10:00", "10:30")
    made = [await desk.book(number, slot(each), (LONG,)) for number, each in enumerate(times)]
    moves = [
        desk.changing.reschedule(await desk.citizen(number), each.id, slot(times[(number + 1) % 4]))
        for number, each in enumerate(made)
    ]
    assert set(await tried(*moves)) <= {"done", "slot-full"}


async def test_capacity_is_counted_slot_by_slot_where_visits_overlap(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 2)))
    await desk.book(1, slot("09:00"), (LONG,))
    await desk.book(2, slot("09:30"), (LONG,))
    with pytest.raises(SlotFull):
        await desk.book(3, slot("09:30"))
    assert await desk.book(3, slot("09:00"))
    assert await desk.book(4, slot("10:00"), (LONG,))


async def test_a_series_of_closings_with_an_exception(desk: Desk):
    """Closed each afternoon of a fortnight, but for one day on which it is opened all the same."""
    friday = TUESDAY + timedelta(3)
    closings = tuple(
        Change("hall", "", first, last, 13 * 60, 17 * 60, "培训")
        for first, last in ((TUESDAY, friday - timedelta(1)), (friday + timedelta(1), TUESDAY + timedelta(13)))
    )
    await desk.supplying.replace(supply(closings=closings), source="test")
    await desk.timetables.refresh()
    for day in range(11):
        there = TUESDAY + timedelta(day)
        if there.isoweekday() < 6:
            assert await desk.remaining(slot("09:00", there)) == 2
            assert await desk.remaining(slot("13:00", there)) == (2 if there == friday else 0)


async def test_an_emergency_closing_and_bookings_agree(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 9), window("w2", 9)))
    people = [await desk.citizen(number) for number in range(12)]
    acts = [desk.booking.book(each, Wish(slot(), (ITEM,))) for each in people]
    acts.insert(5, desk.close(Change("hall", "w1", TUESDAY, TUESDAY, reason="停电")))
    await tried(*acts)
    async with desk.uow() as uow:
        assert {each.window for each in await uow.appointments.upcoming(clock.now())} == {"w2"}


async def test_midnight_ends_a_day_and_begins_the_next(uow_factory: UnitOfWorkFactory, clock: HandClock):
    night = supply(venues=(Venue(name="夜厅", code="hall", hours=NIGHT, closed_on_holidays=False),))
    desk = await Desk(uow_factory, clock).opened(night)
    made = await desk.book(1, slot("23:30"))
    assert made.ends_at.isoformat() == "2026-03-04T00:00:00+08:00"
    with pytest.raises(SlotFull):
        await desk.book(2, slot("23:30"), (LONG,))
    clock.time = made.ends_at - timedelta(minutes=RULES.lead_minutes + 30)
    assert clock.time.astimezone(UTC).date() == TUESDAY  # the day in China and in UTC are not the same all day
    assert await desk.remaining(slot("23:30")) == 1
    clock.time = made.ends_at
    assert await desk.remaining(slot("23:30")) == 0
    assert await desk.remaining(slot("22:00", TUESDAY + timedelta(1))) == 2


@pytest.mark.parametrize(
    ("now", "day", "last"),
    [
        (datetime(2028, 2, 20, 4, tzinfo=UTC), date(2028, 2, 29), "23:30"),
        (datetime(2026, 12, 30, 4, tzinfo=UTC), date(2026, 12, 31), "23:30"),
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), date(2027, 1, 1), "01:30"),
    ],
)
async def test_leap_days_and_the_last_slot_of_the_year(
    uow_factory: UnitOfWorkFactory, clock: HandClock, now: datetime, day: date, last: str
):
    clock.time = now
    venue = Venue(name="大厅", code="hall", hours=ALWAYS, closed_on_holidays=False)
    desk = await Desk(uow_factory, clock).opened(supply(venues=(venue,)))
    made = await desk.book(1, slot(last, day))
    assert made.ends_at == made.starts_at + timedelta(minutes=30)
    assert [each.day for each in await desk.seeing.listed(made.citizen_id, limit=1)] == [day]
    again = await desk.changing.reschedule(await desk.citizen(1), made.id, slot("12:00", day + timedelta(1)))
    assert again.day == day + timedelta(1)


async def test_what_was_seen_a_moment_ago_refuses_and_never_lets_in(desk: Desk, clock: HandClock):
    ticks = HandClock()
    lookout = Lookout(desk.uow, desk.timetables, clock, seconds=0.5, ticks=ticks)
    desk.booking._lookout = lookout
    await desk.book(1)
    await desk.booking.book(await desk.citizen(2), Wish(slot(), (ITEM,)))
    for number in (3, 4):  # by the store, and then by what it told
        with pytest.raises(SlotFull):
            await desk.book(number)
    with pytest.raises(SlotFull):
        await lookout.refuse_full(await desk.citizen(5), (ITEM,), "self", slot())
    assert await lookout.refuse_full(await desk.citizen(1), (ITEM,), "self", slot()) is None  # theirs: the store says
    (theirs,) = await desk.seeing.listed((await desk.citizen(2)).id, limit=1)
    await desk.changing.cancel(await desk.citizen(2), theirs.id)
    clock.advance(5 * 60)
    await desk.settle()
    with pytest.raises(SlotFull):
        await desk.book(5)
    ticks.advance(0.5)
    assert await desk.book(5)


async def test_a_window_is_open_when_somebody_stands_at_it(uow_factory: UnitOfWorkFactory, clock: HandClock):
    mornings = Shift("w1", "zhang", TUESDAY, TUESDAY + timedelta(6), (2, 4), 9 * 60, 12 * 60)
    rostered = supply(window("w1", 1, staffed=True), window("w2", 1), shifts=(mornings,))
    desk = await Desk(uow_factory, clock).opened(rostered)
    wednesday = TUESDAY + timedelta(1)
    assert [await desk.remaining(slot(each)) for each in ("09:00", "11:30", "13:00")] == [2, 2, 1]
    assert await desk.remaining(slot("09:00", wednesday)) == 1
    made = [await desk.book(number, slot("09:00")) for number in (1, 2)]
    report = await desk.supplying.replace(replace(rostered, shifts=()), source="test", reason="张三请假")
    ((hit),) = report.hits
    assert (hit.before.window, hit.after.window) == ("w1", "w2")
    assert {each.window for each in made} == {"w1", "w2"}
    assert Quota.PUBLIC in rostered.windows[0].places
