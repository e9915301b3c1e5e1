"""Dates as people write them, and their bounds."""

import re
from datetime import date, timedelta
from typing import Final

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import narrowed, tidy
from knowledge.forms import Column

__all__ = ["bound", "day_of", "read_date"]

STANDARD: Final = "GB/T 7408.1-2023《日期和时间 信息交换表示法》"
_WRITTEN: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)


def bound(written: str, today: date) -> date:
    """The day that ``earliest`` or ``latest`` of a field means."""
    if not written.startswith("today"):
        return date.fromisoformat(written)
    return today + timedelta(days=int(written.removeprefix("today") or 0))


def day_of(text: str) -> date | None:
    """The day that a text writes; None when it writes none."""
    found = _WRITTEN.fullmatch(_joined(text))
    try:
        return date(*(int(part) for part in found.groups() if part)) if found else None
    except ValueError:
        return None


def read_date(text: str, column: Column, today: date) -> Read[date]:
    """The day; flawed when it lies outside what the field allows."""
    day = day_of(text)
    if day is None:
        message = "没有这一天。" if _WRITTEN.fullmatch(_joined(text)) else "看不出是哪一天。"
        return Read.unfit(Flaw("date.none", message, "请按“2024-01-31”这样填写年月日。", STANDARD))
    flaw = _outside(day, column, today)
    return Read.unfit(flaw) if flaw else Read(day)


def _joined(text: str) -> str:
    return "".join(narrowed(tidy(text)).split())


def _outside(day: date, column: Column, today: date) -> Flaw | None:
    source = column.source or "本表填写说明"
    if column.earliest and day < bound(column.earliest, today):
        limit = bound(column.earliest, today)
        message = f"「{column.label}」不能早于{_spoken(limit, today)}。"
        return Flaw("date.too-early", message, "请核对日期后重填。", source)
    if column.latest and day > bound(column.latest, today):
        limit = bound(column.latest, today)
        message = f"「{column.label}」不能晚于{_spoken(limit, today)}。"
        return Flaw("date.too-late", message, "请核对日期后重填。", source)
    return None


def _spoken(day: date, today: date) -> str:
    return "今天" if day == today else f"{day.year}年{day.month}月{day.day}日"
