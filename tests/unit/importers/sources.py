"""Small sources written on the spot."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from knowledge.importers import Imported


def workbook(path: Path, *sheets: tuple[str, Iterable[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def told(imported: Imported, code: str) -> list[tuple[str, int | None, str]]:
    return [(fault.place, fault.row, fault.column) for fault in imported.faults if fault.code == code]


def codes(imported: Imported) -> set[str]:
    return {fault.code for fault in imported.errors}
