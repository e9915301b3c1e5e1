"""The day in the hall on both databases: who comes when, who is called where, and that nobody is called twice."""

import asyncio
from dataclasses import replace

import pytest

from affairs.appointments.appointment import State
from affairs.appointments.supply import Quota
from affairs.errors import (
    AppointmentOver,
    CheckInClosed,
    HallFull,
    NobodyWaiting,
    NoSuchAppointment,
    NoSuchTicket,
    NotAtWindow,
    NotPermitted,
    TicketMoved,
    WindowBusy,
    WindowTaken,
)
from affairs.hall.checking_in import WalkIn
from affairs.hall.closing import record_all
from affairs.hall.ticket import TicketState
from affairs.ports import UnitOfWorkFactory
from affairs.staff.permissions import Role
from tests.appointments import ITEM, LONG, OTHER, Desk, supply, window
from tests.clocks import HandClock
from tests.halls import Day, clerk

APART = {Quota.INTERMEDIARY: 2}


@pytest.fixture
async def day(uow_factory: UnitOfWorkFactory, clock: HandClock) -> Day:
    windows = (window("w1"), window("w2", serves={ITEM: 30}), replace(window("w9"), places=APART))
    return Day.over(await Desk(uow_factory, clock).opened(supply(*windows)))


def walk_in(*items: str, **more: bool) -> WalkIn:
    return WalkIn("hall", items or (ITEM,), **more)


async def test_a_day_from_check_in_to_done(day: Day):
    made = await day.booked(1)
    day.at("08:50")
    ticket = await day.come(1, made)
    assert (ticket.label, ticket.state) == ("Y001", TicketState.WAITING)
    assert (await day.come(1, made)).id == ticket.id, "once is enough"
    await day.hall.calling.sign_in(clerk(1), "w1")
    called = await day.hall.calling.call_next(clerk(1))
    assert (called.id, called.window, called.calls) == (ticket.id, "w1", 1)
    board = await day.hall.watching.board("hall")
    assert [(each.label, each.window) for each in board.calls] == [("Y001", "w1")]
    assert (await day.hall.calling.finish(clerk(1), ticket.id)).state is TicketState.DONE
    assert not (await day.hall.watching.board("hall")).calls


async def test_the_window_of_time(day: Day):
    made = await day.booked(1)
    day.at("08:29")
    with pytest.raises(CheckInClosed, match="08:30"):
        await day.come(1, made)
    day.at("11:01")
    with pytest.raises(CheckInClosed):
        await day.come(1, made)


async def test_who_is_late_goes_with_those_without_appointment(day: Day):
    late, walker = await day.booked(1), walk_in()
    day.at("09:05")
    first = await day.hall.checking_in.walk_in(walker)
    day.at("09:11")
    mine = await day.come(1, late)
    assert not mine.entitled
    await day.hall.calling.sign_in(clerk(1), "w1")
    assert (await day.hall.calling.call_next(clerk(1))).id == first.id


async def test_order_old_before_booked_before_walk_in_before_early(day: Day):
    nine, later = await day.booked(1), await day.booked(2, "09:30")
    day.at("08:59")
    early = await day.come(1, nine)
    walker = await day.hall.checking_in.walk_in(walk_in())
    old = await day.hall.checking_in.walk_in(walk_in(first=True))
    day.at("09:01")
    half = await day.come(2, later)
    await day.hall.calling.sign_in(clerk(1), "w1")
    called = []
    for _ in range(4):
        ticket = await day.hall.calling.call_next(clerk(1))
        await day.hall.calling.finish(clerk(1), ticket.id)
        called.append(ticket.id)
    assert called == [old.id, early.id, walker.id, half.id]


async def test_windows_of_intermediaries_are_apart_and_serve_their_items_alone(day: Day):
    day.at("09:00")
    agent = await day.hall.checking_in.walk_in(walk_in(intermediary=True))
    other = await day.hall.checking_in.walk_in(walk_in(OTHER))
    assert (agent.label, other.label) == ("Z001", "A001")
    for number, code in enumerate(("w1", "w2", "w9"), start=1):
        await day.hall.calling.sign_in(clerk(number), code)
    with pytest.raises(NobodyWaiting):
        await day.hall.calling.call_next(clerk(2))
    assert (await day.hall.calling.call_next(clerk(3))).id == agent.id
    assert (await day.hall.calling.call_next(clerk(1))).id == other.id


async def test_all_pressing_at_once_never_get_the_same_ticket(day: Day):
    day.at("09:00")
    for _ in range(2):
        await day.hall.checking_in.walk_in(walk_in())
    for number, code in ((1, "w1"), (2, "w2")):
        await day.hall.calling.sign_in(clerk(number), code)
    presses = (day.hall.calling.call_next(clerk(number)) for number in (1, 2, 1, 2))
    done = await asyncio.gather(*presses, return_exceptions=True)
    called = [each.id for each in done if not isinstance(each, BaseException)]
    assert len(called) == len(set(called)) == 2
    assert all(isinstance(each, WindowBusy) for each in done if isinstance(each, BaseException))


