"""Numbers of identity documents: every right one is taken, every slip of one place is found."""

import string
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from affairs.precheck.id_numbers import birth_date, check_digit, read_id_number
from knowledge.forms import IdDocument
from knowledge.forms.evaluation import full_years

TODAY = date(2026, 11, 27)
provinces = st.sampled_from(["11", "22", "31", "44", "50", "53", "54", "65", "71"])
births = st.dates(date(1907, 1, 1), TODAY)


def whole(prefix: str, birth: date, order: int) -> str:
    first = f"{prefix}{birth:%Y%m%d}{order:03}"
    return first + check_digit(first)


# Counties are renamed and abolished, so any four digits after the province are taken.
numbers = st.builds(
    whole, st.builds(lambda p, c: f"{p}{c:04}", provinces, st.integers(0, 9999)), births, st.integers(0, 999)
)
permits = st.builds(whole, st.sampled_from(["810000", "820000", "830000"]), births, st.integers(0, 999))
foreign = st.builds(
    whole, st.builds(lambda p, c: f"9{p}{c:03}", provinces, st.integers(0, 999)), births, st.integers(0, 999)
)


def rule(text: str, *documents: IdDocument) -> str:
    read = read_id_number(text, TODAY, documents)
    assert (read.value is None) == bool(read.flaws)
    return read.flaws[0].rule.removeprefix("id-number.") if read.flaws else ""


@given(numbers)
def test_a_right_number_is_taken(number: str) -> None:
    assert read_id_number(number, TODAY).value == number
    assert full_years(birth_date(number), TODAY) <= 120


@given(numbers)
def test_it_is_taken_however_it_was_typed(number: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number.lower())
    for typed in (number.lower(), wide, f" {number[:6]} {number[6:14]}-{number[14:]}\u200b "):
        assert read_id_number(typed, TODAY).value == number


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_a_wrong_digit_is_found(number: str, place: int, digit: str) -> None:
    assume(number[place] != digit)
    assert rule(number[:place] + digit + number[place + 1 :])


@given(numbers, st.integers(0, 16))
def test_swapped_neighbours_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assume(swapped != number)
    assert rule(swapped)


@given(permits, foreign)
def test_permits_are_taken_where_they_are_asked_for(permit: str, resident: str) -> None:
    assert rule(permit) == rule(resident) == "document"
    assert rule(permit, IdDocument.RESIDENT, IdDocument.HMT_RESIDENCE) == ""
    assert rule(resident, IdDocument.RESIDENT, IdDocument.FOREIGN_RESIDENCE) == ""
    assert rule(permit, IdDocument.FOREIGN_RESIDENCE) == "document"


@given(st.text(max_size=30) | st.text(string.digits + "xX", min_size=15, max_size=19))
def test_whatever_is_typed_is_answered(text: str) -> None:
    rule(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("530102900315123", "fifteen"),
        ("٥٣٠١٠٢١٩٩٠٠٣١٥١٢٣٨", "characters"),
        ("", "length"),
        ("53010219900315123", "length"),
        ("5301021990031512388", "length"),
        ("53010219900230123X", "birth-date"),
        ("530102202611281238", "born-later"),
        ("530102189001011238", "too-old"),
        ("X30102199003151238", "characters"),
        ("USA110079121501", "old-foreign"),
        ("780102199003151238", "province"),
        ("999102199003151238", "province"),
    ],
)
def test_each_fault_is_told_by_itself(text: str, expected: str) -> None:
    assert rule(text) == expected
