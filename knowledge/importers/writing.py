"""Exports: a catalogue to a YAML folder, a workbook or a CSV, whole or not at all."""

import csv
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.catalogue import Catalogue
from knowledge.importers.cells import LIMIT
from knowledge.importers.faults import ExportRefused
from knowledge.importers.table_rows import Table, material_rows, plain_rows, region_rows, venue_rows
from knowledge.importers.tables import Layout
from knowledge.importers.yaml_read import MANIFEST
from knowledge.importers.yaml_write import write_folder

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

__all__ = ["write"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(catalogue: Catalogue, path: Path, layout: str | None = None) -> None:
    """Write the catalogue to ``path``: ``.xlsx`` and ``.csv`` as *plain* (or ``layout``), else a YAML folder.

    The target appears whole or not at all; a file, or a folder of an earlier export, is replaced.

    Raises:
        ExportRefused: the folder holds something else, or no such layout for that kind of file.
    """
    kind = path.suffix.lower()
    chosen = layout or (Layout.PLAIN if kind in {".xlsx", ".csv"} else Layout.YAML)
    if kind in {".xlsx", ".csv"} and chosen in {Layout.PLAIN, Layout.MATERIAL_ROWS}:
        _replace_file(path, lambda target: _TABLES[kind](catalogue, chosen, target))
    elif kind not in {".xlsx", ".csv"} and chosen == Layout.YAML:
        _replace_folder(path, lambda target: write_folder(catalogue, target))
    else:
        raise ExportRefused(
            "unknown-layout",
            f"不能把 {chosen} 版式写到 {path.name};可选:plain、material-rows(.xlsx、.csv),yaml(文件夹)",
        )


def _replace_file(path: Path, fill: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{path.stem}-", dir=_parent(path)) as folder:
        target = Path(folder) / path.name
        fill(target)
        target.replace(path)


def _replace_folder(path: Path, fill: Callable[[Path], None]) -> None:
    if path.exists() and not path.is_dir():
        raise ExportRefused("not-a-folder", f"{path.name} 已存在且不是文件夹")
    if path.is_dir() and any(path.iterdir()) and not (path / MANIFEST).is_file():
        raise ExportRefused("folder-not-empty", f"文件夹 {path.name} 里有别的内容,请换一个空文件夹")
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=_parent(path)) as folder:
        target, before = Path(folder) / "new", Path(folder) / "before"
        target.mkdir()
        fill(target)
        if path.is_dir():
            path.rename(before)
        try:
            target.rename(path)
        except OSError:
            if before.is_dir():
                before.rename(path)
            raise
        shutil.rmtree(before, ignore_errors=True)


def _parent(path: Path) -> Path:
    parent = path.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def _rows(catalogue: Catalogue, layout: str, *, coded_venues: bool) -> Table:
    return (
        material_rows(catalogue) if layout == Layout.MATERIAL_ROWS else plain_rows(catalogue, coded_venues=coded_venues)
    )


def _csv(catalogue: Catalogue, layout: str, target: Path) -> None:
    """UTF-8 with BOM, so that Excel reads it; what could be taken for a formula gets an apostrophe."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [[_shielded(cell) for cell in row] for row in _rows(catalogue, layout, coded_venues=False)]
        )


def _shielded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _xlsx(catalogue: Catalogue, layout: str, target: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - 30 MB that nobody needs who only reads

    book = Workbook(write_only=True)
    plain = layout == Layout.PLAIN
    _sheet(book, "事项", _rows(catalogue, layout, coded_venues=plain))
    if plain and catalogue.regions:
        _sheet(book, "区划", region_rows(catalogue))
    if plain and catalogue.venues:
        _sheet(book, "办理点", venue_rows(catalogue))
    book.save(target)


def _sheet(book: "Workbook", title: str, rows: Table) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])


def _cell(sheet: "WriteOnlyWorksheet", text: str) -> "Cell | None":
    """A cell of text, whatever the text begins with."""
    if not text:
        return None
    cell: Cell = _made()(sheet, _CONTROL.sub("", text)[:LIMIT])
    cell.data_type = "s"
    return cell


@cache
def _made() -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    return WriteOnlyCell


_TABLES = {".xlsx": _xlsx, ".csv": _csv}