async def test_numbers_at_once_are_unique_and_without_gaps(day: Day):
    day.at("09:00")
    given = await asyncio.gather(*(day.hall.checking_in.walk_in(walk_in()) for _ in range(8)))
    assert sorted(each.number for each in given) == list(range(1, 9))
    made = await day.booked(1, "10:00")
    day.at("09:45")
    same = await asyncio.gather(*(day.come(1, made) for _ in range(4)))
    assert {each.label for each in same} == {"Y001"}


async def test_park_and_take_up_transfer_and_recall(day: Day):
    day.at("09:00")
    one, two = [await day.hall.checking_in.walk_in(walk_in()) for _ in range(2)]
    calling = day.hall.calling
    await calling.sign_in(clerk(1), "w1")
    await calling.call_next(clerk(1))
    assert (await calling.recall(clerk(1), one.id)).calls == 2
    await calling.park(clerk(1), one.id)
    assert (await calling.call_next(clerk(1))).id == two.id
    with pytest.raises(WindowBusy):
        await calling.take_up(clerk(1), one.id)
    with pytest.raises(NotAtWindow):
        await calling.transfer(clerk(1), two.id, "w2")
    await calling.sign_in(clerk(2), "w2")
    with pytest.raises(TicketMoved):
        await calling.finish(clerk(2), two.id)
    await calling.transfer(clerk(1), two.id, "w2")
    assert (await calling.take_up(clerk(1), one.id)).window == "w1"
    assert (await calling.call_next(clerk(2))).id == two.id
    with pytest.raises(WindowBusy):
        await calling.sign_out(clerk(2))
    with pytest.raises(NoSuchTicket):
        await calling.take_up(clerk(1), "none")


async def test_who_is_transferred_to_a_window_that_closes_is_not_forgotten(day: Day):
    day.at("09:00")
    ticket = await day.hall.checking_in.walk_in(walk_in())
    calling = day.hall.calling
    await calling.sign_in(clerk(1), "w1")
    await calling.sign_in(clerk(2), "w2")
    await calling.call_next(clerk(1))
    await calling.transfer(clerk(1), ticket.id, "w2")
    with pytest.raises(NobodyWaiting):
        await calling.call_next(clerk(1))
    await calling.sign_out(clerk(2))
    assert (await calling.call_next(clerk(1))).id == ticket.id


async def test_called_in_vain_is_a_no_show(day: Day):
    made = await day.booked(1)
    day.at("08:55")
    ticket = await day.come(1, made)
    day.at("09:01")
    calling = day.hall.calling
    await calling.sign_in(clerk(1), "w1")
    await calling.call_next(clerk(1))
    back = await calling.pass_over(clerk(1), ticket.id)
    assert (back.state, back.entitled) == (TicketState.WAITING, False)
    await calling.call_next(clerk(1))
    assert (await calling.pass_over(clerk(1), ticket.id)).state is TicketState.ABSENT
    assert await record_all(day.hall.closing, day.desk.no_shows) == 1
    assert (await day.desk.seeing.one(made.citizen_id, made.id)).state is State.MISSED
    with pytest.raises(AppointmentOver):
        await day.desk.changing.cancel(await day.desk.citizen(1), made.id)


async def test_the_end_of_the_day(day: Day):
    kept, never, parked = await day.booked(1), await day.booked(2), await day.booked(3, "09:30")
    day.at("09:00")
    mine = await day.come(1, kept)
    aside = await day.come(3, parked)
    calling = day.hall.calling
    await calling.sign_in(clerk(1), "w1")
    await calling.call_next(clerk(1))
    await calling.finish(clerk(1), mine.id)
    await calling.call_next(clerk(1))
    await calling.park(clerk(1), aside.id)
    waiting = await day.hall.checking_in.walk_in(walk_in())
    assert await day.hall.closing.end() == 0
    assert await day.hall.closing.unattended() == []
    day.desk.clock.advance(24 * 3600)
    assert await day.hall.closing.end() == 2
    assert await record_all(day.hall.closing, day.desk.no_shows) == 1
    states = [(await day.desk.seeing.one(each.citizen_id, each.id)).state for each in (kept, never, parked)]
    assert states == [State.CONFIRMED, State.MISSED, State.CONFIRMED]
    async with day.desk.uow(read_only=True) as uow:
        assert (await uow.hall.get(waiting.id)).state is TicketState.LAPSED


