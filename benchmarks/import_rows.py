"""100,000 rows of every layout in and out: seconds, rows a second, and memory at the end.

The peer in the same run is reading the same workbook's bare cells with python-calamine
(and openpyxl, read-only), which is what no importer can undercut.
"""

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
import python_calamine

from knowledge.importers import read, write

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
HEADER = [
    "区划名称", "上级区划名称", "主项名称", "业务办理项名称", "承诺办结时限", "是否收费",
    "受理条件", "办理地点", "办理时间", "咨询方式", "情形", "材料名称",
]  # fmt: skip

TARGETS = (
    ("plain.xlsx", None, "guides"),
    ("plain.csv", None, "guides"),
    ("rows2.xlsx", "material-rows", "rows"),
    ("yaml", None, "guides"),
)


def row(number: int) -> list[str]:
    """A row such as cities publish: five materials a guide, twenty districts an item."""
    guide, material = divmod(number, 5)
    item, region = divmod(guide, 20)
    return [
        f"第{region}区", "云州市,云南省", f"第{item}号事项办理", "无", str(item % 20 + 1), "否",
        f"1、具有本市户籍;\n2、符合第{item}号规定的条件。", f"云州市第{region}区政务大道{region}号政务服务中心综合窗口",
        "春夏季：星期一至星期五09：00-17：00（法定节假日除外，中午不间断服务）\n秋冬季：星期一至星期五09：00-16：30（法定节假日除外）",
        f"0871-6000{region:04}", "无情形", f"第{material}号申请材料",
    ]  # fmt: skip


def bare_cells(path: Path) -> int:
    """Read every cell by openpyxl; how many rows there were."""
    return sum(1 for _ in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True))


def timed(name: str, rows: int, work: Callable[[], object]) -> object:
    """Run ``work`` and print its line of the table."""
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<44}{rows:>9,}{seconds:>9.2f}{rows / seconds:>12,.0f}{memory:>9,.0f}")
    return result


def main() -> None:
    """Print the table."""
    print(f"{'what':<44}{'rows':>9}{'seconds':>9}{'rows/s':>12}{'MB peak':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = [row(number) for number in range(ROWS)]
        with (folder / "rows.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([HEADER, *table])
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("事项")
        for cells in [HEADER, *table]:
            sheet.append(cells)
        book.save(folder / "rows.xlsx")
        del table, sheet
        path = folder / "rows.xlsx"
        cells = python_calamine.load_workbook(path)
        timed("peer: calamine, bare cells", ROWS, lambda: cells.get_sheet_by_index(0).to_python())
        timed("import material-rows .xlsx", ROWS, lambda: read([path]))
        timed("import material-rows .csv", ROWS, lambda: read([folder / "rows.csv"]))
        catalogue = read([path]).catalogue
        guides = len(catalogue.guides)
        for target, layout, lines in TARGETS:
            rows = ROWS if lines == "rows" else guides
            timed(f"export {target}", rows, partial(write, catalogue, folder / target, layout))
            timed(f"import {target}", rows, partial(read, [folder / target]))
        timed("peer: openpyxl read-only, bare cells", ROWS, lambda: bare_cells(path))


if __name__ == "__main__":
    main()
