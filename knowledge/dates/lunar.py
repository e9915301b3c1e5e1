"""The lunar calendar: its dates, festivals and the solar terms as days of ours, 1900 to 2100."""

from datetime import date, timedelta

from borax.calendars.lunardate import InvalidLunarDateError, LunarDate, TermUtils

from knowledge.dates.context import Unreadable
from knowledge.dates.model import Unread

__all__ = ["LUNAR_FESTIVALS", "SOLAR_TERMS", "lunar_day", "lunar_in", "new_years_eve", "solar_term"]

LUNAR_FESTIVALS = {
    "元宵": (1, 15),
    "龙抬头": (2, 2),
    "上巳": (3, 3),
    "三月三": (3, 3),
    "端午": (5, 5),
    "端阳": (5, 5),
    "七夕": (7, 7),
    "乞巧": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "团圆": (8, 15),
    "重阳": (9, 9),
    "寒衣": (10, 1),
    "下元": (10, 15),
    "腊八": (12, 8),
}
"""Name → lunar month and day; 小年 and 除夕 have rules of their own."""
SOLAR_TERMS = (
    *("小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至"),
    *("小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至"),
)


def lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """A day of the lunar year that begins in ``year``. Raises Unreadable where there is none."""
    try:
        found: date = LunarDate(year, month, day, int(leap)).to_solar_date()
    except (InvalidLunarDateError, ValueError):
        raise Unreadable(Unread.NO_SUCH_DAY) from None
    return found


def lunar_in(year: int, month: int, day: int) -> date:
    """A lunar day that falls into ``year`` of our calendar: those of the last months belong to the lunar
    year before. Raises Unreadable.
    """
    found = lunar_day(year - 1, month, day)
    return found if found.year >= year else lunar_day(year, month, day)


def new_years_eve(year: int) -> date:
    """除夕 before the Spring Festival of ``year``. Raises Unreadable."""
    return lunar_day(year, 1, 1) - timedelta(days=1)


def solar_term(year: int, name: str) -> date:
    """The day of a solar term in ``year``. Raises Unreadable outside the years that are known."""
    try:
        found: date = TermUtils.day_start_from_term(year, name)
    except (ValueError, IndexError, KeyError):
        raise Unreadable(Unread.NO_SUCH_DAY) from None
    return found
