"""Some six hundred expressions of time, each with the moment it is said at and what it means.

Notation: ``2026-12-01..2026-12-03 09:00-11:30``; an hour alone is a point of time, ``..`` at the end is open.
"""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dates import Ambiguous, DayTime, Doubt, Past, Reading, Span, Unparsed, Unread, read, speaks_of_time
from tests.calendars import KnownUntil2026

TABLE = Path(__file__).parents[3] / "data" / "date_expressions.tsv"
FRIDAY = datetime.fromisoformat("2026-11-27 10:00")
WORDS = """
明天 后天 下周三 周五 这周末 12月1日 15号 月底 下个月 国庆 春节 腊八 中秋 年底 三天后 两小时后 2026-12-01 闰 二月二
上午 下午 三点 9点半 差一刻九点 到 至 - 或 和 前 后 左右 多 第一个工作日 最后一天 最早 推迟一天 换到 不行 不要 每
八月十五 初五 农历 一 十 月 号 点 周 的 , （ 節後 過兩天 31号 2月29日
"""
PIECES = WORDS.split()
CALENDAR = KnownUntil2026()


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def days_and_hours(span: Span) -> str:
    said = span.first.isoformat()
    if span.last != span.first:
        said += f"..{span.last or ''}"
    if span.time is not None:
        said += f" {clock(span.time.start)}" + ("" if span.time.exact else f"-{clock(span.time.end)}")
    return said + " soonest" * span.soonest + " throughout" * span.throughout


def notation(reading: Reading) -> str:
    match reading:
        case Span():
            return days_and_hours(reading)
        case Past(span):
            return f"past {days_and_hours(span)}"
        case Ambiguous(choices, doubt):
            return f"{doubt} {' | '.join(map(days_and_hours, choices))}"
        case Unparsed(why):
            return f"unread {why}"


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['expression']}@{row['now']}")
def test_the_table(row: dict[str, str]) -> None:
    moving = datetime.fromisoformat(row["moving"]) if row["moving"] else None
    found = read(row["expression"], datetime.fromisoformat(row["now"]), CALENDAR, moving=moving)
    assert notation(found) == row["expected"]


def test_the_table_is_large_and_has_every_outcome() -> None:
    expected = [row["expected"] for row in rows()]
    assert len(expected) >= 500
    words = {each.split()[0] for each in expected}
    assert {"past", "unread", "which-day", "which-hour", "several", "contradiction", "lunar-or-solar"} <= words
    assert {each.split()[1] for each in expected if each.startswith("unread")} == set(Unread)
    assert words & set(Doubt) == set(Doubt)


moments = st.datetimes(datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2150-12-31"))
expressions = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join))


@given(expressions, moments, st.none() | moments)
def test_whatever_is_said_is_read_or_refused(said: str, now: datetime, moving: datetime | None) -> None:
    found = read(said, now, CALENDAR, moving=moving)
    match found:
        case Span():
            spans = [found]
        case Ambiguous(choices, _):
            assert len(choices) >= 2
            assert len(set(choices)) == len(choices)
            spans = list(choices)
        case Past(span):
            assert span.last is not None
            assert span.last <= now.date()
            spans = []
        case Unparsed():
            spans = []
    for span in spans:
        assert span.first >= now.date()
        assert span.last is None or span.last >= span.first
        if span.time is not None:
            assert 0 <= span.time.start <= 1440
            assert 0 <= span.time.end <= 1440
            assert span.throughout or span.time.start <= span.time.end


@given(st.datetimes(datetime.fromisoformat("2004-01-01"), datetime.fromisoformat("2099-09-01")), st.integers(0, 99))
def test_days_counted_in_words_and_in_figures_are_the_same(now: datetime, number: int) -> None:
    figures = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    words = figures[number] if number < 10 else f"{figures[tens]}十{figures[ones] if ones else ''}"
    wanted = now.date() + timedelta(days=number)
    for said in (
        f"{number}天后",
        f"{words}天以后",
        f"{wanted:%Y-%m-%d}",
        f"{wanted.year}年{wanted.month}月{wanted.day}日",
    ):
        assert read(said, now, CALENDAR) == Span(wanted, wanted), said


@given(st.dates(date(2004, 1, 1), date(2030, 12, 31)), st.integers(1, 7))
def test_a_weekday_is_within_a_week_and_is_that_day(today: date, weekday: int) -> None:
    found = read("周" + "一二三四五六日"[weekday - 1], datetime.combine(today, datetime.min.time()), CALENDAR)
    if today.isoweekday() == weekday:
        assert isinstance(found, Ambiguous)
        assert [span.first for span in found.choices] == [today, today + timedelta(days=7)]
    else:
        assert isinstance(found, Span)
        assert found.first.isoweekday() == weekday
        assert 0 < (found.first - today).days < 7


@pytest.mark.parametrize(
    ("said", "start", "minutes", "meets"),
    [
        ("明天下午", "2026-11-28 13:30", 30, True),
        ("明天下午", "2026-11-28 18:00", 30, False),
        ("明天下午", "2026-11-29 14:00", 30, False),
        ("明天三点", "2026-11-28 15:00", 30, True),
        ("明天三点", "2026-11-28 14:45", 30, True),
        ("明天三点", "2026-11-28 14:30", 30, False),
        ("明天", "2026-11-28 00:00", 30, True),
        ("明天晚上", "2026-11-28 23:30", 30, True),
        ("明天下午到后天上午", "2026-11-28 13:00", 30, True),
        ("明天下午到后天上午", "2026-11-28 11:00", 30, False),
        ("明天下午到后天上午", "2026-11-29 00:00", 30, True),
        ("明天下午到后天上午", "2026-11-29 11:30", 30, True),
        ("明天下午到后天上午", "2026-11-29 12:00", 30, False),
        ("最早", "2027-11-29 12:00", 30, True),
    ],
)
def test_appointments_that_answer_an_expression(said: str, start: str, minutes: int, meets: bool) -> None:
    span = read(said, FRIDAY, CALENDAR)
    assert isinstance(span, Span)
    begin = datetime.fromisoformat(start)
    assert span.meets(begin, begin + timedelta(minutes=minutes)) is meets


def test_a_day_time_of_no_length_is_a_point() -> None:
    assert DayTime(900, 900).exact
    assert not DayTime(900, 901).exact


def test_a_long_text_costs_little_and_its_beginning_counts() -> None:
    assert read("明天" + "十月初" * 5000, FRIDAY, CALENDAR) == read("明天" + "十月初" * 66, FRIDAY, CALENDAR)


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.integers(-10_000, 10_000))
def test_whether_time_is_spoken_of_does_not_depend_on_when(text: str, hours: int) -> None:
    found = read(text, FRIDAY + timedelta(hours=hours), CALENDAR)
    assert speaks_of_time(text) is not (isinstance(found, Unparsed) and found.why is Unread.NOTHING)
