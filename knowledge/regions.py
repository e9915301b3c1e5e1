"""The tree of regions (区划), and where a text names one of them.

Citizens say 净月 for 长春净月高新技术产业开发区 and 汽开区 for 长春汽车经济技术开发区: the
short names are derived from the official ones by :mod:`knowledge.region_names`, beside
the aliases the catalogue gives.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

from knowledge.catalogue import Catalogue
from knowledge.places import Region
from knowledge.region_index import NameIndex

__all__ = ["NEAREST_KM", "RegionMention", "RegionTree", "distance_km"]

NEAREST_KM = 60.0
"""Beyond this distance (km) no region is "the nearest": the person is elsewhere."""

EARTH_KM = 6371.0
"""Mean radius of the earth in km."""


@dataclass(frozen=True, slots=True)
class RegionMention:
    """``text[start:end]`` is ``surface`` and may mean ``region`` (one of several, when ambiguous)."""

    region: Region
    start: int
    end: int
    surface: str


class RegionTree:
    """All regions of a catalogue. Immutable once built; look-ups never raise."""

    def __init__(self, regions: Iterable[Region], phrases: Iterable[str] = ()) -> None:
        self._regions = {region.code: region for region in regions}
        self._children: dict[str, list[Region]] = {}
        for region in self._regions.values():
            self._children.setdefault(region.parent, []).append(region)
        self._index = NameIndex({code: self._path(code) for code in self._regions}, phrases)

    @classmethod
    def of(cls, catalogue: Catalogue) -> "RegionTree":
        """The tree of a catalogue; names of its items never count as naming a region."""
        phrases = (item.name for item in catalogue.items)
        return cls(catalogue.regions, phrases)

    def __len__(self) -> int:
        return len(self._regions)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions.values())

    def get(self, code: str) -> Region | None:
        """The region of this code, or None."""
        return self._regions.get(code)

    def ancestors(self, code: str) -> tuple[Region, ...]:
        """Parent, its parent, and so on to the root; () for a root or an unknown code."""
        return tuple(self._path(code)[1:])

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions directly under this one ('' = the roots), in the catalogue's order."""
        return tuple(self._children.get(code, ()))

    def knows(self, name: str) -> bool:
        """Whether ``name`` (full, short or alias) names a region of this tree."""
        return name in self._index

    def mentions(self, text: str) -> tuple[RegionMention, ...]:
        """Every region named in a normalised text, from left to right.

        The longest name wins; a name that several regions bear gives one mention each,
        over the same span.
        """
        found = self._index.find(text)
        return tuple(
            RegionMention(self._regions[code], start, end, text[start:end])
            for start, end, codes in found
            for code in codes
        )

    def named(self, text: str, near: str = "") -> tuple[Region, ...]:
        """The regions a text means: one when it is clear, several when ambiguous, else ().

        Places named together narrow each other (长春朝阳区), the one moved *to* is meant
        (从南关迁到朝阳), and of equal names that in or beside the region ``near`` is.
        """
        return self.meant(text, self.mentions(text), near)

    def meant(self, text: str, mentions: tuple[RegionMention, ...], near: str = "") -> tuple[Region, ...]:
        """As :meth:`named`, for mentions already found in ``text``."""
        spans: dict[tuple[int, int], list[Region]] = {}
        for mention in mentions:
            spans.setdefault((mention.start, mention.end), []).append(mention.region)
        if not spans:
            return ()
        narrowed = {span: self._narrow(regions, spans, near) for span, regions in spans.items()}
        whole = {region.code for regions in narrowed.values() for region in regions}
        above = {up.code for code in whole for up in self.ancestors(code)}
        deepest = {
            span: [region for region in regions if region.code not in above] for span, regions in narrowed.items()
        }
        left = {span: regions for span, regions in deepest.items() if regions}
        if len(left) > 1:
            left = _destination(text, left)
        return tuple({region.code: region for regions in left.values() for region in regions}.values())

    def strip(self, text: str) -> str:
        """The text without the regions it names, for matching."""
        pieces, last = [], 0
        for start, end, _ in self._index.find(text):
            pieces.append(text[last:start])
            last = end
        return "".join((*pieces, text[last:]))

    def nearest(self, lat: float, lng: float, *, within_km: float = NEAREST_KM) -> Region | None:
        """The region whose point is nearest to (``lat``, ``lng``) in degrees.

        None when none lies within ``within_km``, or the coordinates are not on earth.
        """
        if not (-90 <= lat <= 90 and -180 <= lng <= 180):
            return None
        distances = ((distance_km(lat, lng, *point), region) for point, region in self._points)
        best = min(distances, key=lambda pair: pair[0], default=None)
        return best[1] if best is not None and best[0] <= within_km else None

    @cached_property
    def _points(self) -> list[tuple[tuple[float, float], Region]]:
        """Regions with a point, leaving out those that contain others with one."""
        located = {
            code: (region.latitude, region.longitude)
            for code, region in self._regions.items()
            if region.latitude is not None and region.longitude is not None
        }
        above = {up.code for code in located for up in self.ancestors(code)}
        return [
            ((lat, lng), self._regions[code])
            for code, (lat, lng) in located.items()
            if lat is not None and lng is not None and code not in above
        ]

    def _path(self, code: str) -> list[Region]:
        path: list[Region] = []
        region = self._regions.get(code)
        while region is not None and region not in path:
            path.append(region)
            region = self._regions.get(region.parent)
        return path

    def _narrow(
        self, regions: list[Region], spans: dict[tuple[int, int], list[Region]], near: str
    ) -> tuple[Region, ...]:
        if len(regions) == 1:
            return tuple(regions)
        others = {region.code for group in spans.values() if group is not regions for region in group}
        inside = [r for r in regions if any(up.code in others for up in self.ancestors(r.code))]
        home = {near, *(up.code for up in self.ancestors(near))} - {""} if near else set()
        for chosen in (inside, [r for r in regions if r.code == near], *self._by_kinship(inside or regions, home)):
            if len(chosen) == 1:
                return tuple(chosen)
        return tuple(inside or regions)

    def _by_kinship(self, regions: list[Region], home: set[str]) -> Iterator[list[Region]]:
        """Regions by how close their common ancestor with ``home`` is, the closest alone."""
        shared = {r.code: sum(up.code in home for up in self.ancestors(r.code)) for r in regions}
        most = max(shared.values(), default=0)
        if most:
            yield [r for r in regions if shared[r.code] == most]


def _destination(text: str, spans: dict[tuple[int, int], list[Region]]) -> dict[tuple[int, int], list[Region]]:
    to = {
        span: regions for span, regions in spans.items() if text[: span[0]].rstrip().endswith(("到", "入", "去", "往"))
    }
    if len(to) == 1:
        return to
    away = {span: regions for span, regions in spans.items() if text[: span[0]].rstrip().endswith(("从", "由", "自"))}
    rest = {span: regions for span, regions in spans.items() if span not in away}
    return rest or spans


def distance_km(lat: float, lng: float, lat2: float, lng2: float) -> float:
    """Great-circle distance in km (haversine)."""
    phi, phi2 = radians(lat), radians(lat2)
    half = sin((phi2 - phi) / 2) ** 2 + cos(phi) * cos(phi2) * sin(radians(lng2 - lng) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))
