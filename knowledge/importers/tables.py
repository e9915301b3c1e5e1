"""Tables: which layout a header means, and rows to values with every distinct cell read once."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.importers.cells import CellNotes, CellReader, clean, number, text_of, yes_or_no
from knowledge.importers.faults import FaultLog, Severity, Where
from knowledge.importers.fields import BY_NAME
from knowledge.importers.sheets import MAX_COLUMNS, Sheet

__all__ = ["EXPECTED", "MATERIAL_COLUMNS", "Cells", "Header", "Layout", "RowReader", "find_header"]

_HEADER_ROWS = 10
_HINT = re.compile(r"[*＊]|[(（](?:必填|选填|可选|必须|可不填)[)）]")


class Layout(StrEnum):
    """The layouts that are told by their header, and the YAML folder."""

    MATERIAL_ROWS = "material-rows"
    PROVINCIAL = "provincial"
    PLAIN = "plain"
    REGIONS = "regions"
    VENUES = "venues"
    YAML = "yaml"


EXPECTED = {
    Layout.MATERIAL_ROWS: "主项名称、材料名称(一行一份材料)",
    Layout.PROVINCIAL: "事项名称、关联材料名称",
    Layout.PLAIN: "事项名称(一行一个事项)",
    Layout.REGIONS: "区划名称、上级区划名称",
    Layout.VENUES: "办理点编码、办理点名称",
}


def _text(text: str, notes: CellNotes) -> str:
    del notes
    return text


def _degrees(text: str, notes: CellNotes) -> float | None:
    try:
        value = float(text)
    except ValueError:
        value = 999.0
    if -180 <= value <= 180:
        return value
    notes.warn("unreadable-number", f"「{text[:20]}」不是经纬度,已忽略")
    return None


_Column = tuple[str, CellReader]
MATERIAL_COLUMNS: dict[str, _Column] = {
    "是否必备材料": ("required", yes_or_no),
    "原件份数": ("originals", number),
    "复印件份数": ("copies", number),
    "出具机构": ("issuer", _text),
    "出具时间要求": ("issued_within", _text),
    "材料说明": ("note", _text),
    "材料办理地点": ("place", _text),
    "使用说明": ("usage", _text),
    "是否收电子材料": ("electronic", yes_or_no),
    "样本地址": ("sample_url", _text),
    "空白表格地址": ("blank_form_url", _text),
}
_ROWS: dict[str, _Column] = {
    "情形": ("situation", _text),
    "材料名称": ("material", _text),
    **{name: (f"material_{attribute}", read) for name, (attribute, read) in MATERIAL_COLUMNS.items()},
}
_SHARED: dict[str, _Column] = {name: (field.attribute, field.read) for name, field in BY_NAME.items()}
_COLUMNS: dict[Layout, dict[str, _Column]] = {
    Layout.MATERIAL_ROWS: _SHARED | _ROWS,
    Layout.PROVINCIAL: _SHARED | {"情形简称": ("situation", _text), "关联材料名称": ("material", _text)},
    Layout.PLAIN: _SHARED,
    Layout.REGIONS: {
        **{name: column for name, column in _SHARED.items() if column[0] in {"region", "parent"}},
        "区划编码": ("code", _text),
        "上级区划编码": ("parent_code", _text),
        "区划级别": ("level", _text),
        "区划别名": ("aliases", BY_NAME["别名"].read),
        "纬度": ("latitude", _degrees),
        "经度": ("longitude", _degrees),
    },
    Layout.VENUES: {
        "办理点编码": ("code", _text),
        "办理点名称": ("name", _text),
        "地址": ("address", _text),
        "窗口": ("windows", _text),
        "办理时间": ("hours_text", _text),
        "电话": ("phones", _text),
        "区划": ("region", _text),
        "是否政务服务中心": ("centre", yes_or_no),
        "交通": ("traffic", _text),
        "纬度": ("latitude", _degrees),
        "经度": ("longitude", _degrees),
    },
}
_REQUIRED: dict[Layout, frozenset[str]] = {
    Layout.MATERIAL_ROWS: frozenset({"name", "material"}),
    Layout.PROVINCIAL: frozenset({"name", "material"}),
    Layout.PLAIN: frozenset({"name"}),
    Layout.REGIONS: frozenset({"region", "parent"}),
    Layout.VENUES: frozenset({"code", "name"}),
}


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its layout, its row (0-based) and the columns it knows."""

    layout: Layout
    row: int
    columns: tuple[tuple[str, int, str, CellReader], ...]  # attribute, index, name, reader

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that have a column."""
        return frozenset(column[0] for column in self.columns)


def find_header(sheet: Sheet, profile: Layout | None, faults: FaultLog) -> Header | None:
    """The first row of the first ten that is a known header (of ``profile`` when given); None else."""
    layouts = [profile] if profile else list(_COLUMNS)
    for number_, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        names = [_name(cell) for cell in row]
        for layout in layouts:
            known = {_COLUMNS[layout][name][0] for name in names if name in _COLUMNS[layout]}
            if known >= _REQUIRED[layout]:
                return _header(layout, number_, names, Where(sheet.place, number_ + 1), faults)
    return None


def _name(cell: object) -> str:
    return re.sub(r"\s+", "", _HINT.sub("", unicodedata.normalize("NFKC", text_of(cell)[:100])))


def _header(layout: Layout, row: int, names: Sequence[str], where: Where, faults: FaultLog) -> Header | None:
    if len(names) > MAX_COLUMNS:
        faults.error("too-many-columns", f"超过 {MAX_COLUMNS} 列,请删去多余的列", where)
        return None
    columns: dict[str, tuple[str, int, str, CellReader]] = {}
    for index, name in enumerate(names):
        column = _COLUMNS[layout].get(name)
        if column is None:
            if name:
                faults.doubt("unknown-column", f"不认识的列「{name}」,已忽略", where, name)
        elif column[0] in columns:
            faults.error(
                "duplicate-column", f"「{columns[column[0]][2]}」和「{name}」说的是同一项,请只留一列", where, name
            )
        else:
            columns[column[0]] = (column[0], index, name, column[1])
    return Header(layout, row, tuple(columns.values()))


class Cells:
    """Values of cells already read, shared by all sheets of one import."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], tuple[Any, tuple[tuple[Severity, str, str], ...]]] = {}

    def value(self, attribute: str, raw: str, read: CellReader) -> tuple[Any, tuple[tuple[Severity, str, str], ...]]:
        """The value of ``raw`` for an attribute ('' when blank) and what there is to say about it."""
        key = (attribute, raw)
        known = self._read.get(key)
        if known is None:
            notes = CellNotes()
            text = clean(raw, notes)
            known = self._read[key] = (read(text, notes) if text else "", tuple(notes.said))
        return known


class RowReader:
    """Rows of one sheet to the values of their non-blank cells."""

    def __init__(self, sheet: Sheet, header: Header, cells: Cells, faults: FaultLog) -> None:
        self.sheet = sheet
        self.header = header
        self._cells = cells
        self._faults = faults
        self.names: Mapping[str, str] = {column[0]: column[2] for column in header.columns}

    def __iter__(self) -> Iterator[tuple[Where, dict[str, Any]]]:
        """Place and values of each row below the header; a blank row has no values."""
        for index in range(self.header.row + 1, len(self.sheet.rows)):
            where = Where(self.sheet.place, index + 1)
            yield where, self._values(self.sheet.rows[index], where)

    def _values(self, row: Sequence[object], where: Where) -> dict[str, Any]:
        values: dict[str, Any] = {}
        width = len(row)
        for attribute, index, name, read in self.header.columns:
            cell = row[index] if index < width else ""
            if cell in {"", None}:
                continue
            value, said = self._cells.value(attribute, cell if isinstance(cell, str) else text_of(cell), read)
            for severity, code, reason in said:
                self._faults.add(severity, code, reason, where, name)
            if value not in ("", None, ()):
                values[attribute] = value
        return values
