"""Booking on both databases: never too many, never twice, nothing lost on the way."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from affairs.appointments.appointment import State, WaitingState
from affairs.appointments.booking import Wish
from affairs.appointments.free import Visit
from affairs.appointments.supply import Change, Limit, Quota
from affairs.appointments.waiting import Wanted
from affairs.errors import (
    AlreadyBooked,
    AppointmentOver,
    BookingBarred,
    BookingLimit,
    DomainError,
    HoldExpired,
    IdempotencyMismatch,
    NoSuchAppointment,
    NotBookable,
    NotPermitted,
    SlotFull,
    TooLate,
)
from affairs.ports import IdempotencyKey, UnitOfWorkFactory
from affairs.staff.permissions import OPERATOR
from tests.appointments import ITEM, LONG, OTHER, RULES, TUESDAY, Desk, slot, supply, window
from tests.clocks import HandClock


@pytest.fixture
async def desk(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Desk:
    return await Desk(uow_factory, clock).opened(supply())


async def tried(*acts) -> Counter[str]:
    """What became of acts at once: how often each, errors by their code."""
    done = await asyncio.gather(*acts, return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException) and not isinstance(each, DomainError):
            raise each
    return Counter(each.code if isinstance(each, DomainError) else "done" for each in done)


async def test_a_place_is_taken_and_told(desk: Desk):
    made = await desk.book(1)
    assert (made.state, made.window, made.starts_at.isoformat()) == (
        State.CONFIRMED, "w1", "2026-03-03T09:00:00+08:00",
    )  # fmt: skip
    assert await desk.seeing.one(made.citizen_id, made.id) == made
    assert await desk.remaining() == 1
    assert await desk.kinds() == ["confirmed"]
    (told,) = await desk.told()
    assert "3月3日（周二）09:00-09:30 在大厅 w1" in told
    assert made.id in told


async def test_full_is_full(desk: Desk):
    await desk.book(1)
    await desk.book(2)
    with pytest.raises(SlotFull):
        await desk.book(3)
    near = await desk.free.nearest(await desk.citizen(3), Visit((ITEM,)), slot())
    assert [str(each.name) for each in near[:2]] == ["hall.20260303.0930", "hall.20260303.1000"]
    assert await desk.remaining() == 0


async def test_many_at_once_never_overbook(desk: Desk):
    people = [await desk.citizen(number) for number in range(12)]
    assert await tried(*(desk.booking.book(each, Wish(slot(), (ITEM,))) for each in people)) == {
        "done": 2, "slot-full": 10,
    }  # fmt: skip
    assert await desk.remaining() == 0


async def test_two_windows_of_one_slot_are_both_filled(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 3), window("w2", 2), window("w3", 1)))
    people = [await desk.citizen(number) for number in range(10)]
    assert (await tried(*(desk.booking.book(each, Wish(slot(), (ITEM,))) for each in people)))["done"] == 6


async def test_a_click_repeated_is_one_booking(desk: Desk):
    citizen, wish = await desk.citizen(1), Wish(slot(), (ITEM,))
    assert await tried(*(desk.booking.book(citizen, wish) for _ in range(6))) == {"done": 1, "already-booked": 5}
    assert await desk.remaining() == 1


async def test_the_same_key_books_once(desk: Desk):
    citizen, wish, key = await desk.citizen(1), Wish(slot(), (ITEM,)), IdempotencyKey("k", b"1" * 32)
    made = await asyncio.gather(*(desk.booking.book(citizen, wish, key) for _ in range(4)))
    assert len({each.id for each in made}) == 1
    with pytest.raises(IdempotencyMismatch):
        await desk.booking.book(citizen, wish, IdempotencyKey("k", b"2" * 32))


async def test_a_failed_booking_leaves_nothing(desk: Desk):
    key = IdempotencyKey("k", b"1" * 32)
    await desk.book(1)
    await desk.book(2)
    with pytest.raises(SlotFull):
        await desk.booking.book(await desk.citizen(3), Wish(slot(), (ITEM,)), key)
    assert not await desk.seeing.listed((await desk.citizen(3)).id, limit=10)
    made = await desk.booking.book(await desk.citizen(3), Wish(slot("09:30"), (ITEM,)), key)
    assert made.start == 570


async def test_one_person_is_one_person_by_whichever_account(desk: Desk):
    first = await desk.citizen(1)
    twin = await desk.citizen(2, id_number=first.id_number)
    await desk.book(1)
    with pytest.raises(AlreadyBooked):
        await desk.booking.book(twin, Wish(slot("10:00"), (ITEM,)))
    assert await desk.booking.book(twin, Wish(slot("10:00"), (OTHER,)))


@pytest.mark.parametrize("limited", ["person", "account", "phone"])
async def test_limits_hold_by_each_mark(uow_factory: UnitOfWorkFactory, clock: HandClock, limited: str):
    rules = replace(RULES, **{limited: Limit(1, 2)})
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 9), rules=rules))
    first = await desk.citizen(1)
    other = {
        "person": lambda: desk.citizen(2, id_number=first.id_number),
        "account": lambda: desk.citizen(1),
        "phone": lambda: desk.citizen(2, phone=first.phone),
    }[limited]
    await desk.book(1)
    with pytest.raises(BookingLimit):
        await desk.booking.book(await other(), Wish(slot("10:00"), (OTHER,)))
    await desk.booking.book(await other(), Wish(slot(day=TUESDAY + timedelta(1)), (OTHER,)))
    with pytest.raises(BookingLimit):
        await desk.booking.book(await other(), Wish(slot(day=TUESDAY + timedelta(2)), (LONG,)))


async def test_limits_hold_when_all_is_asked_for_at_once(uow_factory: UnitOfWorkFactory, clock: HandClock):
    items = [f"item-{number}" for number in range(8)]
    rules = replace(RULES, person=Limit(2, 6))
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 9, serves=dict.fromkeys(items, 30)), rules=rules))
    citizen = await desk.citizen(1)
    done = await tried(*(desk.booking.book(citizen, Wish(slot(), (item,))) for item in items))
    assert done == {"done": 2, "booking-limit": 6}


async def test_intermediaries_have_places_and_limits_of_their_own(uow_factory: UnitOfWorkFactory, clock: HandClock):
    places = {Quota.PUBLIC: 1, Quota.INTERMEDIARY: 2}
    rules = replace(RULES, licence=Limit(1, 9))
    desk = await Desk(uow_factory, clock).opened(supply(replace(window(), places=places), rules=rules))
    agent = await desk.intermediary(1, "ZJ-1")
    same = await desk.intermediary(2, "ZJ-1")
    assert (await desk.booking.book(agent, Wish(slot(), (ITEM,)))).quota is Quota.INTERMEDIARY
    assert await desk.remaining() == 1
    with pytest.raises(BookingLimit):
        await desk.booking.book(same, Wish(slot("10:00"), (ITEM,)))
    assert await desk.booking.book(await desk.intermediary(3, "ZJ-2"), Wish(slot(), (ITEM,)))
    with pytest.raises(SlotFull):
        await desk.booking.book(await desk.intermediary(4, "ZJ-3"), Wish(slot(), (ITEM,)))
    assert await desk.book(5)


async def test_a_long_visit_takes_slots_in_a_row_and_ends_by_closing_time(desk: Desk):
    made = await desk.book(1, slot("11:00"), (LONG,))
    assert (made.slots, made.ends_at.time().isoformat()) == (2, "12:00:00")
    assert await desk.remaining(slot("11:30")) == 1
    for late in ("11:30", "16:30"):
        with pytest.raises(SlotFull):
            await desk.book(2, slot(late), (LONG,))
    both = await desk.book(2, slot("16:00"), (ITEM, OTHER))
    assert (both.slots, both.ends_at.time().isoformat()) == (2, "17:00:00")


async def test_a_long_visit_that_fails_keeps_no_half(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 1), window("w2", 1)))
    await desk.book(1, slot("09:30"))
    await desk.book(2, slot("09:30"))
    with pytest.raises(SlotFull):
        await desk.book(3, slot("09:00"), (LONG,))
    assert await desk.remaining(slot("09:00")) == 2


async def test_long_and_short_visits_do_not_block_each_other(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 4), window("w2", 4), window("w3", 4)))
    people = [await desk.citizen(number) for number in range(30)]
    wishes = [Wish(slot(("09:00", "09:30")[n % 2]), (ITEM, LONG)[n % 3 == 0 :][:1]) for n in range(30)]
    done = await tried(*(desk.booking.book(each, wish) for each, wish in zip(people, wishes, strict=True)))
    assert set(done) <= {"done", "slot-full"}


async def test_a_hold_is_confirmed_or_runs_out(desk: Desk, clock: HandClock):
    one, two = await desk.book(1, hold=True), await desk.book(2, hold=True)
    assert await desk.kinds() == []
    assert (await desk.booking.confirm(await desk.citizen(1), one.id)).state is State.CONFIRMED
    assert (await desk.booking.confirm(await desk.citizen(1), one.id)).state is State.CONFIRMED
    with pytest.raises(NoSuchAppointment):
        await desk.booking.confirm(await desk.citizen(1), two.id)
    clock.advance(RULES.hold_minutes * 60)
    with pytest.raises(HoldExpired):
        await desk.booking.confirm(await desk.citizen(2), two.id)
    await desk.settle()
    assert await desk.remaining() == 1
    with pytest.raises(HoldExpired):
        await desk.booking.confirm(await desk.citizen(2), two.id)
    assert await desk.book(2)


async def test_expiry_and_confirmation_agree(desk: Desk, clock: HandClock):
    held = await desk.book(1, hold=True)
    citizen = await desk.citizen(1)
    clock.advance(RULES.hold_minutes * 60 - 1)
    await tried(desk.booking.confirm(citizen, held.id), desk.returning.expire(), desk.booking.confirm(citizen, held.id))
    clock.advance(3600)
    await desk.settle()
    assert (await desk.seeing.one(citizen.id, held.id)).state is State.CONFIRMED
    assert await desk.remaining() == 1


async def test_what_is_given_up_comes_back_later_and_once(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    await desk.book(2)
    citizen = await desk.citizen(1)
    assert (await tried(*(desk.changing.cancel(citizen, made.id) for _ in range(4))))["done"] == 4
    await desk.settle()
    assert await desk.remaining() == 0
    clock.advance(5 * 60)
    await asyncio.gather(*(desk.settle() for _ in range(4)))
    assert await desk.remaining() == 1
    assert await desk.book(1)


async def test_moving_takes_the_new_before_leaving_the_old(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    moved = await desk.changing.reschedule(await desk.citizen(1), made.id, slot("10:00"))
    assert (moved.id, moved.start, moved.revision) == (made.id, 600, 1)
    assert (await desk.remaining(), await desk.remaining(slot("10:00"))) == (1, 1)
    clock.advance(5 * 60)
    await desk.settle()
    assert (await desk.remaining(), await desk.remaining(slot("10:00"))) == (2, 1)
    assert await desk.kinds() == ["confirmed", "rescheduled"]


async def test_moving_to_a_full_slot_keeps_the_old(desk: Desk):
    made = await desk.book(1)
    await desk.book(2, slot("10:00"))
    await desk.book(3, slot("10:00"))
    with pytest.raises(SlotFull):
        await desk.changing.reschedule(await desk.citizen(1), made.id, slot("10:00"))
    assert await desk.seeing.one(made.citizen_id, made.id) == made


async def test_moving_and_cancelling_at_once_leave_no_place_behind(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    citizen = await desk.citizen(1)
    await tried(
        desk.changing.reschedule(citizen, made.id, slot("10:00")),
        desk.changing.cancel(citizen, made.id),
        desk.changing.reschedule(citizen, made.id, slot("11:00")),
    )
    assert (await desk.seeing.one(citizen.id, made.id)).state is State.CANCELLED
    clock.advance(3600)
    await desk.settle()
    assert [await desk.remaining(slot(each)) for each in ("09:00", "10:00", "11:00")] == [2, 2, 2]


async def test_two_who_swap_do_not_wait_for_each_other(desk: Desk):
    one, two = await desk.book(1), await desk.book(2, slot("10:00"))
    done = await tried(
        desk.changing.reschedule(await desk.citizen(1), one.id, slot("10:00")),
        desk.changing.reschedule(await desk.citizen(2), two.id, slot("09:00")),
    )
    assert done == {"done": 2}


async def test_too_late_is_too_late(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    clock.time = made.starts_at - timedelta(minutes=RULES.cancel_before_minutes - 1)
    for act in (
        desk.changing.cancel(await desk.citizen(1), made.id),
        desk.changing.reschedule(await desk.citizen(1), made.id, slot("16:00")),
    ):
        with pytest.raises(TooLate):
            await act
    clock.time = made.starts_at
    with pytest.raises(AppointmentOver):
        await desk.changing.cancel(await desk.citizen(1), made.id)
    assert await desk.book(1, slot("16:00"))  # what is over does not count any more


async def test_slots_close_before_they_begin_and_days_open_in_time(desk: Desk, clock: HandClock):
    clock.time = slot().day and (await desk.book(1)).starts_at - timedelta(minutes=RULES.lead_minutes)
    assert await desk.book(2)
    clock.advance(1)
    with pytest.raises(SlotFull):
        await desk.book(3)
    beyond = TUESDAY + timedelta(days=RULES.days_ahead + 1)
    with pytest.raises(SlotFull):
        await desk.book(3, slot(day=beyond))
    with pytest.raises(NotBookable):
        await desk.book(3, items=("no-such",))


async def test_those_who_wait_are_offered_what_comes_back_in_order(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    await desk.book(2)
    entries = [await desk.queueing.join(await desk.citizen(n), Wanted(ITEM, last=TUESDAY)) for n in (3, 4)]
    assert (await desk.queueing.join(await desk.citizen(3), Wanted(ITEM))).id == entries[0].id
    await desk.changing.cancel(await desk.citizen(1), made.id)
    clock.advance(5 * 60)
    await asyncio.gather(*(desk.settle() for _ in range(3)))
    assert await desk.remaining() == 0
    (waits,) = await desk.queueing.listed(await desk.citizen(3))
    assert waits.state is WaitingState.OFFERED
    offer = await desk.seeing.one((await desk.citizen(3)).id, waits.appointment)
    assert (offer.state, offer.start) == (State.HELD, 540)
    clock.advance(RULES.offer_minutes * 60)
    await desk.settle()
    assert await desk.queueing.listed(await desk.citizen(3)) == []
    (waits,) = await desk.queueing.listed(await desk.citizen(4))
    assert (await desk.booking.confirm(await desk.citizen(4), waits.appointment)).state is State.CONFIRMED
    assert await desk.queueing.listed(await desk.citizen(4)) == []
    assert (await desk.kinds(3, 4)).count("offered") == 2


async def test_who_may_not_have_an_offer_is_passed_over(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    await desk.book(2)
    await desk.queueing.join(await desk.citizen(3), Wanted(ITEM))
    await desk.queueing.join(await desk.citizen(4), Wanted(ITEM))
    await desk.book(3, slot("15:00"))
    await desk.changing.cancel(await desk.citizen(1), made.id)
    clock.advance(5 * 60)
    await desk.settle()
    assert await desk.queueing.listed(await desk.citizen(3)) == []
    assert [each.state for each in await desk.queueing.listed(await desk.citizen(4))] == [WaitingState.OFFERED]


async def test_a_closing_moves_or_cancels_and_tells(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 1), window("w2", 1)))
    made = [await desk.book(number) for number in (1, 2)]
    closed = next(each for each in made if each.window == "w1")
    report = await desk.close(Change("hall", "w1", TUESDAY, TUESDAY, reason="停电"))
    ((hit),) = report.hits
    assert (hit.before.id, hit.after.window, hit.after.start) == (closed.id, "w2", 570)
    report = await desk.close(Change("hall", "", TUESDAY, TUESDAY, reason="停电"))
    assert [each.after for each in report.hits] == [None, None]
    assert {(await desk.seeing.one(each.citizen_id, each.id)).state for each in made} == {State.CANCELLED}
    assert (await desk.kinds(1, 2)).count("cancelled") == 2
    assert (await desk.kinds(1, 2)).count("moved") == 1
    assert sum("因停电" in each for each in [*await desk.told(1), *await desk.told(2)]) == 3
    with pytest.raises(SlotFull):
        await desk.book(5)


async def test_nobody_books_into_a_window_that_is_being_closed(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 30)))
    other = Desk(uow_factory, clock)  # another process, which knows of no change
    await other.timetables.refresh()
    other.citizens = desk.citizens
    people = [await desk.citizen(number) for number in range(20)]
    acts = [(other if n % 2 else desk).booking.book(each, Wish(slot(), (ITEM,))) for n, each in enumerate(people)]
    acts.insert(8, desk.close(Change("hall", "", TUESDAY, TUESDAY, reason="停电")))
    assert set(await tried(*acts)) <= {"done", "slot-full"}
    for citizen in people:
        for each in await desk.seeing.listed(citizen.id, limit=10):
            assert each.state is State.CANCELLED


async def test_fewer_places_leave_those_who_came_first(desk: Desk):
    first, second = await desk.book(1), await desk.book(2)
    report = await desk.supplying.replace(supply(window("w1", 1)), source="test", dry_run=True)
    assert [each.before.id for each in report.hits] == [second.id]
    assert await desk.remaining(slot("09:30")) == 2
    await desk.supplying.replace(supply(window("w1", 1)), source="test")
    moved = await desk.seeing.one(second.citizen_id, second.id)
    assert (moved.start, moved.revision) == (570, 1)
    assert await desk.seeing.one(first.citizen_id, first.id) == first


async def test_places_kept_for_the_day_are_given_out_on_it(uow_factory: UnitOfWorkFactory, clock: HandClock):
    desk = await Desk(uow_factory, clock).opened(supply(window("w1", 2, same_day=1)))
    await desk.book(1, slot("15:00"))
    with pytest.raises(SlotFull):
        await desk.book(2, slot("15:00"))
    clock.time = slot("08:00").day and (await desk.citizen(2)).created_at.replace(day=3, hour=0)
    assert await desk.book(2, slot("15:00"))


async def test_no_shows_bar_for_a_time_and_an_appeal_ends_it(desk: Desk, clock: HandClock):
    missed = []
    for day in range(3):
        made = await desk.book(1, slot(day=TUESDAY + timedelta(day)))
        clock.time = made.ends_at
        missed.append(await desk.no_shows.record(made.id))
    citizen = await desk.citizen(1)
    twin = await desk.citizen(2, id_number=citizen.id_number)
    for each in (citizen, twin):
        with pytest.raises(BookingBarred):
            await desk.booking.book(each, Wish(slot(day=date(2026, 3, 10)), (ITEM,)))
    with pytest.raises(NoSuchAppointment):
        await desk.no_shows.appeal(await desk.citizen(3), missed[0].id, "我来过")
    await desk.no_shows.appeal(citizen, missed[0].id, "堵车")
    async with desk.uow(read_only=True) as uow:
        assert [each.appeal for each in await uow.appointments.appeals(10)] == ["堵车"]
    with pytest.raises(NotPermitted):
        await desk.no_shows.decide(replace(OPERATOR, permissions=frozenset()), missed[0].id, granted=True)
    assert (await desk.no_shows.decide(OPERATOR, missed[0].id, granted=True)).state is State.EXCUSED
    assert {"barred", "judged"} <= set(await desk.kinds())
    made = await desk.book(1, slot(day=date(2026, 3, 10)))
    clock.time = made.ends_at
    await desk.no_shows.record(made.id)
    with pytest.raises(BookingBarred):
        await desk.book(1, slot(day=date(2026, 3, 17)))
    assert await desk.reminding.unbar() == 0
    clock.time += timedelta(days=RULES.ban_days, seconds=1)
    assert await desk.reminding.unbar() == 2  # the bar that was lifted is not told of again
    assert (await desk.kinds()).count("unbarred") == 1
    assert await desk.reminding.unbar() == 0
    assert await desk.book(1, slot(day=date(2026, 4, 14)))


async def test_a_day_of_a_hall_is_listed(desk: Desk):
    made = [await desk.book(1, slot("10:00")), await desk.book(2), await desk.book(3, slot(day=date(2026, 3, 4)))]
    await desk.changing.cancel(await desk.citizen(1), made[0].id)
    async with desk.uow(read_only=True) as uow:
        found = await uow.appointments.of_day("hall", TUESDAY)
    assert [(each.id, each.state) for each in found] == [
        (made[1].id, State.CONFIRMED), (made[0].id, State.CANCELLED),
    ]  # fmt: skip


async def test_who_came_is_no_no_show(desk: Desk, clock: HandClock):
    made = await desk.book(1)
    assert (await desk.no_shows.attended(made.id)).state is State.ATTENDED
    assert (await desk.no_shows.attended(made.id)).state is State.ATTENDED
    clock.time = made.ends_at
    with pytest.raises(AppointmentOver):
        await desk.no_shows.record(made.id)
    assert await desk.book(1, slot("16:00"))  # what was attended does not count any more


async def test_tomorrow_is_reminded_of_in_the_evening_once(desk: Desk, clock: HandClock):
    await desk.book(1)
    await desk.book(2, slot(day=TUESDAY + timedelta(1)))
    await desk.book(3, hold=True)
    assert await desk.reminding.remind() == 0
    clock.time = slot().day and clock.time.replace(hour=10, minute=0)  # 18:00 in China
    await desk.book(4, slot("10:00"))
    assert await tried(desk.reminding.remind(), desk.reminding.remind()) == {"done": 2}
    assert (await desk.kinds(1)) == ["confirmed", "remind"]
    assert (await desk.kinds(2, 3, 4)) == ["confirmed", "confirmed"]
    assert await desk.reminding.remind() == 0


async def test_who_came_first_is_told_by_the_store(desk: Desk):
    """At one moment of the clock: the list is in the order of booking all the same."""
    made = [await desk.book(1, slot(each), (item,)) for each, item in (("09:00", ITEM), ("10:00", OTHER))]
    listed = await desk.seeing.listed(made[0].citizen_id, limit=10)
    assert [each.id for each in listed] == [each.id for each in reversed(made)]
    following = await desk.seeing.listed(made[0].citizen_id, limit=10, before=made[1].id)
    assert [each.id for each in following] == [made[0].id]
