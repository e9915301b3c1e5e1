"""Files to sheets of raw cells: .xlsx/.xlsm and .xls by calamine, text by the csv module."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from knowledge.importers.archive import inspect
from knowledge.importers.faults import ImportRefused

__all__ = ["MAX_COLUMNS", "Sheet", "open_sheets"]

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 1000
_MAX_ROWS = 1_100_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKS = ",;\t"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``place`` for faults, and its rows from the first row of the sheet on.

    ``hidden`` sheets are not seen by who fills the book in. ``merged`` are the rows (from 0) that merged cells touch.
    """

    place: str
    rows: Sequence[Sequence[object]]
    name: str = ""
    hidden: bool = False
    merged: tuple[int, ...] = ()


def open_sheets(path: Path) -> list[Sheet]:
    """The sheets of the file at ``path`` (a text file is one sheet).

    Raises:
        ImportRefused: missing, too large, damaged, encrypted, or no table at all.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ImportRefused("file-too-large", f"{path.name} 超过 {MAX_BYTES // 2**20} MB,请拆成几个文件")
        if size == 0:
            raise ImportRefused("empty-file", f"{path.name} 是空文件")
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise ImportRefused("unreadable-file", f"读不了 {path.name}:{error.strerror}") from error
    if start.startswith(_ZIP) or start == _OLE:
        return _workbook(path, start)
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls"} or b"\0" in start:
        raise ImportRefused("not-a-workbook", f"{path.name} 不是 Excel 工作簿,请用 Excel 重新另存为 .xlsx")
    return [Sheet(path.name, _text_rows(path))]


def _workbook(path: Path, start: bytes) -> list[Sheet]:
    if start.startswith(_ZIP):
        inspect(path)
    elif _ENCRYPTED in path.read_bytes():
        raise ImportRefused("encrypted-workbook", f"{path.name} 已加密,请去掉密码后再导入")
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            known = {meta.name: meta for meta in book.sheets_metadata}
            metas = [known[name] for name in book.sheet_names if name in known]
            tables = [meta for meta in metas if meta.typ == calamine.SheetTypeEnum.WorkSheet]
            several = len(tables) > 1
            return [_sheet(book, meta, f"{path.name}[{meta.name}]" if several else path.name) for meta in tables]
    except calamine.PasswordError as error:
        raise ImportRefused("encrypted-workbook", f"{path.name} 已加密,请去掉密码后再导入") from error
    except (calamine.CalamineError, OSError, ValueError, MemoryError) as error:
        raise ImportRefused("damaged-workbook", f"{path.name} 已损坏,请用 Excel 重新另存为 .xlsx") from error


def _sheet(book: calamine.CalamineWorkbook, meta: calamine.SheetMetadata, place: str) -> Sheet:
    sheet = book.get_sheet_by_name(meta.name)
    # too wide for any of our layouts: the header alone is enough to say so
    most = 1 if sheet.total_width > MAX_COLUMNS else None
    rows = sheet.to_python(skip_empty_area=False, nrows=most)
    touched = {row for first, last in sheet.merged_cell_ranges or () for row in (first[0], last[0])}
    hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return Sheet(place, rows, meta.name, hidden, tuple(sorted(touched)))


def _text_rows(path: Path) -> list[list[object]]:
    text = _decoded(path)
    csv.field_size_limit(2**24)  # a huge cell is a fault of that cell, told by its row
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows: list[list[object]] = [list(row) for row in islice(reader, _MAX_ROWS)]
    except csv.Error as error:
        raise ImportRefused("broken-csv", f"{path.name} 第 {reader.line_num} 行读不出来,请检查引号") from error
    return rows


def _decoded(path: Path) -> str:
    """UTF-8 with or without BOM, UTF-16 with BOM (Excel's "Unicode text"), else GB18030."""
    data = path.read_bytes()
    encodings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ImportRefused("unknown-encoding", f"{path.name} 既不是 UTF-8 也不是 GB18030 文本,请另存为 UTF-8 的 CSV")


def _delimiter(text: str) -> str:
    """The mark that the first line with any of them has most of, quoted parts apart."""
    for line in islice(io.StringIO(text), 10):
        bare = "".join(line.split('"')[::2])
        if any(mark in bare for mark in _MARKS):
            return max(_MARKS, key=bare.count)
    return ","
