"""Checks of what was handed in for one slot: number, kind, pages, original or copy, dates, and what it says."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from affairs.precheck.dates import day_of
from affairs.precheck.examination import Examination
from affairs.precheck.finding import Finding, Severity
from affairs.precheck.supplied import Supplied
from affairs.precheck.typing_habits import compact, dotted
from knowledge.forms import FileKind, FileText, MaterialSlot
from knowledge.forms.values import Address, Facts, Value

__all__ = ["check_pieces", "day_covered"]

_ONCE: Final = "《中华人民共和国行政许可法》第三十二条"
_TRUE: Final = "《中华人民共和国行政许可法》第三十一条"
_KINDS: Final = {
    FileKind.PDF: "PDF",
    FileKind.OFD: "OFD",
    FileKind.JPEG: "JPG照片",
    FileKind.PNG: "PNG图片",
    FileKind.DOCX: "Word文档",
    FileKind.XLSX: "Excel表格",
}
_TEXTS: Final = {
    FileText.NAME: "姓名",
    FileText.ID_NUMBER: "身份号码",
    FileText.ORGANISATION: "单位名称",
    FileText.CREDIT_CODE: "统一社会信用代码",
    FileText.LEGAL_PERSON: "法定代表人",
    FileText.ADDRESS: "地址",
    FileText.NUMBER: "编号",
    FileText.VALID_UNTIL: "有效期",
}


def check_pieces(slot: MaterialSlot, pieces: Sequence[Supplied], examination: Examination) -> Iterator[Finding]:
    """All that is wrong with the pieces in one slot."""
    files = [piece for piece in pieces if piece.kind is not None]
    yield from _number(slot, files)
    yield from _originals(slot, pieces)
    for piece in pieces:
        yield from _kind(slot, piece)
        yield from _dates(slot, piece, examination.facts)
        yield from _texts(slot, piece, examination)


def _number(slot: MaterialSlot, files: Sequence[Supplied]) -> Iterator[Finding]:
    if len(files) > slot.max_files:
        said = f"「{slot.title}」有{len(files)}个文件，最多{slot.max_files}个。"
        yield _error(slot, "material.too-many-files", said, "请合并成一个PDF，或删去重复的。", _ONCE)
    if not files or any(piece.pages is None for piece in files):
        return
    pages = sum(piece.pages or 0 for piece in files)
    if slot.min_pages is not None and pages < slot.min_pages:
        said = f"「{slot.title}」应当有{slot.min_pages}页，现在只有{pages}页。"
        yield _error(slot, "material.too-few-pages", said, "请补拍缺少的页。", slot.source or _ONCE)
    if slot.max_pages is not None and pages > slot.max_pages:
        said = f"「{slot.title}」有{pages}页，最多{slot.max_pages}页。"
        yield _error(slot, "material.too-many-pages", said, "请只上传要求的内容。", slot.source or _ONCE)


def _originals(slot: MaterialSlot, pieces: Sequence[Supplied]) -> Iterator[Finding]:
    """The file of an original, or a clerk's tick, stands for all of it; other paper is counted."""
    if any(piece.count is None or (piece.kind is not None and not piece.is_copy) for piece in pieces):
        return
    if all(piece.kind is not None for piece in pieces):
        if slot.originals:
            said = f"「{slot.title}」要原件，传上来的是复印件。"
            yield _error(
                slot, "material.copy-for-original", said, "请对着原件拍照或扫描后重新上传。", slot.source or _ONCE
            )
        return
    for wanted, copies, word in ((slot.originals, False, "原件"), (slot.copies, True, "复印件")):
        there = sum(piece.count or 0 for piece in pieces if piece.is_copy is copies)
        if there < wanted:
            said = f"「{slot.title}」要{word}{wanted}份，现在有{there}份。"
            remedy = f"请再带{word}{wanted - there}份，或者上传原件的照片。"
            yield _error(slot, "material.too-few", said, remedy, slot.source or _ONCE)


def _kind(slot: MaterialSlot, piece: Supplied) -> Iterator[Finding]:
    if piece.kind is not None and piece.kind not in slot.accepts:
        taken = "、".join(_KINDS[kind] for kind in slot.accepts)
        said = f"「{slot.title}」不能用{_KINDS[piece.kind]}。"
        yield _error(slot, "material.kind", said, f"请换成{taken}后重新上传。", slot.source or _ONCE)


def _dates(slot: MaterialSlot, piece: Supplied, facts: Facts) -> Iterator[Finding]:
    day = day_covered(slot, facts)
    if day is not None and piece.expires_on is not None and piece.expires_on < day:
        when = "已经过期" if day == facts.today else f"到{day.year}年{day.month}月{day.day}日就过期了"
        yield _error(
            slot,
            "material.expired",
            f"「{slot.title}」{when}。",
            "请先换发或延续，再上传有效的证件。",
            slot.source or _TRUE,
        )
    if slot.issued_within_days is None or piece.issued_on is None:
        return
    if piece.issued_on > facts.today:
        said = f"「{slot.title}」上的日期还没有到。"
        yield _error(slot, "material.issued-later", said, "请核对开具日期。", slot.source or _TRUE)
    elif piece.issued_on < facts.today - timedelta(days=slot.issued_within_days):
        said = f"「{slot.title}」应当是最近{slot.issued_within_days}天内开具的，这一份太旧了。"
        yield _error(slot, "material.too-old", said, "请重新开具后上传。", slot.source or _ONCE)


def _texts(slot: MaterialSlot, piece: Supplied, examination: Examination) -> Iterator[Finding]:
    for comparison in slot.compare:
        answered = examination.facts.values.get(comparison.field)
        read = piece.texts.get(comparison.text)
        if answered is None or not read or _agree(read, answered):
            continue
        field = examination.form.field(comparison.field)
        label = field.label if field else comparison.field
        said = f"「{slot.title}」上的{_TEXTS[comparison.text]}与填写的「{label}」不一样。"
        yield _error(slot, "material.differs", said, "请核对是填错了，还是传错了材料。", slot.source or _TRUE)


def _agree(read: str, answered: Value) -> bool:
    """Whether what was read says the same, however it is written."""
    if isinstance(answered, date):
        return day_of(read) == answered
    return _plain(read) == _plain(answered.detail if isinstance(answered, Address) else str(answered))


def _plain(text: str) -> str:
    return compact(dotted(text))


def day_covered(slot: MaterialSlot, facts: Facts) -> date | None:
    """The day on which the material has to be valid still; None when it is not asked for, or not known yet."""
    if not slot.valid_on:
        return None
    day = facts.today if slot.valid_on == "today" else facts.values.get(slot.valid_on)
    return day if isinstance(day, date) else None


def _error(slot: MaterialSlot, rule: str, message: str, remedy: str, source: str) -> Finding:
    return Finding(Severity.ERROR, f"materials.{slot.key}", message, remedy, rule, source)
