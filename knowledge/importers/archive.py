"""Looks into a workbook's archive before anything opens it: bombs, damage, encryption.

Every member is unpacked in small pieces and counted (what the directory says about
sizes is not believed), and sheets are searched for cells far out, which would make a
reader allocate the whole rectangle.
"""

import re
import zipfile
import zlib
from pathlib import Path

from knowledge.importers.faults import ImportRefused

__all__ = ["inspect"]

_MAX_ENTRIES = 2_000
_MAX_UNPACKED = 512 * 1024 * 1024
_MAX_RATIO = 200
_SMALL = 32 * 1024 * 1024  # below this no ratio is suspicious
_MAX_CELLS = 20_000_000  # of the rectangle a sheet spans
_PIECE = 1024 * 1024
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def inspect(path: Path) -> None:
    """Return when the workbook at ``path`` is fit to be opened.

    Raises:
        ImportRefused: not a zip, damaged, encrypted, or too large when unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _inspect(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise ImportRefused(
            "damaged-workbook", f"{path.name} 已损坏或不是 Excel 工作簿,请用 Excel 重新另存为 .xlsx"
        ) from error


def _inspect(archive: zipfile.ZipFile, path: Path) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ImportRefused("encrypted-workbook", f"{path.name} 已加密,请去掉密码后再导入")
    if len(entries) > _MAX_ENTRIES:
        raise ImportRefused("zip-bomb", f"{path.name} 内含 {len(entries)} 个文件,不像工作簿,已拒绝")
    if "xl/workbook.xml" not in archive.namelist():
        raise ImportRefused("not-a-workbook", f"{path.name} 不是 Excel 工作簿(.xlsx),请用 Excel 另存为 .xlsx")
    limit = min(_MAX_UNPACKED, max(_SMALL, path.stat().st_size * _MAX_RATIO))
    unpacked = 0
    for entry in entries:
        entry.file_size = _MAX_UNPACKED + 1  # read to the true end, not to the one that is claimed
        unpacked = _unpack(archive, entry, unpacked, limit, path)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unpacked: int, limit: int, path: Path) -> int:
    widest = tallest = 0
    tail = b""
    sheet = entry.filename.startswith("xl/worksheets/")
    with archive.open(entry) as member:
        while piece := member.read(_PIECE):
            unpacked += len(piece)
            if unpacked > limit:
                raise ImportRefused("zip-bomb", f"{path.name} 解压后过大,已拒绝;请删去多余内容或拆成几个文件")
            if sheet:
                piece = tail + piece
                tail = piece[-40:]
                for letters, row in _extremes(piece):
                    widest, tallest = max(widest, letters), max(tallest, row)
    if widest * tallest > _MAX_CELLS:
        raise ImportRefused("too-many-cells", f"{path.name} 有内容写在很远的单元格,请删去空白行列后再导入")
    return unpacked


def _extremes(piece: bytes) -> list[tuple[int, int]]:
    """The furthest column and row among the cells of a piece."""
    found = _CELL.findall(piece)
    if not found:
        return []
    letters = max({column for column, _ in found}, key=lambda column: (len(column), column))
    return [(_column(letters), max(int(row) for _, row in found))]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