async def test_where_nobody_counts_who_comes_nobody_is_a_no_show(day: Day):
    await day.booked(1)
    day.desk.clock.advance(3 * 24 * 3600)
    assert await day.hall.closing.unattended() == []


async def test_by_phone_and_code_at_this_venue_alone(day: Day):
    made, other = await day.booked(1), await day.booked(2)
    day.at("08:45")
    assert (await day.hall.checking_in.by_phone("hall", "13900000001")).appointment == made.id
    assert (await day.hall.checking_in.at_kiosk("hall", other.id)).appointment == other.id
    for wrong in ("13900000009", ""):
        with pytest.raises(NoSuchAppointment):
            await day.hall.checking_in.by_phone("hall", wrong)
    with pytest.raises(NoSuchAppointment):
        await day.hall.checking_in.at_kiosk("elsewhere", other.id)
    assert (await day.hall.checking_in.of_login("miniapp", "openid-1", "hall")).appointment == made.id


async def test_numbers_end_when_the_rest_of_the_day_is_full(day: Day):
    await day.booked(1, "16:30", items=(OTHER,))
    day.at("16:30")
    for _ in range(3):
        await day.hall.checking_in.walk_in(walk_in())
    with pytest.raises(HallFull):
        await day.hall.checking_in.walk_in(walk_in())
    day.at("16:41")
    assert await day.hall.checking_in.walk_in(walk_in()), "the place of who did not come"
    with pytest.raises(HallFull):
        await day.hall.checking_in.walk_in(walk_in(LONG))


async def test_people_ahead_and_an_honest_wait(day: Day):
    day.at("09:00")
    made = await day.booked(1, "10:00")
    before = [await day.hall.checking_in.walk_in(walk_in()) for _ in range(2)]
    day.at("09:40")
    await day.come(1, made)
    place = await day.hall.watching.of_appointment(made.citizen_id, made.id)
    assert (place.ahead, place.minutes) == (2, None), "no window is open, and nothing is made up"
    await day.hall.calling.sign_in(clerk(1), "w1")
    await day.hall.calling.sign_in(clerk(2), "w2")
    place = await day.hall.watching.of_appointment(made.citizen_id, made.id)
    assert (place.ahead, place.minutes, place.windows) == (2, 30, 2)
    day.at("10:00")
    (place,) = await day.hall.watching.of_login("miniapp", "openid-1")
    assert place.ahead == 0
    assert before


async def test_told_when_near_and_when_called(day: Day):
    made = await day.booked(1)
    day.at("09:00")
    await day.come(1, made)
    await day.hall.calling.sign_in(clerk(1), "w1")
    await day.hall.calling.call_next(clerk(1))
    async with day.desk.uow(read_only=True) as uow:
        titles = [each.title for each in await uow.notices.of_citizen(made.citizen_id, limit=5)]
    assert set(titles) >= {"Y001 号，请到 w1", "Y001 号快到了"}


async def test_one_clerk_a_window_and_who_may(day: Day):
    day.at("09:00")
    await day.hall.calling.sign_in(clerk(1), "w1")
    with pytest.raises(WindowTaken):
        await day.hall.calling.sign_in(clerk(2), "w1")
    with pytest.raises(NotAtWindow):
        await day.hall.calling.call_next(clerk(2))
    with pytest.raises(NotPermitted):
        await day.hall.calling.sign_in(clerk(3, Role.ADMIN), "w2")
    day.desk.clock.advance(24 * 3600)
    await day.hall.calling.sign_in(clerk(2), "w1")
    with pytest.raises(NotAtWindow):
        await day.hall.calling.call_next(clerk(1))


async def test_figures_are_by_their_definitions(day: Day) -> None:
    """Two had appointments: one was served for a quarter of an hour, one did not come; a third just walked in."""
    made = [await day.booked(number, "09:00") for number in (1, 2)]
    day.at("08:50")
    ticket = await day.come(1, made[0])
    await day.hall.checking_in.walk_in(walk_in())
    day.at("09:00")
    await day.hall.calling.sign_in(clerk(1), "w1")
    await day.hall.calling.call_next(clerk(1))
    day.at("09:15")
    await day.hall.calling.finish(clerk(1), ticket.id)
    day.desk.clock.advance(86_400)
    while await day.hall.closing.end():
        pass
    await record_all(day.hall.closing, day.desk.no_shows)
    head = clerk(2, Role.HEAD)
    figures = await day.hall.figures.of(head, "hall", made[0].day, made[0].day)
    assert (figures.booked, figures.missed, figures.no_shows) == (2, 1, 0.5)
    hours = len(day.desk.timetables().starts(window("w1"), made[0].day)) * 30
    assert figures.occupied["w1"] == pytest.approx(15 / hours)
    assert figures.occupied["w2"] == 0
