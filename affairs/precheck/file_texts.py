"""Comparing what is written on a material with the form, allowing for what machines misread.

A number is the same when at most one sign of it differs; a name when at most one character does.
What could not be read is said to be 未核对, never taken for wrong.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from affairs.precheck.credit_codes import read_credit_code
from affairs.precheck.finding import Finding, Severity
from affairs.precheck.id_numbers import read_id_number
from knowledge.forms.materials import FileText, MaterialSlot

__all__ = ["check_text", "valid_until_of"]

TRUE = "《中华人民共和国行政许可法》第三十一条"
NAMES = {
    FileText.NAME: "姓名",
    FileText.ID_NUMBER: "身份证号",
    FileText.ORGANISATION: "单位名称",
    FileText.CREDIT_CODE: "统一社会信用代码",
    FileText.LEGAL_PERSON: "法定代表人",
    FileText.VALID_UNTIL: "有效期",
    FileText.ADDRESS: "地址",
    FileText.NUMBER: "编号",
}
NUMBERS = {FileText.ID_NUMBER, FileText.CREDIT_CODE, FileText.NUMBER}
ALIKE = str.maketrans("OQILZS", "001125")
"""Letters that machines read for digits; folded on both sides."""
SIGNS = re.compile(r"[0-9A-Z]+")
NUMBER = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
DAY = r"(\d{4})\s*[.年/-]\s*(\d{1,2})\s*[.月/-]\s*(\d{1,2})"
UNTIL = re.compile(
    rf"(?:有效期限?|营业期限|有效日期)[^\d长]{{0,8}}(?:{DAY}\s*日?\s*[-—–~至到]+\s*)?(?:至|止|:|：)?\s*(?:(长期|永久)|{DAY})"
)


def check_text(
    slot: MaterialSlot, text: str | None, expected: Mapping[FileText, str], today: date
) -> tuple[Finding, ...]:
    """What differs between the text of a slot's files and what the form says of it.

    ``text`` None = nobody could read it: a hint says so. Dates are expected as ``YYYY-MM-DD``.
    """
    if text is None:
        if not expected:
            return ()
        names = "、".join(NAMES[each] for each in expected)
        message = f"「{slot.title}」上的{names}未核对。"
        return (_found(slot, Severity.HINT, "text-unread", message, "请自己对照一遍，窗口会再核对。"),)
    plain = unicodedata.normalize("NFKC", text).upper()
    found = [*_until(slot, plain, expected.get(FileText.VALID_UNTIL, ""), today)]
    for kind, value in expected.items():
        if kind in NUMBERS:
            found += _number(slot, plain, kind, value, today)
        elif kind is not FileText.VALID_UNTIL:
            found += _name(slot, plain, kind, value)
    return tuple(found)


def valid_until_of(text: str) -> date | None:
    """The last day of the validity written on it; date.max = 长期; None = none was found."""
    match = UNTIL.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    if match[4]:
        return date.max
    try:
        return date(int(match[5]), int(match[6]), int(match[7]))
    except ValueError:
        return None


def _until(slot: MaterialSlot, text: str, expected: str, today: date) -> Iterator[Finding]:
    until = valid_until_of(text)
    if until is None:
        return
    if until < today:
        message = f"「{slot.title}」上写的有效期到 {until} 为止，已经过期。"
        yield _found(slot, Severity.ERROR, "text-expired", message, "请先换发，再上传有效的证件。")
    elif expected and until != date.max and until.isoformat() != expected:
        yield _differs(slot, FileText.VALID_UNTIL, Severity.WARNING)


def _number(slot: MaterialSlot, text: str, kind: FileText, value: str, today: date) -> Iterator[Finding]:
    wanted = _folded(value)
    if any(_nearly(wanted, each) for each in _runs(text)):
        return
    others = [each for each in NUMBER.findall(text) if _is_valid(kind, each, today)]
    yield _differs(slot, kind, Severity.ERROR) if others else _unseen(slot, kind)


def _is_valid(kind: FileText, number: str, today: date) -> bool:
    if kind is FileText.ID_NUMBER:
        return read_id_number(number, today).value is not None
    return kind is FileText.CREDIT_CODE and read_credit_code(number).value is not None


def _name(slot: MaterialSlot, text: str, kind: FileText, value: str) -> Iterator[Finding]:
    wanted = "".join(each for each in unicodedata.normalize("NFKC", value).upper() if each.isalnum())
    there = "".join(each for each in text if each.isalnum())
    if not _within(wanted, there, misread=1 if len(wanted) >= 3 else 0):
        yield _unseen(slot, kind)


def _within(wanted: str, text: str, misread: int) -> bool:
    if wanted in text:
        return True
    size = len(wanted)
    windows = (text[start : start + size] for start in range(len(text) - size + 1))
    return any(sum(one != other for one, other in zip(wanted, each, strict=True)) <= misread for each in windows)


def _runs(text: str) -> Iterator[str]:
    """What may be a number: runs of signs, also where blanks were read within one."""
    for line in text.split("\n"):
        yield from (_folded(each) for each in SIGNS.findall(line))
        yield _folded("".join(SIGNS.findall(line)))


def _nearly(wanted: str, run: str) -> bool:
    return _within(wanted, run, misread=1 if len(wanted) >= 15 else 0)


def _folded(number: str) -> str:
    return number.upper().translate(ALIKE)


def _differs(slot: MaterialSlot, kind: FileText, severity: Severity) -> Finding:
    message = f"「{slot.title}」上的{NAMES[kind]}与填写的不一样。"
    return _found(slot, severity, "text-differs", message, "请核对是填错了，还是传错了材料。")


def _unseen(slot: MaterialSlot, kind: FileText) -> Finding:
    message = f"在「{slot.title}」上没有认出填写的{NAMES[kind]}。"
    return _found(slot, Severity.WARNING, "text-unseen", message, "请核对填写的内容；如果没错，请拍得更清楚些。")


def _found(slot: MaterialSlot, severity: Severity, rule: str, message: str, remedy: str) -> Finding:
    return Finding(severity, f"materials.{slot.key}", message, remedy, f"files.{rule}", slot.source or TRUE)
