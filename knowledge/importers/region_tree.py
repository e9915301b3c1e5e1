"""Regions out of columns: 区划名称 with 上级区划名称 (nearest parent first), to one tree with codes."""

import re

from knowledge.catalogue import Catalogue
from knowledge.importers.assembly import Assembly
from knowledge.importers.codes import normalised, region_code
from knowledge.importers.faults import Where
from knowledge.places import Region, RegionLevel

__all__ = ["RegionTree", "level_of"]

_SPLIT = re.compile(r"[,，、/>＞→\\|]+")
_ORDER = list(RegionLevel)
_SUFFIXES = (
    (RegionLevel.COMMUNITY, ("社区", "村", "居委会", "村委会", "小区", "嘎查")),
    (RegionLevel.STREET, ("街道", "街道办事处", "片区", "镇", "乡", "苏木")),
    (RegionLevel.DISTRICT, ("区", "县", "旗", "自治县", "林区", "特区")),
    (RegionLevel.PROVINCE, ("省", "自治区")),
    (RegionLevel.CITY, ("市", "自治州", "州", "盟", "地区")),
)
_PROVINCES = {"北京市", "天津市", "上海市", "重庆市", "香港特别行政区", "澳门特别行政区"}


def level_of(name: str, parent: RegionLevel | None) -> RegionLevel | None:
    """The level told by the end of a name; below ``parent`` in any case; None when neither tells."""
    below = _ORDER[min(_ORDER.index(parent) + 1, len(_ORDER) - 1)] if parent else None
    if name in _PROVINCES or (name.endswith("自治区") and not parent):
        told: RegionLevel | None = RegionLevel.PROVINCE
    else:
        told = next((level for level, ends in _SUFFIXES if name.endswith(ends)), None)
    if told is None or (parent and _ORDER.index(told) <= _ORDER.index(parent)):
        return below
    return told


class RegionTree:
    """Finds the code of a region named in a row, adding it and its parents where they are new."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._by_path: dict[tuple[str, ...], str] = {}
        self._by_name: dict[str, set[str]] = {}
        self._asked: dict[tuple[str, str], str | None] = {}
        self._given: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
        self._learn_all(assembly.known)

    def _learn_all(self, known: Catalogue) -> None:
        for region in known.regions:
            codes = [code for code in known.ancestry(region.code) if code in known.regions_by_code]
            self._learn(region, tuple(known.regions_by_code[code].name for code in reversed(codes)))

    def _learn(self, region: Region, path: tuple[str, ...]) -> None:
        self._by_path.setdefault(tuple(map(normalised, path)), region.code)
        for name in (region.name, *region.aliases):
            self._by_name.setdefault(normalised(name), set()).add(region.code)

    def declare(self, region: Region, path: tuple[str, ...], where: Where) -> None:
        """Add a region with a code of its own."""
        self._assembly.region(region, where)
        self._learn(region, path)

    def given(self, name: str, parents: str, codes: str, where: Where) -> None:
        """Declare the regions of a path by the codes written beside it (one for the end, or one a name)."""
        path = self.path(name, parents)
        each = tuple(part.strip() for part in codes.split("/"))
        if len(each) not in {1, len(path)} or (path, each) in self._given:
            return
        self._given.add((path, each))
        for depth, code in enumerate(each, len(path) - len(each) + 1):
            if code and self._assembly.region_of(code) is None:
                parent = self._grow(path[: depth - 1], where, "") if depth > 1 else ""
                above = self._assembly.region_of(parent)
                level = level_of(path[depth - 1], above.level if above else None)
                self.declare(Region(code, path[depth - 1], parent, level), path[:depth], where)

    def code(self, name: str, parents: str, where: Where, column: str) -> str:
        """The code of ``name`` below ``parents`` ('' when ambiguous: an error is noted)."""
        asked = (name, parents)
        if asked not in self._asked:
            self._asked[asked] = self._find(name, parents, where, column)
        found = self._asked[asked]
        if found is None:
            reason = f"叫「{name}」的区划不止一个,请填“上级区划名称”"
            self._assembly.faults.error("ambiguous-region", reason, where, column)
        return found or ""

    def _find(self, name: str, parents: str, where: Where, column: str) -> str | None:
        if self._assembly.region_of(name) is not None:
            return name  # the code itself
        path = self.path(name, parents)
        known = self._by_path.get(tuple(map(normalised, path)))
        if known is None and len(path) == 1:
            codes = self._by_name.get(normalised(name), set())
            if len(codes) > 1:
                return None
            known = next(iter(codes), None)
        return known or self._grow(path, where, column)

    def path(self, name: str, parents: str) -> tuple[str, ...]:
        """Names from the root down. ``parents`` is leaf to root; a name may itself hold a path from the root."""
        above = tuple(part.strip() for part in reversed(_SPLIT.split(parents)) if part.strip())
        own = tuple(part.strip() for part in _SPLIT.split(name) if part.strip())
        if not above and len(own) > 1 and level_of(own[0], None) == RegionLevel.COMMUNITY:
            own = own[::-1]
        return above + own

    def _grow(self, path: tuple[str, ...], where: Where, column: str) -> str:
        """Add what is missing of ``path``; the code of its end."""
        if len(set(map(normalised, path))) < len(path):
            reason = f"「{'/'.join(path)[:60]}」绕成了圈,请核对上级区划"
            self._assembly.faults.error("region-cycle", reason, where, column)
        parent, level = "", None
        for depth in range(1, len(path) + 1):
            key = tuple(map(normalised, path[:depth]))
            code = self._by_path.get(key)
            known = self._assembly.region_of(code) if code else None
            if code is None or known is None:
                known = Region(region_code(path[:depth]), path[depth - 1], parent, level_of(path[depth - 1], level))
                self.declare(known, path[:depth], where)
            parent, level = known.code, known.level
        return parent
