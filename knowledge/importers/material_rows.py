"""Layout *material-rows*: one row a material; a guide is the rows of one 区划, 主项 and 业务办理项."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.guide import GuideKey, Material, Situation
from knowledge.importers.codes import normalised
from knowledge.importers.compose import GUIDE_ATTRIBUTES, Composer, material_of
from knowledge.importers.faults import Where
from knowledge.importers.materials import NOTHING_NEEDED
from knowledge.importers.tables import RowReader

__all__ = ["Group", "read_material_rows"]

_NO_SITUATION = {"无情形", "无", "/", "-", "—"}


@dataclass
class Group:
    """The rows of one guide as they come: what the first says, and the materials of all."""

    key: GuideKey
    where: Where
    values: Mapping[str, Any]
    materials: dict[str, dict[Material, None]] = field(default_factory=dict)
    rows: int = 1

    def add(self, situation: str, material: Material | None) -> bool:
        """Add a material ('' = of no situation); False when it is there already."""
        listed = self.materials.setdefault(situation, {})
        if material is None:
            return True
        if material in listed:
            return False
        listed[material] = None
        return True

    def parts(self) -> dict[str, Any]:
        """``materials`` and ``situations`` of the guide."""
        everywhere = tuple(self.materials.get("", {}))
        situations = tuple(Situation(name, tuple(listed)) for name, listed in self.materials.items() if name)
        if situations or len(everywhere) > 1:
            everywhere = tuple(one for one in everywhere if one.name not in NOTHING_NEEDED)
        return {"materials": everywhere, "situations": situations}


def read_material_rows(rows: RowReader, composer: Composer, step: Callable[[], None]) -> None:
    """Add the items and guides of a material-rows sheet; ``step`` is called after each row."""
    faults = composer.assembly.faults
    groups: dict[GuideKey, Group] = {}
    compared = sorted(GUIDE_ATTRIBUTES & rows.header.attributes)
    for where, values in rows:
        if "name" in values:
            key = composer.key(values, where)
            group = groups.get(key)
            if group is None:
                group = groups[key] = Group(key, where, values)
                composer.item(values, key.item_code, where)
            else:
                _compare(group, values, compared, composer, where)
            if not group.add(situation_of(values, key.variant), _material(values)):
                faults.doubt("duplicate-row", "与前面的行重复(同一指南、情形、材料),已合并", where)
        elif values:
            faults.error("missing-name", "缺少主项名称,请补上;合并单元格请拆开后逐行填写", where, rows.names["name"])
        step()
    for group in groups.values():
        if not any(group.materials.values()) and GUIDE_ATTRIBUTES.isdisjoint(group.values):
            composer.assembly.bare(group.key.item_code, group.where)
            continue
        guide = composer.guide(group.values, group.key, group.where, **group.parts())
        composer.assembly.guide(guide, group.where)


def situation_of(values: Mapping[str, Any], variant: str) -> str:
    """The row's 情形; '' when it says none, or merely repeats the variant or the item."""
    said = " ".join(values.get("situation", "").split())
    repeats = said and normalised(said) in {normalised(variant), normalised(values["name"])}
    return "" if repeats or said in _NO_SITUATION else said


def _material(values: Mapping[str, Any]) -> Material | None:
    name = " ".join(values.get("material", "").split())
    if not name:
        return None
    return material_of(values, "无需材料" if name in NOTHING_NEEDED else name)


def _compare(group: Group, values: Mapping[str, Any], compared: list[str], composer: Composer, where: Where) -> None:
    """Every row of a guide repeats its fields; where they differ the first holds."""
    for attribute in compared:
        if values.get(attribute) != group.values.get(attribute):
            reason = f"与同一指南的第 {group.where.row} 行不一致,以第 {group.where.row} 行为准"
            composer.assembly.faults.doubt("differing-rows", reason, where, composer.column(attribute))
