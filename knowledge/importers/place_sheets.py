"""Sheets of places: 区划 (regions) and 办理点 (venues that guides name by code)."""

from collections.abc import Callable
from typing import Any

from knowledge.hours import parse
from knowledge.importers.compose import Composer
from knowledge.importers.faults import Where
from knowledge.importers.phones import read_phones
from knowledge.importers.region_tree import level_of
from knowledge.importers.tables import RowReader
from knowledge.places import Region, RegionLevel, Venue

__all__ = ["LEVELS", "read_regions", "read_venues"]

LEVELS = {
    RegionLevel.PROVINCE: "省",
    RegionLevel.CITY: "市",
    RegionLevel.DISTRICT: "区县",
    RegionLevel.STREET: "街道乡镇",
    RegionLevel.COMMUNITY: "社区村",
}
_LEVELS = {name: level for level, name in LEVELS.items()} | {level.value: level for level in RegionLevel}


def read_regions(rows: RowReader, composer: Composer, step: Callable[[], None]) -> None:
    """Add the regions of a sheet; those with 区划编码 keep it."""
    seen: dict[tuple[str, ...], Where] = {}
    for where, values in rows:
        if "region" in values and "code" in values:
            _declare(values, composer, where)
        elif "region" in values:
            path = composer.tree.path(values["region"], values.get("parent", ""))
            if seen.setdefault(path, where) is not where:
                composer.assembly.faults.doubt("duplicate-row", "与前面的行重复(同一区划),已合并", where)
            composer.tree.code(values["region"], values.get("parent", ""), where, composer.column("region"))
        elif values:
            composer.assembly.faults.error("missing-name", "缺少区划名称,请补上", where, rows.names["region"])
        step()


def _declare(values: dict[str, Any], composer: Composer, where: Where) -> None:
    parents = values.get("parent", "")
    parent = values.get("parent_code", "")
    if not parent and parents:
        above = composer.tree.path("", parents)
        parent = composer.tree.code(above[-1], ",".join(reversed(above[:-1])), where, composer.column("parent"))
    known = composer.assembly.region_of(parent)
    told = values.get("level", "")
    if told and told not in _LEVELS:
        composer.assembly.faults.doubt(
            "unknown-level", f"区划级别「{told[:10]}」不在 {'、'.join(LEVELS.values())} 之中,已忽略", where, "区划级别"
        )
    level = (
        _LEVELS.get(told)
        if told or "level" in composer.names
        else level_of(values["region"], known.level if known else None)
    )
    region = Region(
        values["code"],
        values["region"],
        parent,
        level,
        values.get("aliases", ()),
        values.get("latitude"),
        values.get("longitude"),
    )
    composer.tree.declare(region, composer.tree.path(region.name, parents), where)


def read_venues(rows: RowReader, composer: Composer, step: Callable[[], None]) -> None:
    """Add the venues of a sheet."""
    for where, values in rows:
        if "code" in values:
            composer.assembly.venue(_venue(values, composer, where), where)
        elif values:
            composer.assembly.faults.error("missing-code", "缺少办理点编码,请补上", where, rows.names["code"])
        step()


def _venue(values: dict[str, Any], composer: Composer, where: Where) -> Venue:
    said = values.get("hours_text", "")
    read = parse(said) if said else None
    if said:
        composer.doubt_hours(said, where, composer.column("hours_text"))
    place = values.get("region", "")
    return Venue(
        values.get("name", ""),
        values.get("address", ""),
        values.get("windows", ""),
        said,
        read.hours if read else (),
        read_phones(values["phones"])[0] if "phones" in values else (),
        composer.tree.code(place, "", where, composer.column("region")) if place else "",
        values["code"],
        bool(values.get("centre")),
        values.get("traffic", ""),
        read.closed_on_holidays if read else None,
        values.get("latitude"),
        values.get("longitude"),
    )
