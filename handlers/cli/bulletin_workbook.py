"""A bulletin as an Excel workbook: the sums with their charts, then every item."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from affairs.supervision.bulletin import Bulletin
from affairs.supervision.figures import ItemFigures
from affairs.supervision.spans import Period

__all__ = ["TITLES", "write_workbook"]

TITLES = {Period.DAILY: "日清", Period.WEEKLY: "周结", Period.MONTHLY: "月通报"}
Column = tuple[str, Callable[[ItemFigures], object], str]
FIGURES: tuple[Column, ...] = (
    ("收件", lambda f: f.received, "0"),
    ("受理", lambda f: f.accepted, "0"),
    ("办结", lambda f: f.closed, "0"),
    ("即办件", lambda f: f.immediate, "0"),
    ("即办率", lambda f: f.immediate_rate, "0.0%"),
    ("按时办结率", lambda f: f.on_time_rate, "0.0%"),
    ("平均用时（天）", lambda f: f.average_days, "0.0"),
    ("平均承诺（天）", lambda f: f.average_promised, "0.0"),
    ("补正", lambda f: f.corrections, "0"),
    ("不予受理/许可", lambda f: f.refused, "0"),
    ("黄牌", lambda f: f.yellow, "0"),
    ("红牌", lambda f: f.red, "0"),
    ("评价数", lambda f: f.rated, "0"),
    ("差评", lambda f: f.bad, "0"),
    ("平均满意度（1 最好）", lambda f: f.average_stars, "0.00"),
)
DEPARTMENT: Column = ("部门", lambda f: f.department, "@")
ITEM: tuple[Column, ...] = (DEPARTMENT, ("事项", lambda f: f.item_name, "@"), ("实施编码", lambda f: f.item_code, "@"))
FORMULA = ("=", "+", "-", "@")
CHARTS = (("A", "收件、受理、办结", 2, 4), ("H", "按时办结率", 7, 7), ("O", "黄牌、红牌", 12, 13))
"""Where a chart stands, and the columns that it shows."""
HEAD = 3
"""The row of the headings."""


def write_workbook(bulletin: Bulletin, path: Path | BinaryIO) -> None:
    """Write the file, or into an open one. Raises OSError."""
    book = Workbook()
    sums = book.active
    assert isinstance(sums, Worksheet)  # noqa: S101 - a new workbook has a sheet
    sums.title = "按部门"
    heading = f"{TITLES[bulletin.span.period]} {bulletin.span.first} 至 {bulletin.span.last}"
    departments = bulletin.departments
    _table(sums, heading, (DEPARTMENT, *FIGURES), [*departments, bulletin.total])
    if departments:
        _charts(sums, len(departments))
    _table(book.create_sheet("按事项"), heading, (*ITEM, *FIGURES), bulletin.items)
    book.save(path)


def _table(sheet: Worksheet, heading: str, columns: Sequence[Column], rows: Sequence[ItemFigures]) -> None:
    sheet["A1"] = heading
    sheet["A1"].font = Font(size=14, bold=True)
    for at, (name, _value, _format) in enumerate(columns, start=1):
        title = sheet.cell(HEAD, at, name)
        title.font, title.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
        title.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(at)].width = 24 if at <= len(ITEM) and len(columns) > 16 else 14
    for row, figures in enumerate(rows, start=HEAD + 1):
        for at, (_name, value, form) in enumerate(columns, start=1):
            sheet.cell(row, at, _plain(value(figures))).number_format = form
    sheet.column_dimensions["A"].width = 24
    sheet.freeze_panes = f"B{HEAD + 1}"


def _plain(value: object) -> str | int | float | None:
    """A name is text, whatever it begins with: a workbook must not compute what somebody typed."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value if isinstance(value, int | float) else None


def _charts(sheet: Worksheet, departments: int) -> None:
    last = HEAD + departments
    names = Reference(sheet, min_col=1, min_row=HEAD + 1, max_row=last)
    for column, title, first, end in CHARTS:
        chart = BarChart()
        chart.title, chart.height, chart.width = title, 8, 16
        chart.add_data(Reference(sheet, min_col=first, max_col=end, min_row=HEAD, max_row=last), titles_from_data=True)
        chart.set_categories(names)
        sheet.add_chart(chart, f"{column}{last + 4}")
