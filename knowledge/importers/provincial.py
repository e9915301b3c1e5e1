"""Layout *provincial*: items with their situations and materials; a blank (merged) cell is as above."""

from collections.abc import Callable
from typing import Any

from knowledge.guide import GuideKey, Material
from knowledge.importers.cells import CellNotes
from knowledge.importers.compose import Composer
from knowledge.importers.faults import Where
from knowledge.importers.material_rows import Group, situation_of
from knowledge.importers.materials import split_names
from knowledge.importers.tables import RowReader

__all__ = ["read_provincial"]


def read_provincial(rows: RowReader, composer: Composer, step: Callable[[], None]) -> None:
    """Add the items and guides of a provincial sheet; ``step`` is called after each row."""
    read = _Reader(rows, composer)
    for where, values in rows:
        if values:
            read.row(values, where)
        step()
    read.finish()


class _Reader:
    """Fills blanks from above, within one item."""

    def __init__(self, rows: RowReader, composer: Composer) -> None:
        self._rows = rows
        self._composer = composer
        self._faults = composer.assembly.faults
        self._alone = frozenset(values["material"] for _, values in rows if "," not in values.get("material", ","))
        self._groups: dict[GuideKey, Group] = {}
        self._current: Group | None = None
        self._situation = ""
        self._told: set[str] = set()  # situations of an earlier block of the same item

    def row(self, values: dict[str, Any], where: Where) -> None:
        """Take one row that is not blank."""
        if "name" in values:
            self._begin(values, where)
        group = self._current
        if group is None:
            reason = "第一行就没有事项名称,不知属于哪个事项,请补上"
            self._faults.error("missing-name", reason, where, self._rows.names["name"])
            return
        if "situation" in values:
            self._situation = situation_of({"name": group.values["name"], **values}, "")
        if self._situation in self._told:
            return
        notes = CellNotes()
        names = split_names(values.get("material", ""), self._alone, notes)
        for severity, code, reason in notes.said:
            self._faults.add(severity, code, reason, where, self._composer.column("material"))
        for name in names or [""]:
            if not group.add(self._situation, Material(name) if name else None):
                self._faults.doubt("duplicate-row", "与前面的行重复(同一事项、情形、材料),已合并", where)

    def _begin(self, values: dict[str, Any], where: Where) -> None:
        key = self._composer.key(values, where)
        if self._current is not None and self._current.key == key and not values.get("situation"):
            return  # the name repeated on every row
        known = self._groups.get(key)
        again = known is not None and known is not self._current
        if known is None:
            known = self._groups[key] = Group(key, where, values)
        if known is not self._current or again:
            self._composer.item(values, key.item_code, where)
            self._situation = ""
            self._told = set(known.materials) if again else set()
        if again:
            reason = f"「{values['name'][:40]}」在第 {known.where.row} 行已经出现过,相同情形以前面的为准"
            self._faults.doubt("repeated-item", reason, where, self._composer.column("name"))
        self._current = known

    def finish(self) -> None:
        """Add the guides."""
        for group in self._groups.values():
            guide = self._composer.guide(group.values, group.key, group.where, **group.parts())
            self._composer.assembly.guide(guide, group.where)
