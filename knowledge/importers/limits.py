"""Time limits as people write them: 20个工作日, 5日, 即办, 二十个工作日(不含公示)."""

import re
import unicodedata
from math import ceil

from knowledge.guide import LimitUnit, TimeLimit
from knowledge.importers.cells import CellNotes

__all__ = ["read_limit", "write_limit"]

_AT_ONCE = re.compile(
    r"(?:即|当场|马上|立等|现场|即来|随到随)(?:时|场|刻|来)?(?:即)?(?:办结|办理|办|可取|办好|完成)?(?:件)?"
)
_LIMIT = re.compile(
    r"(?P<n>\d{1,4}(?:\.\d)?|[零〇一二两三四五六七八九十百]{1,5})\s*个?\s*"
    r"(?P<unit>工作日|工作天|自然日|日历日|日|天|个?月|年|小时|分钟)?(?:内|以内|之内)?(?:办结)?\s*(?P<note>[(,;。].*)?",
    re.DOTALL,
)
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CALENDAR = {"月": 30, "年": 365}


def read_limit(text: str, notes: CellNotes) -> TimeLimit | None:
    """The limit; a bare number is working days; None with a warning when it is not one."""
    said = unicodedata.normalize("NFKC", text).strip(" 。.")
    if said in {"", "无", "/", "-", "无法定时限", "未规定", "无承诺时限"}:
        return None
    if _AT_ONCE.fullmatch(said):
        return TimeLimit(0)
    found = _LIMIT.fullmatch(said)
    if not found:
        notes.warn("unreadable-limit", f"「{text[:30]}」不是时限,请写成“20个工作日”“5日”或“即办”,已忽略")
        return None
    note = (found["note"] or "").strip(" ,;。")
    if note.startswith("(") and note.endswith(")") and note.count("(") == 1:
        note = note[1:-1]
    return _limit(_number(found["n"]), found["unit"] or "工作日", said, note)


def _limit(days: float, unit: str, said: str, note: str) -> TimeLimit:
    unit = unit.removeprefix("个")
    if unit in {"工作日", "工作天"}:
        return TimeLimit(ceil(days), LimitUnit.WORKING_DAYS, note)
    if unit in _CALENDAR:
        return TimeLimit(ceil(days * _CALENDAR[unit]), LimitUnit.CALENDAR_DAYS, said)
    if unit in {"小时", "分钟"}:
        hours = days if unit == "小时" else days / 60
        return TimeLimit(
            0 if hours <= 8 else ceil(hours / 24),
            LimitUnit.CALENDAR_DAYS if hours > 8 else LimitUnit.WORKING_DAYS,
            said,
        )
    return TimeLimit(ceil(days), LimitUnit.CALENDAR_DAYS, note)


def _number(text: str) -> float:
    if text[0].isdigit():
        return float(text)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def write_limit(limit: TimeLimit) -> str:
    """The limit as :func:`read_limit` takes it."""
    if limit.days == 0 and not limit.note and limit.unit is LimitUnit.WORKING_DAYS:
        return "即办"
    unit = "个工作日" if limit.unit is LimitUnit.WORKING_DAYS else "日"
    return f"{limit.days}{unit}" + (f"({limit.note})" if limit.note else "")
