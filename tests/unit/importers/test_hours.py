from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hours import parse
from knowledge.places import Hours, Span

WEEK = (1, 2, 3, 4, 5)


def span(start, end):
    return Span(time.fromisoformat(start), time.fromisoformat(end))


DAY = (span("09:00", "12:00"), span("13:00", "17:00"))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("周一至周五 9:00-12:00,13:00-17:00(法定节假日除外)", [Hours(WEEK, DAY)]),
        ("每周一至周五上午9点至12点,下午1点-5点", [Hours(WEEK, DAY)]),
        ("工作日 9：00—17：00（午休12:00-13:00）", [Hours(WEEK, DAY)]),
        ("周一至周五 09:00-17:00 中午12:00-13:00休息", [Hours(WEEK, DAY)]),
        ("星期一到星期五：9:00-12:00  13:00-17:00；中午休息", [Hours(WEEK, DAY)]),
        (
            "周一至周五9:00-17:00;周六、周日9:00-12:00",
            [Hours(WEEK, (span("09:00", "17:00"),)), Hours((6, 7), (span("09:00", "12:00"),))],
        ),
        (
            "夏季(5月1日-9月30日)周一至周五8:30--17:00\n冬季(10月至次年4月)周一至周五8:30--16:30",
            [
                Hours(WEEK, (span("08:30", "17:00"),), "夏季", (5, 6, 7, 8, 9)),
                Hours(WEEK, (span("08:30", "16:30"),), "冬季", (10, 11, 12, 1, 2, 3, 4)),
            ],
        ),
        (
            "星期一至星期五 春夏季:9:00-17:00;秋冬季:9:00-16:30（法定节假日除外，中午不间断服务）",
            [
                Hours(WEEK, (span("09:00", "17:00"),), "春夏季", (3, 4, 5, 6, 7, 8)),
                Hours(WEEK, (span("09:00", "16:30"),), "秋冬季", (9, 10, 11, 12, 1, 2)),
            ],
        ),
    ],
)  # fmt: skip
def test_hours_are_understood(text, hours):
    assert list(parse(text).hours) == hours


@pytest.mark.parametrize(
    "text",
    [
        "春夏季节",
        "8:30-16:30",
        "大厅时间：周一至周五9:00-17:00 派出所时间：周一至周五9:00-17:30",
        "夏季（5月15日-9月30日）周一至周五8:30-16:30",
        "周一至周五17:00-9:00",
        "周一至周五9:00-17:00 周一至周五8:00-12:00",
        "电话预约",
        "",
    ],
)
def test_what_is_not_wholly_understood_gives_no_hours(text):
    assert parse(text).hours == ()


def test_holidays_and_assumed_months():
    assert parse("周一至周五9:00-17:00(法定节假日除外)").closed_on_holidays is True
    assert parse("工作日9:00-17:00").closed_on_holidays is True
    assert parse("周一至周日9:00-17:00,节假日不休").closed_on_holidays is False
    assert parse("周一至周五9:00-17:00").closed_on_holidays is None
    assert parse("夏令时周一至周五9:00-17:00 冬令时周一至周五9:00-16:30").assumed_months
    assert not parse("周一至周五9:00-17:00").assumed_months


@given(st.text(alphabet="周一至五星期日9:0017-：—（）夏冬季春秋节假除外、,;午休上下月 \n", max_size=60))
def test_any_text_gives_ordered_spans(text):
    for row in parse(text).hours:
        assert row.weekdays
        assert all(one.start < one.end for one in row.spans)
        assert all(a.end <= b.start for a, b in zip(row.spans, row.spans[1:], strict=False))
