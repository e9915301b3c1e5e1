"""Reads any number of sources, of whatever layout, into one catalogue with all its faults."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.importers.assembly import Assembly
from knowledge.importers.compose import Composer
from knowledge.importers.faults import Fault, FaultLog, ImportRefused, Severity, Where
from knowledge.importers.material_rows import read_material_rows
from knowledge.importers.place_sheets import read_regions, read_venues
from knowledge.importers.plain import read_plain
from knowledge.importers.provincial import read_provincial
from knowledge.importers.region_tree import RegionTree
from knowledge.importers.sheets import Sheet, open_sheets
from knowledge.importers.tables import EXPECTED, Cells, Header, Layout, RowReader, find_header
from knowledge.importers.yaml_read import read_yaml, yaml_files

__all__ = ["Imported", "Progress", "read"]

Progress = Callable[[int, int], None]
_EVERY = 1000
_READERS = {
    Layout.REGIONS: read_regions,
    Layout.VENUES: read_venues,
    Layout.PLAIN: read_plain,
    Layout.MATERIAL_ROWS: read_material_rows,
    Layout.PROVINCIAL: read_provincial,
}
_PROFILES = {layout.value: layout for layout in Layout}


@dataclass(frozen=True)
class Imported:
    """What was read. With any error nothing of it may be imported.

    ``layout`` names the layouts met, joined by "+". ``item_level_only`` are the codes of
    items for which the source named no guide field: guides they have already stay.
    The totals count faults that the list leaves out too.
    """

    catalogue: Catalogue
    faults: tuple[Fault, ...]
    layout: str
    item_level_only: frozenset[str]
    error_count: int = 0
    warning_count: int = 0

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that forbid the import."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The faults that the import survives."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.WARNING)


def read(
    paths: Sequence[Path],
    profile: str | None = None,
    progress: Progress | None = None,
    known: Catalogue | None = None,
) -> Imported:
    """Read files and folders into one catalogue.

    Args:
        paths: workbooks, text tables, YAML files, YAML folders.
        profile: name of the layout, where it is not to be told by the header.
        progress: called with rows (or YAML files) done and in all.
        known: the catalogue imported into; its regions, venues and item names can be referred to.

    Raises:
        ImportRefused: a source that cannot be read at all, or no such profile.
    """
    if profile is not None and profile not in _PROFILES:
        raise ImportRefused("unknown-profile", f"没有叫「{profile}」的版式,可选:{'、'.join(_PROFILES)}")
    reading = _Reading(_PROFILES[profile] if profile else None, Assembly(FaultLog(), known))
    return reading.run(paths, progress)


class _Steps:
    """Counts rows and tells of every thousandth."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def __call__(self) -> None:
        self._done += 1
        if self._progress is not None and (self._done % _EVERY == 0 or self._done == self._total):
            self._progress(self._done, self._total)


class _Reading:
    """One call of :func:`read`."""

    def __init__(self, profile: Layout | None, assembly: Assembly) -> None:
        self._profile = profile
        self._assembly = assembly
        self._faults = assembly.faults
        self._layouts: dict[str, None] = {}

    def run(self, paths: Sequence[Path], progress: Progress | None) -> Imported:
        folders, files = self._sorted(paths)
        tables = [table for path in files for table in self._tables(path)]
        # regions first, then venues: the others refer to them
        tables.sort(
            key=lambda table: list(_READERS).index(table[1].layout) if table[1].layout in _FIRST else len(_READERS)
        )
        rows = sum(len(sheet.rows) - header.row - 1 for sheet, header in tables)
        steps = _Steps(rows + sum(len(yaml_files(path)) for path in folders), progress)
        for path in folders:
            self._layouts[Layout.YAML] = None
            read_yaml(path, self._assembly, steps)
        composer = Composer(self._assembly, RegionTree(self._assembly))
        cells = Cells()
        for sheet, header in tables:
            reader = RowReader(sheet, header, cells, self._faults)
            composer.names = reader.names
            _READERS[header.layout](reader, composer, steps)
        return self._imported(paths)

    def _sorted(self, paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
        """YAML sources, and tables."""
        folders: list[Path] = []
        files: list[Path] = []
        for path in paths:
            if not path.exists():
                raise ImportRefused("no-such-file", f"没有这个文件:{path.name}")
            yaml = path.is_dir() or path.suffix.lower() in {".yaml", ".yml"} or self._profile is Layout.YAML
            (folders if yaml else files).append(path)
        return folders, files

    def _tables(self, path: Path) -> list[tuple[Sheet, Header]]:
        found = []
        sheets = open_sheets(path)
        for sheet in sheets:
            header = find_header(sheet, self._profile, self._faults)
            if header is not None:
                found.append((sheet, header))
                self._layouts[header.layout] = None
            elif len(sheets) > 1 and any(any(row) for row in sheet.rows):
                self._faults.doubt("unknown-sheet", "没有认识的表头,此表未导入", Where(sheet.place))
        if not found:
            wanted = [EXPECTED[self._profile]] if self._profile else list(EXPECTED.values())
            empty = not any(any(row) for sheet in sheets for row in sheet.rows)
            code, said = ("empty-workbook", "没有任何内容") if empty else ("unknown-header", "前10行里没有认识的表头")
            self._faults.error(code, f"{said};需要的列:{' 或 '.join(wanted)}", Where(path.name))
        return found

    def _imported(self, paths: Sequence[Path]) -> Imported:
        catalogue = self._assembly.catalogue()
        read = (catalogue.items, catalogue.regions, catalogue.venues, catalogue.synonyms, catalogue.out_of_scope)
        if not (
            any(read)
            or catalogue.regression
            or catalogue.scenarios
            or catalogue.forms
            or self._faults.count(Severity.ERROR)
        ):
            self._faults.error("nothing-to-import", "表头下面没有内容", Where(paths[0].name if paths else ""))
        return Imported(
            catalogue,
            self._faults.told(),
            "+".join(self._layouts),
            self._assembly.item_level_only(),
            self._faults.count(Severity.ERROR),
            self._faults.count(Severity.WARNING),
        )


_FIRST = (Layout.REGIONS, Layout.VENUES)
