"""Slots at the edges: lunch, midnight, closing time, 29 February, the last slot of the year."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.slot import SlotName
from affairs.appointments.supply import Change, Quota
from affairs.appointments.timetable import DAY, Timetable, moment
from affairs.clock import CHINA, NATIONAL
from affairs.errors import NoSuchSlot
from knowledge.places import Hours, Span
from tests.appointments import TUESDAY, supply, window

NIGHT = (Hours((1, 2, 3, 4, 5, 6, 7), (Span(time(20), time(0)),)),)


def timetable(*windows, **changes) -> Timetable:
    return Timetable(supply(*windows, **changes), NATIONAL)


def clocks(starts) -> list[str]:
    return [f"{start // 60:02}:{start % 60:02}" for start in starts]


def test_no_slot_reaches_into_lunch_or_past_closing():
    made = timetable(window(minutes=45))
    assert clocks(made.starts(window(minutes=45), TUESDAY)) == [
        "09:00", "09:45", "10:30", "11:15", "13:00", "13:45", "14:30", "15:15", "16:00",
    ]  # fmt: skip


def test_visits_of_several_slots_have_no_gap():
    made = timetable(window(minutes=30))
    assert clocks(made.runs(window(), TUESDAY, 3))[-3:] == ["14:30", "15:00", "15:30"]
    assert "11:00" not in clocks(made.runs(window(), TUESDAY, 3))


def test_the_last_slot_of_a_day_ends_at_midnight():
    late = window(hours=NIGHT)
    assert clocks(timetable(late).starts(late, date(2026, 12, 31)))[-1] == "23:30"
    booked = Appointment(
        "YY1", "c", "self", ("i",), "hall", "w1", date(2026, 12, 31), 23 * 60 + 30, 1, 30, Quota.PUBLIC,
        State.CONFIRMED, moment(TUESDAY, 0), moment(TUESDAY, 0),
    )  # fmt: skip
    assert booked.ends_at.isoformat() == "2027-01-01T00:00:00+08:00"


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2028, 2, 29), 14),  # a Tuesday, in a year whose notice is not known
        (date(2026, 2, 14), 14),  # a Saturday that is worked
        (date(2026, 2, 17), 0),  # the Spring Festival
        (date(2026, 3, 7), 0),  # a plain Saturday
        (date(2027, 1, 1), 0),
    ],
)
def test_days_that_are_not_like_others(day: date, number: int):
    assert len(timetable().starts(window(), day)) == number


def test_one_off_openings_and_closings():
    saturday = date(2026, 3, 7)
    opened = Change("hall", "", saturday, saturday, 9 * 60, 11 * 60)
    closed = Change("hall", "w1", saturday, saturday, 9 * 60 + 40, 9 * 60 + 50)
    made = timetable(window("w1"), window("w2"), openings=(opened,), closings=(closed,))
    assert clocks(made.starts(window("w1"), saturday)) == ["09:00", "10:00", "10:30"]
    assert clocks(made.starts(window("w2"), saturday)) == ["09:00", "09:30", "10:00", "10:30"]
    assert made.starts(window("w1"), saturday + timedelta(7)) == ()


@settings(deadline=None)
@given(st.integers(0, 364 * DAY * 60), st.integers(0, 1439), st.integers(0, 30))
def test_what_can_be_booked_begins_after_now(seconds: int, start: int, ahead: int):
    made, now = timetable(), datetime(2026, 1, 1, tzinfo=CHINA) + timedelta(seconds=seconds)
    day = now.date() + timedelta(days=ahead)
    lead = timedelta(minutes=made.supply.rules.lead_minutes)
    assert (start >= made.first_start(day, now)) == (moment(day, start) >= now + lead)
    assert made.first_start(now.date() - timedelta(days=1), now) == DAY


def test_a_day_opens_at_its_hour():
    from dataclasses import replace

    made = timetable(rules=replace(supply().rules, days_ahead=7, opens_at=8 * 60))
    before, after = datetime(2026, 3, 2, 7, 59, tzinfo=CHINA), datetime(2026, 3, 2, 8, 0, tzinfo=CHINA)
    assert (made.last_day(before), made.last_day(after)) == (date(2026, 3, 8), date(2026, 3, 9))


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(0, DAY - 1))
def test_names_of_slots_are_read_back(day: date, start: int):
    name = SlotName("hall-2", day, start)
    assert SlotName.of(str(name)) == name


@pytest.mark.parametrize(
    "text",
    ["", "hall", "hall.20260229.0900", "hall.20260303.2400", "HALL.20260303.0900", "h.２０260303.0900"],
)
def test_what_is_no_name_is_refused(text: str):
    with pytest.raises(NoSuchSlot):
        SlotName.of(text)
