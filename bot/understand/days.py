"""The day a question about opening hours is about: 明天, 下周六, 国庆, 10月3号."""

import re
from datetime import date, datetime, time

from affairs.clock import NATIONAL, WorkCalendar
from knowledge.dates import Ambiguous, Past, Span, read

__all__ = ["find_day"]

_NUMBERED = re.compile(r"\d{1,2}[号日](?=楼|窗|线|厅|口|证)")
_YEAR = re.compile(r"\d{2,4}年|去年|前年|上|昨|前天|刚")
_TODAY = re.compile(r"今|当[天日]|周|星期|礼拜|[号日]")
_NOW = re.compile(r"现在|这会儿|眼下|当天")
_WEEKEND = "双休"


def find_day(text: str, today: date, calendar: WorkCalendar = NATIONAL) -> date | None:
    """The first day named in a normalised text, on or after ``today`` unless a date says otherwise.

    A festival is its first day off by the calendar. Where the expression has two readings it is the nearer one, and
    a day of a month that went by is next year's: opening hours are asked for days to come.
    """
    said = _NUMBERED.sub("", text).replace(_WEEKEND, "周末")
    found = read(said, datetime.combine(today, time()), calendar)
    match found:
        case Span(first=first):
            # 中午休息不 names no day, nor does 最早几点
            unnamed = first == today and (found.soonest or found.time is not None) and not _TODAY.search(said)
            return None if unnamed else first
        case Ambiguous(choices, _):
            return choices[0].first
        case Past(span):
            return span.first if _YEAR.search(said) else _next_year(span.first)
    return today if _NOW.search(said) else None


def _next_year(day: date) -> date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return None
