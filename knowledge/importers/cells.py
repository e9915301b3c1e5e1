"""One cell: from whatever a workbook holds to clean text, and from text to small values."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from knowledge.importers.faults import Severity

__all__ = ["LIMIT", "CellNotes", "clean", "day", "lines", "number", "text_of", "yes_or_no"]

LIMIT = 32_767  # characters: what an Excel cell can hold

_WIDE = {code: code - 0xFEE0 for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
         for code in range(first, last + 1)}  # fmt: skip
_BLANKS = {0x00A0: " ", 0x3000: " ", 0xFEFF: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None}
_TABLE = {**_WIDE, **_BLANKS}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x00[01][0-9A-Fa-f]_")
_TAB = re.compile(r"\t+")
_BROKEN = re.compile(r"(?<=[\u4e00-\u9fff])\t+(?=[\u4e00-\u9fff（(])")  # a tab within words
_SHIELD = re.compile(r"^'(?=[=+\-@\t])")
_YES = {
    "是",
    "有",
    "收费",
    "收",
    "支持",
    "可以",
    "能",
    "可",
    "y",
    "yes",
    "true",
    "1",
    "√",
    "需要",
    "必要",
    "必须",
    "必需",
}
_NO = {"否", "无", "不", "不收费", "免费", "免收", "不收", "不支持", "不可以", "不能", "不可",
       "n", "no", "false", "0", "×", "不需要", "非必要", "非必须"}  # fmt: skip
_DATE = re.compile(r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


class CellNotes:
    """What a cell's reader has to say about the text it was given."""

    def __init__(self) -> None:
        self.said: list[tuple[Severity, str, str]] = []

    def error(self, code: str, reason: str) -> None:
        """The cell cannot be taken."""
        self.said.append((Severity.ERROR, code, reason))

    def warn(self, code: str, reason: str) -> None:
        """The cell was taken, or left out, with a doubt."""
        self.said.append((Severity.WARNING, code, reason))


def text_of(value: object) -> str:
    """A workbook's value as its text: 20.0 is "20", a date is ISO."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else _other(value)


def _other(value: object) -> str:
    return str(value) if isinstance(value, int | timedelta) else ""


def clean(raw: str, notes: CellNotes) -> str:
    """``raw`` without control characters and odd blanks, digits and letters half width, trimmed."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").translate(_TABLE)
    if "\t" in text:
        text = _TAB.sub(" ", _BROKEN.sub("", text))
    if _CONTROL.search(text):
        notes.warn("control-characters", "含有不可见的控制字符,已去除")
        text = _CONTROL.sub("", text)
    if len(text) > LIMIT:
        notes.error("cell-too-long", f"内容超过 {LIMIT} 字,请精简或拆分")
        text = ""
    return _SHIELD.sub("", text.strip())


def lines(text: str) -> list[str]:
    """The non-blank lines of a cell, trimmed."""
    return [line for line in (part.strip() for part in text.split("\n")) if line]


def yes_or_no(text: str, notes: CellNotes) -> bool | None:
    """是/否 in its many spellings; None with a warning when it is neither."""
    word = text.strip(" 。.").lower()
    if word in _YES or word in _NO:
        return word in _YES
    notes.warn("unreadable-yes-no", f"「{text[:20]}」不是“是”或“否”,按未公布处理")
    return None


def number(text: str, notes: CellNotes) -> int | None:
    """A count such as "1", "2次", "无"; None with a warning when it is none."""
    if text in {"无", "/", "-", "零"}:
        return 0
    found = re.fullmatch(r"(?:至多|最多)?(\d{1,4})(?:\.0)?\s*(?:次|份|张|页)?", text)
    if found:
        return int(found[1])
    notes.warn("unreadable-number", f"「{text[:20]}」不是数字,已忽略")
    return None


def day(text: str, notes: CellNotes) -> date | None:
    """A date such as 2024-01-01, 2024/1/1, 2024年1月1日 or 20240101; None with a warning otherwise."""
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    read = _date(found.groups()) if found else None
    if read is None:
        notes.warn("unreadable-date", f"「{text[:20]}」不是日期,请写成 2024-01-01,已忽略")
    return read


def _date(parts: tuple[str, ...]) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


CellReader = Callable[[str, CellNotes], object]
