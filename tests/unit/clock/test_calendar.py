"""The working-day calendar: against its source, its own arithmetic, and what a deployment sets."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.clock import NATIONAL, CalendarEdits, CalendarEntry, edited_calendar
from affairs.clock.national import statutory_holidays
from affairs.clock.notice import decode, read_notice

days = st.dates(date(1999, 1, 1), date(2060, 12, 31))
NOTICE_2027 = """日期,安排,名称
2027-01-01~2027-01-03,放假,元旦
2027-02-05~2027-02-12,放假,春节
2027-02-20,上班,春节
2027-04-03~2027-04-05,放假,清明
2027-05-01~2027-05-05,放假,劳动节
2027-06-09,放假,端午
2027-09-15,放假,中秋
2027-10-01~2027-10-07,放假,国庆节
2027-10-09,上班,国庆节
"""


def test_every_announced_day_is_as_its_source_says() -> None:
    for year in NATIONAL.known_years:
        for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            assert NATIONAL.is_working(day) == chinese_calendar.is_workday(day), day
            assert NATIONAL.day(day).working == NATIONAL.is_working(day)


def test_years_of_the_source() -> None:
    assert NATIONAL.known_years[0] == 2004
    assert NATIONAL.known_years[-1] >= 2026


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_holidays_of_the_law_were_days_off(year: int) -> None:
    law = statutory_holidays(year)
    assert len(law) == 13
    for day, name in law.items():
        told = NATIONAL.day(day)
        assert not told.working, day
        assert told.holiday == name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 2, 5), "春节"),
        (date(2027, 2, 8), "春节"),
        (date(2027, 4, 5), "清明"),
        (date(2027, 6, 9), "端午"),
        (date(2027, 9, 15), "中秋"),
        (date(2028, 1, 25), "春节"),
        (date(2093, 10, 1), "国庆节"),
    ],
)
def test_holidays_of_a_year_that_is_not_announced(day: date, name: str) -> None:
    told = NATIONAL.day(day)
    assert (told.holiday, told.working, told.provisional) == (name, False, True)


def test_beyond_the_tables_of_the_moon_only_fixed_days_are_known() -> None:
    assert set(statutory_holidays(2300).values()) == {"元旦", "劳动节", "国庆节"}


@given(days, days)
def test_working_days_between(one: date, other: date) -> None:
    after, through = min(one, other), max(one, other)
    number = sum(NATIONAL.day(after + timedelta(n)).working for n in range(1, (through - after).days + 1))
    assert NATIONAL.working_between(after, through) == number
    assert NATIONAL.working_between(through, after) == 0


@given(days, st.integers(1, 900))
def test_the_nth_working_day(after: date, number: int) -> None:
    day = NATIONAL.working_after(after, number)
    assert NATIONAL.is_working(day)
    assert NATIONAL.working_between(after, day) == number


@given(days)
def test_the_next_working_day(day: date) -> None:
    found = NATIONAL.working_from(day)
    assert found >= day
    assert NATIONAL.is_working(found)
    assert NATIONAL.working_between(day, found) == (found > day)


def test_beyond_the_last_year() -> None:
    with pytest.raises(OverflowError):
        NATIONAL.working_after(date(9999, 12, 30), 5)
    assert next(NATIONAL.year(9999)).holiday == "元旦"
    assert len(list(NATIONAL.year(9999))) >= 4


def test_a_day_set_by_hand_wins_and_leaves_the_year_as_known_as_it_was() -> None:
    off = CalendarEntry(date(2026, 8, 17), working=False, name="台风停工")
    edits = CalendarEdits((off, CalendarEntry(date(2027, 2, 20), working=True)))
    calendar = edited_calendar(edits)
    assert calendar.day(date(2026, 8, 17)).holiday == "台风停工"
    assert not calendar.day(date(2026, 8, 17)).provisional
    assert calendar.day(date(2027, 2, 20)).makeup
    assert calendar.day(date(2027, 2, 20)).provisional
    assert calendar.mark != NATIONAL.mark
    assert edited_calendar(CalendarEdits(edits.entries[::-1])).mark == calendar.mark


def test_an_imported_year_is_known_and_goes_by_its_notice_alone() -> None:
    notice = read_notice(NOTICE_2027, 2027)
    assert notice.faults == ()
    calendar = edited_calendar(CalendarEdits(notice.entries, (2027,)))
    assert 2027 in calendar.known_years
    assert calendar.day(date(2027, 2, 12)).holiday == "春节"
    assert calendar.is_working(date(2027, 2, 20))
    assert not calendar.provisional_between(date(2026, 12, 1), date(2027, 12, 31))
    assert calendar.provisional_between(date(2027, 12, 31), date(2028, 1, 1))


def test_a_year_shipped_may_be_replaced() -> None:
    only = CalendarEntry(date(2026, 10, 1), working=False, name="国庆节", notice=2026)
    calendar = edited_calendar(CalendarEdits((only,), (2026,)))
    assert calendar.is_working(date(2026, 10, 2))
    assert not calendar.is_working(date(2026, 9, 20)), "the make-up Sunday of the notice before is forgotten"
    assert calendar.is_working(date(2025, 9, 28)), "other years stay"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2027-02-30,放假,春节", "日期"),
        ("2027-2-3,放假,春节", "日期"),
        ("2027-02-12~2027-02-05,放假,春节", "日期"),
        ("2027-01-01~2027-12-31,放假,全年", "日期"),
        ("2027-03-01,加班,", "安排"),
        ("2029-01-01,放假,元旦", "不在 2027 年"),
        ("2027-02-07,上班,春节", "既放假又上班"),
        (f"2027-03-06,放假,{'长' * 41}", "名称"),
    ],
)
def test_a_faulty_row_is_told_by_its_line(row: str, reason: str) -> None:
    notice = read_notice(NOTICE_2027 + row + "\n", 2027)
    assert not notice.usable
    (fault,) = [fault for fault in notice.faults if fault.fatal]
    assert fault.line == 11
    assert reason in fault.reason


def test_all_faults_are_told_at_once() -> None:
    notice = read_notice("日期,安排\nx,放假\n2027-01-01,y\n2027-03-01,上班\n", 2027)
    assert [fault.line for fault in notice.faults if fault.line] == [2, 3, 4]
    assert not notice.usable


def test_a_notice_without_a_holiday_of_the_law_is_not_one() -> None:
    notice = read_notice(NOTICE_2027.replace("2027-06-09,放假,端午\n", ""), 2027)
    assert [fault.reason for fault in notice.faults if fault.fatal] == [
        "2027-06-09（端午）是法定节假日，通知里没有放假"
    ]


@pytest.mark.parametrize("text", ["", "day,kind\n", "\0", "日期;安排\n"])
def test_what_is_no_notice(text: str) -> None:
    assert not read_notice(text, 2027).usable


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_notice("日期,安排,名称\n" + text, 2027)
    read_notice(text, 2027)


def test_files_of_the_office() -> None:
    assert decode(NOTICE_2027.encode("utf-8-sig")) == NOTICE_2027
    assert decode(NOTICE_2027.encode("gb18030")) == NOTICE_2027
    with pytest.raises(ValueError):
        decode(b"x" * 300_000)
    with pytest.raises(ValueError):
        decode(b"\xff\xff\xff")
