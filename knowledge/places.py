"""Where things are done: regions (区划) as a tree, venues (办理点) and opening hours."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

__all__ = ["Hours", "Region", "RegionLevel", "Span", "Venue"]


class RegionLevel(StrEnum):
    """Level of a region, from large to small."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Region:
    """区划. ``code`` is opaque (official 12 digits, or derived from the path of names).

    ``aliases`` are the short names citizens use (净月, 汽开区), beside those that are
    derived from the name. ``latitude``/``longitude`` are a point inside, WGS-84 or
    GCJ-02 as WeChat sends it; used only to tell which region is nearest.
    """

    code: str
    name: str
    parent: str = ""
    level: RegionLevel | None = None
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Open from ``start`` to ``end`` of one day; ``end`` is not included."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on some weekdays (ISO: 1 Monday … 7 Sunday) of a season.

    ``months`` are the months the row holds for; empty = all the year.
    """

    weekdays: tuple[int, ...]
    spans: tuple[Span, ...]
    season: str = ""
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    """办理点: where one goes. ``hours_text`` is what was published, word for word;
    ``hours`` what was understood of it (empty = not understood, never "closed").

    ``code`` is empty for a venue that only one guide names. ``centre`` marks the
    service centre itself (行政服务中心) and its sub-centres.
    """

    name: str = ""
    address: str = ""
    windows: str = ""
    hours_text: str = ""
    hours: tuple[Hours, ...] = ()
    phones: tuple[str, ...] = ()
    region: str = ""
    code: str = ""
    centre: bool = False
    traffic: str = ""
    closed_on_holidays: bool | None = None
    latitude: float | None = None
    longitude: float | None = None
