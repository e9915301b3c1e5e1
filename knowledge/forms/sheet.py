"""Many applications of one form as a table: one row an application, one column a field, headed by its label.

Tables within a form (fields of type ``rows``) have no column; an application that needs one is completed by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from knowledge.forms.fields import Field, FieldType
from knowledge.forms.form import Form
from knowledge.importers.faults import ImportRefused
from knowledge.importers.sheets import Sheet, open_sheets

__all__ = ["LINES", "FilledLine", "FilledTable", "read_table", "write_template"]

LINES = 100
"""Applications that one table may hold."""
EXACT = 10**15
"""Excel keeps 15 digits of a number, and writes 0 for the rest: an ID number typed as a number is another one."""
FIRST_DAY = date(1899, 12, 30)
"""Day 0 of Excel's calendar, which counts days; as a number a date comes from a cell of no date format."""
DAYS = range(3_654, 73_051)
"""Of 1910 to 2099: what else stands in a cell for a date is told by the check of dates."""
YES_NO = {"是": True, "否": False, "有": True, "无": False}
SEPARATORS = str.maketrans({"，": "、", ",": "、", ";": "、", "；": "、", "\n": "、"})


@dataclass(frozen=True, slots=True)
class FilledLine:
    """One line: its row in the sheet (the header is row 1), and its answers as they come in JSON.

    ``lost`` are the fields whose cells are numbers too long for Excel: their last digits are gone, and so are they.
    """

    row: int
    answers: Mapping[str, Any] = field(repr=False)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledTable:
    """All lines of a table, and what whoever sent it should know of how it was read."""

    lines: tuple[FilledLine, ...]
    notes: tuple[str, ...] = ()


def read_table(path: Path, form: Form) -> FilledTable:
    """The lines that are not empty, of the first sheet that is not hidden.

    Raises ImportRefused: no table, merged cells, a column that the form does not have or that is there twice, no
    line at all, more than :data:`LINES`. What stands in the cells is judged by the precheck, not here.
    """
    sheets = open_sheets(path)
    sheet = next((each for each in sheets if not each.hidden), None)
    if sheet is None or not sheet.rows:
        raise ImportRefused("empty-file", "表格是空的")
    if sheet.merged:
        raise ImportRefused("merged-cells", f"第 {sheet.merged[0] + 1} 行有合并的单元格，请取消合并，每行填完整")
    columns = _columns(sheet.rows[0], form)
    filled = [
        line
        for number, cells in enumerate(sheet.rows[1 : LINES + 50], start=2)
        if (line := _line(number, columns, cells)).answers or line.lost
    ]
    if not filled:
        raise ImportRefused("no-rows", "表头下面没有填写任何一行")
    if len(filled) > LINES or len(sheet.rows) > LINES + 50:
        raise ImportRefused("too-many-rows", f"一张表最多填 {LINES} 份申报，请分成几张表")
    return FilledTable(tuple(filled), _notes(sheets, sheet))


def write_template(path: Path, form: Form) -> None:
    """A workbook to fill in: the labels as header, choices as drop-downs, what to fill in as notes beside it."""
    from openpyxl import Workbook  # noqa: PLC0415 - 30 MB that a server seldom needs
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook without a sheet")
    sheet.title = "申报"
    notes = book.create_sheet("填写说明")
    notes.append(["栏目", "是否必填", "怎么填", "示例"])
    for number, each in enumerate(_in_columns(form), start=1):
        sheet.cell(1, number, each.label)
        sheet.column_dimensions[get_column_letter(number)].width = max(12, len(each.label) * 2 + 2)
        sheet.cell(1, number).number_format = "@"
        notes.append([each.label, _necessity(each), each.help or _kinds(each), each.example])
        _restrict(sheet, each, number)
    sheet.freeze_panes = "A2"
    book.save(path)


def _in_columns(form: Form) -> list[Field]:
    return [each for each in form.fields() if each.type is not FieldType.ROWS]


def _columns(header: Sequence[object], form: Form) -> dict[int, Field]:
    known = {each.label: each for each in _in_columns(form)} | {each.key: each for each in _in_columns(form)}
    columns: dict[int, Field] = {}
    for index, cell in enumerate(header):
        name = str(cell).strip().rstrip("*＊")
        if not name:
            continue
        if name not in known:
            raise ImportRefused("unknown-column", f"表单里没有「{name[:40]}」这一栏，请用模板填写")
        if known[name] in columns.values():
            raise ImportRefused("column-twice", f"「{name[:40]}」这一栏出现了两次")
        columns[index] = known[name]
    if not columns:
        raise ImportRefused("wrong-header", "第一行应是栏目名称，请用模板填写")
    return columns


def _notes(sheets: Sequence[Sheet], read: Sheet) -> tuple[str, ...]:
    """Which sheet was read, where there was a choice."""
    before = [each.name for each in sheets[: sheets.index(read)]]
    if not before:
        return ()
    return (f"读的是「{read.name}」这张表；前面隐藏的「{'」「'.join(before)}」没有读。",)


def _line(number: int, columns: Mapping[int, Field], cells: Sequence[object]) -> FilledLine:
    answers: dict[str, Any] = {}
    lost = []
    for index, each in columns.items():
        cell = cells[index] if index < len(cells) else ""
        if isinstance(cell, float) and abs(cell) >= EXACT:
            lost.append(each.key)
        elif (value := _answer(each, cell)) is not None:
            answers[each.key] = value
    return FilledLine(number, answers, tuple(lost))


def _answer(each: Field, cell: object) -> Any:
    if each.type is FieldType.DATE and isinstance(cell, float) and int(cell) in DAYS:
        cell = FIRST_DAY + timedelta(days=int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    text = _text(cell)
    if not text:
        return None
    values = {option.shown: option.value for option in each.options}
    match each.type:
        case FieldType.YES_NO:
            return YES_NO.get(text, text)
        case FieldType.CHOICE:
            return values.get(text, text)
        case FieldType.CHOICES:
            return [
                values.get(part.strip(), part.strip())
                for part in text.translate(SEPARATORS).split("、")
                if part.strip()
            ]
        case _:
            return text


def _text(cell: object) -> str:
    """Excel keeps numbers as floats: a phone number is not to become 1.39e10."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _necessity(each: Field) -> str:
    if each.when is not None or each.required_when is not None:
        return "视情况"
    return "必填" if each.required else "选填"


def _kinds(each: Field) -> str:
    if each.options:
        joined = "、".join(option.shown for option in each.options)
        return f"从中选择：{joined}" if each.type is FieldType.CHOICE else f"可选几项，用顿号隔开：{joined}"
    return {FieldType.YES_NO: "填“是”或“否”", FieldType.DATE: "如 2026-03-01"}.get(each.type, "")


def _restrict(sheet: Any, each: Field, column: int) -> None:
    """A drop-down where there are a few choices; Excel takes 255 characters of them."""
    shown = ["是", "否"] if each.type is FieldType.YES_NO else [option.shown for option in each.options]
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    joined = ",".join(shown)
    if not shown or len(joined) > 250 or any("," in name or '"' in name for name in shown):
        return
    if each.type in {FieldType.YES_NO, FieldType.CHOICE}:
        rule = DataValidation(type="list", formula1=f'"{joined}"', allow_blank=True)
        sheet.add_data_validation(rule)
        letter = get_column_letter(column)
        rule.add(f"{letter}2:{letter}{LINES + 1}")
