from datetime import date, datetime, time, timedelta, timezone

import pytest

from affairs.clock import NATIONAL
from affairs.hours import hours_on, is_open
from knowledge.places import Hours, Span, Venue

NINE_TO_FIVE = Span(time(9), time(17))
NINE_TO_HALF_FOUR = Span(time(9), time(16, 30))
CHINA = timezone(timedelta(hours=8))
WEEK = (1, 2, 3, 4, 5)
HALL = Venue(name="大厅", hours=(Hours(WEEK, (NINE_TO_FIVE,)),))
SEASONS = Venue(
    hours=(
        Hours(WEEK, (NINE_TO_FIVE,), "春夏季", (4, 5, 6, 7, 8, 9)),
        Hours(WEEK, (NINE_TO_HALF_FOUR,), "秋冬季", (10, 11, 12, 1, 2, 3)),
    )
)


@pytest.mark.parametrize(
    ("day", "working", "holiday", "makeup", "provisional"),
    [
        (date(2025, 10, 1), False, "国庆节", False, False),
        (date(2025, 9, 28), True, "", True, False),
        (date(2025, 9, 27), False, "", False, False),
        (date(2025, 9, 26), True, "", False, False),
        (date(2093, 10, 1), False, "国庆节", False, True),
        (date(2093, 6, 8), True, "", False, True),
    ],
)
def test_calendar(day: date, working: bool, holiday: str, makeup: bool, provisional: bool) -> None:
    told = NATIONAL.day(day)
    assert (told.working, told.holiday, told.makeup, told.provisional) == (working, holiday, makeup, provisional)


def test_open_within_its_spans_only() -> None:
    assert is_open(HALL, datetime(2025, 9, 26, 9, 0, tzinfo=CHINA)) is True
    assert is_open(HALL, datetime(2025, 9, 26, 17, 0, tzinfo=CHINA)) is False
    assert is_open(HALL, datetime(2025, 9, 27, 10, 0, tzinfo=CHINA)) is False


def test_holidays_close_and_working_weekends_open() -> None:
    assert hours_on(HALL, date(2025, 10, 1)).closed
    assert hours_on(HALL, date(2025, 9, 28)).spans == (NINE_TO_FIVE,)


def test_a_venue_may_stay_open_on_holidays() -> None:
    always = Venue(hours=(Hours((1, 2, 3, 4, 5, 6, 7), (NINE_TO_FIVE,)),), closed_on_holidays=False)
    assert hours_on(always, date(2025, 10, 1)).spans == (NINE_TO_FIVE,)


def test_seasons_decide() -> None:
    assert hours_on(SEASONS, date(2025, 7, 1)).spans == (NINE_TO_FIVE,)
    assert hours_on(SEASONS, date(2025, 12, 1)).spans == (NINE_TO_HALF_FOUR,)


def test_seasons_without_months_are_known_only_where_they_agree() -> None:
    vague = Venue(hours=(Hours(WEEK, (NINE_TO_FIVE,), "春夏季"), Hours(WEEK, (NINE_TO_HALF_FOUR,), "秋冬季")))
    assert not hours_on(vague, date(2025, 9, 26)).known
    assert hours_on(vague, date(2025, 9, 27)).closed


def test_hours_that_were_not_understood_are_not_closed() -> None:
    told = hours_on(Venue(hours_text="春夏季节"), date(2025, 9, 26))
    assert not told.known
    assert not told.closed
    assert is_open(Venue(), datetime(2025, 9, 26, 10, tzinfo=CHINA)) is None
