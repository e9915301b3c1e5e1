"""The day a question about opening hours is about: 明天, 下周六, 国庆, 10月3号."""

import re
from datetime import date, timedelta

from affairs.clock import NATIONAL, WorkCalendar

__all__ = ["find_day"]

RELATIVE = (("大后天", 3), ("大后儿", 3), ("后天", 2), ("后儿", 2), ("明天", 1), ("明日", 1), ("明儿", 1))
RELATIVE_NOW = ("今天", "今日", "今儿", "现在", "这会儿", "眼下", "今晚", "今早", "当天")
WEEKDAY = re.compile(r"(下下|下|这|本|上)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末1-7])")
MONTH_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?")
DAY_ALONE = re.compile(r"(?<![\d月])(\d{1,2})[号日](?!楼|窗|线|厅|口|证)")
WEEKDAYS = {
    **{char: n for n, char in enumerate("一二三四五六日", 1)},
    "天": 7,
    "末": 6,
    **{str(n): n for n in range(1, 8)},
}
HOLIDAYS = (
    (re.compile("国庆|十一(?!点|个|月|号|日|楼)"), "国庆节", (10, 1)),
    (re.compile("元旦"), "元旦", (1, 1)),
    (re.compile("五一|劳动节"), "劳动节", (5, 1)),
    (re.compile("春节|过年|大年|除夕|初[一二三四五六七]"), "春节", None),
    (re.compile("清明"), "清明", (4, 5)),
    (re.compile("端午"), "端午", None),
    (re.compile("中秋|八月十五"), "中秋", None),
)


def find_day(text: str, today: date, calendar: WorkCalendar = NATIONAL) -> date | None:
    """The first day named in a normalised text, on or after ``today`` unless a date says otherwise.

    A festival is its first day off by the calendar; those of the moon beyond 2099 are None.
    """
    for word, days in RELATIVE:
        if word in text:
            return _later(today, days)
    if match := MONTH_DAY.search(text):
        return _date(match[1], int(match[2]), int(match[3]), today)
    if match := WEEKDAY.search(text):
        return _weekday(match[1] or "", WEEKDAYS[match[2]], today)
    return _looser(text, today, calendar)


def _looser(text: str, today: date, calendar: WorkCalendar) -> date | None:
    for pattern, name, fixed in HOLIDAYS:
        if pattern.search(text):
            return _holiday(name, fixed, today, calendar)
    if "双休" in text:
        return _weekday("", 6, today)
    if match := DAY_ALONE.search(text):
        return _day_of_month(int(match[1]), today)
    return today if any(word in text for word in RELATIVE_NOW) else None


def _later(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _weekday(which: str, weekday: int, today: date) -> date | None:
    ahead = weekday - today.isoweekday()
    if not which:
        return _later(today, ahead % 7)
    return _later(today, ahead + {"下下": 14, "下": 7, "上": -7}.get(which, 0))


def _date(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        if year:
            return date(int(year), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _day_of_month(day: int, today: date) -> date | None:
    for months in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        try:
            found = date(year, month + 1, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _holiday(name: str, fixed: tuple[int, int] | None, today: date, calendar: WorkCalendar) -> date | None:
    for days in range(400):
        day = _later(today, days)
        if day is None:
            break
        told = calendar.day(day)
        if told.holiday == name and not told.working:
            return day
    return _date(None, *fixed, today) if fixed else None
