"""Single changes of what can be booked: what they make, and what they refuse."""

from dataclasses import replace

import pytest

from affairs.appointments.editing import (
    Served,
    add_change,
    add_shift,
    drop_change,
    drop_shift,
    drop_venue,
    drop_window,
    put_venue,
    put_window,
)
from affairs.appointments.notation import read_rules
from affairs.appointments.supply import Change, Quota, Rules, Shift, Supply
from affairs.errors import InvalidValue
from knowledge.places import Venue
from tests.appointments import ITEM, LONG, OTHER, TUESDAY, supply, window

HOURS = "周一至周五 9:00-12:00"
HALL = Venue(name="东厅", code="east", hours_text=HOURS)
CLOSING = Change("hall", "w1", TUESDAY, TUESDAY, reason="停电")


def field_of(edit, given: Supply) -> str:
    with pytest.raises(InvalidValue) as caught:
        edit.make(given)
    assert caught.value.detail
    return str(caught.value.field)


def test_a_venue_comes_is_changed_and_goes():
    made = put_venue(HALL, new=True).make(supply())
    assert [each.weekdays for each in made.venues_by_code["east"].hours] == [(1, 2, 3, 4, 5)]
    changed = put_venue(replace(HALL, name="东大厅", hours_text="每天 8:00-10:00"), new=False).make(made)
    assert (changed.venues_by_code["east"].name, len(changed.venues)) == ("东大厅", 2)
    assert drop_venue("east").make(changed).venues == supply().venues
    assert field_of(drop_venue("hall"), supply()) == "code"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "East"}, "code"),
        ({"code": "hall"}, "code"),
        ({"code": "e" * 33}, "code"),
        ({"name": ""}, "name"),
        ({"name": "东" * 201}, "name"),
        ({"address": "东" * 201}, "address"),
        ({"hours_text": "看心情"}, "hours"),
        ({"hours_text": HOURS * 99}, "hours"),
        ({"latitude": 12.0}, "latitude"),
        ({"latitude": 99.0, "longitude": 9.0}, "latitude"),
        ({"latitude": float("nan"), "longitude": 9.0}, "latitude"),
    ],
)
def test_a_venue_that_cannot_be(changes: dict[str, object], field: str):
    assert field_of(put_venue(replace(HALL, **changes), new=True), supply()) == field


def test_what_a_window_does_is_copied_added_and_taken_away():
    given = supply(window("w1"), window("w2", serves={OTHER: 10}))
    served = Served({LONG: 90}, frozenset({OTHER}), like="w1")
    made = put_window(window("w2", serves={}), served, new=False).make(given)
    assert made.windows_by_code["w2"].serves == {ITEM: 30, LONG: 90}
    assert made.windows_by_code["w1"] == given.windows_by_code["w1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "w1"}, "code"),
        ({"venue": "nowhere"}, "venue"),
        ({"name": ""}, "name"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"places": {Quota.PUBLIC: 1001}}, "places"),
        ({"same_day": 3}, "same_day"),
        ({"hours_text": "看心情"}, "hours"),
    ],
)
def test_a_window_that_cannot_be(changes: dict[str, object], field: str):
    made = replace(window("w9"), **changes)
    assert field_of(put_window(made, Served({ITEM: 30}), new=True), supply()) == field


def test_a_window_without_anything_to_do_or_too_long():
    assert field_of(put_window(window("w9"), Served(), new=True), supply()) == "serves"
    assert field_of(put_window(window("w9"), Served({ITEM: 481}), new=True), supply()) == "serves"
    assert field_of(put_window(window("w9"), Served(like="w8"), new=True), supply()) == "like"


def test_a_window_that_goes_takes_what_hangs_on_it():
    shift = Shift("w1", "zhou", TUESDAY, TUESDAY)
    given = supply(window("w1", staffed=True), window("w2"), closings=(CLOSING,), shifts=(shift,))
    made = drop_window("w1").make(given)
    assert (made.closings, made.shifts, [each.code for each in made.windows]) == ((), (), ["w2"])
    unstaffed = put_window(window("w1"), Served(), new=False).make(given)
    assert (unstaffed.shifts, unstaffed.closings) == ((), (CLOSING,))


def test_closings_follow_their_window_to_another_venue():
    given = put_venue(HALL, new=True).make(supply(closings=(CLOSING,)))
    made = put_window(window("w1", venue="east"), Served(), new=False).make(given)
    assert [each.venue for each in made.closings] == ["east"]


def test_a_closing_comes_and_goes():
    made = add_change("closings", CLOSING).make(supply())
    assert made.closings == (CLOSING,)
    assert drop_change("closings", CLOSING).make(made).closings == ()
    assert field_of(drop_change("closings", CLOSING), supply()) == "change"
    opening = replace(CLOSING, reason="")
    assert add_change("openings", opening).make(supply()).openings == (opening,)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"venue": "east"}, "venue"),
        ({"window": "w9"}, "window"),
        ({"last": TUESDAY.replace(day=2)}, "last"),
        ({"start": 600, "end": 600}, "end"),
        ({"end": 1441}, "end"),
        ({"reason": ""}, "reason"),
        ({"reason": "停" * 201}, "reason"),
    ],
)
def test_a_closing_that_cannot_be(changes: dict[str, object], field: str):
    assert field_of(add_change("closings", replace(CLOSING, **changes)), supply()) == field


def test_turns():
    given, shift = supply(window("w1", staffed=True)), Shift("w1", "zhou", TUESDAY, TUESDAY)
    made = add_shift(shift).make(given)
    assert drop_shift(shift).make(made).shifts == ()
    assert field_of(drop_shift(shift), given) == "shift"
    assert field_of(add_shift(shift), supply()) == "window"
    assert field_of(add_shift(replace(shift, staff="张三")), given) == "staff"
    assert field_of(add_shift(replace(shift, weekdays=(8,))), given) == "weekdays"


def test_rules_from_their_names():
    assert read_rules({}) == Rules()
    assert read_rules({"days_ahead": "7", "person": {"per_day": "1", "ahead": "2"}}).days_ahead == 7
    for given, field in (
        ({"days_ahead": "many"}, "days_ahead"),
        ({"person": {"per_day": 0, "ahead": 1}}, "person.per_day"),
        ({"return_after": [9, 3]}, "return_after.0"),
        ({"opens_at": 9999}, "opens_at"),
    ):
        with pytest.raises(InvalidValue) as caught:
            read_rules(given)
        assert caught.value.field == field
