"""Addresses resolved in the region tree: chosen by code, or read from a text."""

from collections.abc import Mapping
from typing import Final

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import tidy
from knowledge.forms import Column
from knowledge.forms.values import Address
from knowledge.places import Region, RegionLevel
from knowledge.regions import RegionTree
from knowledge.text import normalise

__all__ = ["read_address"]

_SOURCE: Final = "GB/T 23705-2009《数字城市地理信息公共平台地名/地址编码规则》"
_LEVELS: Final = tuple(RegionLevel)
_SPOKEN: Final = {
    RegionLevel.PROVINCE: "省",
    RegionLevel.CITY: "市",
    RegionLevel.DISTRICT: "区县",
    RegionLevel.STREET: "街道（乡镇）",
    RegionLevel.COMMUNITY: "社区（村）",
}
_SHORTEST: Final = 2
_LONGEST: Final = 200


def read_address(raw: object, column: Column, regions: RegionTree) -> Read[Address]:
    """The address with its regions.

    ``raw`` is ``{"region": code, "detail": text}``, or a text in which the region is named. Without ``level`` the
    field takes any address, in a region that we know or not.
    """
    code, detail = _parts(raw)
    if not _SHORTEST <= len(detail) <= _LONGEST:
        return Read.unfit(Flaw("address.detail", "地址不完整。", "请写到路名、门牌号和房号。", _SOURCE))
    region = regions.get(code) if code else _named(detail, regions)
    if region is None and (code or column.level is not None):
        return Read.unfit(_unknown(column))
    if region is not None and not _deep_enough(region, column.level):
        level = _SPOKEN[column.level or RegionLevel.DISTRICT]
        return Read.unfit(
            Flaw("address.level", f"「{column.label}」要选到{level}一级。", f"请接着选所在的{level}。", _SOURCE)
        )
    path = (region.code, *(each.code for each in regions.ancestors(region.code))) if region else ()
    return Read(Address(path, detail))


def _parts(raw: object) -> tuple[str, str]:
    if isinstance(raw, Mapping):
        code, detail = raw.get("region"), raw.get("detail")
        return code if isinstance(code, str) else "", tidy(detail) if isinstance(detail, str) else ""
    return "", tidy(raw) if isinstance(raw, str) else ""


def _named(text: str, regions: RegionTree) -> Region | None:
    named = regions.named(normalise(text))
    return named[0] if len(named) == 1 else None


def _deep_enough(region: Region, level: RegionLevel | None) -> bool:
    if level is None or region.level is None:
        return True
    return _LEVELS.index(region.level) >= _LEVELS.index(level)


def _unknown(column: Column) -> Flaw:
    return Flaw(
        "address.region",
        f"「{column.label}」里认不出是哪个区、哪条街道。",
        "请先选所在区划，再写路名和门牌号。",
        _SOURCE,
    )
