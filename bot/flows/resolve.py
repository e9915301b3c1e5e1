"""Which guide answers a request, and what must still be asked because the answer depends on it.

All guides that the request leaves open are laid side by side; only where the fields of
the asked facets differ between them is anything asked.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answers import depends_on
from bot.answers.fields import OVERVIEW
from bot.flows.request import ITSELF, Request
from knowledge.catalogue import Catalogue
from knowledge.facets import Facet
from knowledge.guide import Guide

__all__ = ["AskRegion", "AskVariant", "NotThere", "Ready", "Resolution", "resolve"]

_EVERY = tuple(Facet)
_Cells = Mapping[tuple[str, str], Guide]


@dataclass(frozen=True, slots=True)
class Ready:
    """One guide answers. ``settled`` are the facets in which all open guides agree.

    ``place`` is the region it was asked for, '' when it does not matter; ``instead_of`` a
    remembered region that has no guide, for which the home region's is given.
    """

    guide: Guide
    settled: frozenset[Facet]
    place: str
    variant_settled: bool
    region_settled: bool
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class AskRegion:
    """The answer differs by region: these have a guide."""

    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskVariant:
    """The answer differs by variant ('' = the item itself)."""

    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotThere:
    """No guide reaches ``region``; ``regions`` have one (of ``variant``, if one was said)."""

    region: str
    regions: tuple[str, ...]
    variant: str = ""


Resolution = Ready | AskRegion | AskVariant | NotThere


def resolve(request: Request, catalogue: Catalogue, remembered: str, home: str) -> Resolution:
    """Lay the open guides side by side (``request.items[0]`` is the item)."""
    guides = _of_variant(catalogue.guides_by_item.get(request.items[0], ()), request.variant)
    places = (request.region,) if request.region else tuple(filter(None, (remembered, home))) or ("",)
    for place in dict.fromkeys(places):
        cells = _cells(guides, catalogue, place)
        instead = remembered if place != places[0] else ""
        if cells and (not instead or any(region == place for _, region in cells)):
            return _decide(cells, request, place, instead)
    wanted = request.region or remembered or home
    return NotThere(wanted, _regions_of(guides), request.variant if request.variant != ITSELF else "")


def _of_variant(guides: Sequence[Guide], variant: str) -> Sequence[Guide]:
    if not variant:
        return guides
    name = "" if variant == ITSELF else variant
    return [guide for guide in guides if guide.variant == name] or guides


def _cells(guides: Sequence[Guide], catalogue: Catalogue, place: str) -> dict[tuple[str, str], Guide]:
    """Guides by (variant, region): those reaching ``place``, else those below it; without a
    place those for everywhere, else all.
    """
    by_key = {(guide.variant, guide.region): guide for guide in guides}
    reached: dict[tuple[str, str], Guide] = {}
    for variant in dict.fromkeys(guide.variant for guide in guides):
        found = next((by_key[variant, up] for up in catalogue.ancestry(place) if (variant, up) in by_key), None)
        if found:
            reached[variant, place] = found
    if reached or not place:
        return reached or by_key
    return {key: guide for key, guide in by_key.items() if place in catalogue.ancestry(guide.region)}


def _decide(cells: _Cells, request: Request, place: str, instead: str) -> Resolution:
    asked = request.facets or OVERVIEW
    variants = tuple(dict.fromkeys(variant for variant, _ in cells))
    regions = tuple(dict.fromkeys(region for _, region in cells))
    by_region = any(_differ((g for (v, _), g in cells.items() if v == one), asked) for one in variants)
    by_variant = any(_differ((g for (_, r), g in cells.items() if r == one), asked) for one in regions)
    if by_region:
        return AskRegion(regions)
    if by_variant:
        return AskVariant(variants)
    if _differ(cells.values(), asked):
        return AskRegion(regions) if len(regions) > 1 else AskVariant(variants)
    settled = frozenset(facet for facet in _EVERY if not _differ(cells.values(), (facet,)))
    guide = next(iter(cells.values()))
    one_region = len(regions) == 1
    return Ready(guide, settled, (place or guide.region) if one_region else "", len(variants) == 1, one_region, instead)


def _differ(guides: Iterable[Guide], facets: Iterable[Facet]) -> bool:
    wanted = tuple(facets)
    first: tuple[Hashable, ...] | None = None
    for guide in guides:
        value = tuple(depends_on(facet, guide) for facet in wanted)
        if first is not None and value != first:
            return True
        first = value
    return False


def _regions_of(guides: Sequence[Guide]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(guide.region for guide in guides if guide.region))
