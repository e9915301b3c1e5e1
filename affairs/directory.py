"""The directory of services (网上政务超市): what can be done, by department, theme, region, words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from affairs.errors import NoSuchGuide, NoSuchItem, NoSuchRegion
from knowledge.guide import Guide, Item, ItemState
from knowledge.match import Decision
from knowledge.places import Region
from knowledge.snapshot import Snapshot
from knowledge.text import normalise

__all__ = ["Listing", "Page", "Row", "find_region", "guide_of", "list_items"]

LEAST = 0.4
"""Share of the best score that a search result must have."""
NAMED = 5
"""Regions of one name that are told apart in an error."""
SEARCH_LIMIT = 100
"""How many items a search by words may find: more is not a search but a directory."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is wanted of the directory; empty means no restriction."""

    words: str = ""
    region: str = ""
    department: str = ""
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One item, with the guide that stands for it (its own for the region, or its first)."""

    item: Item
    guide: Guide | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows from an offset, and where the next page begins (None = the end)."""

    rows: tuple[Row, ...]
    following: int | None


def find_region(snapshot: Snapshot, name_or_code: str) -> Region:
    """The region of a code, a name or a short name. Raises NoSuchRegion, also when several fit."""
    known = snapshot.catalogue.regions_by_code.get(name_or_code)
    if known is not None:
        return known
    named = snapshot.regions.named(normalise(name_or_code))
    exact = [region for region in named if region.name == name_or_code]
    choice = exact or named
    if len(choice) > 1:
        names = "、".join(f"{_path(snapshot, region)}（{region.code}）" for region in choice[:NAMED])
        raise NoSuchRegion(f"有几个地方都叫这个名字，请写全称或区划代码：{names}。", field="region")
    if not choice:
        raise NoSuchRegion(field="region")
    return choice[0]


def _path(snapshot: Snapshot, region: Region) -> str:
    """The region's name after those above it, from large to small."""
    return "".join(each.name for each in (*reversed(snapshot.regions.ancestors(region.code)), region))


def guide_of(snapshot: Snapshot, item_code: str, *, region: str = "", variant: str = "") -> tuple[Item, Guide | None]:
    """An item and its guide for the region and variant.

    Without a variant that exists for the item alone, its first variant stands for it. The
    guide is None for items that are no longer in force, and for those of which nothing was
    published at all. Raises NoSuchItem, NoSuchGuide.
    """
    item = snapshot.catalogue.items_by_code.get(item_code)
    if item is None:
        raise NoSuchItem
    if variant and variant not in _variants(snapshot, item):
        raise NoSuchGuide(field="variant")
    guide = _guide(snapshot, item, region, variant)
    if guide is None and item.state is ItemState.IN_FORCE and snapshot.catalogue.guides_by_item.get(item.code):
        raise NoSuchGuide(field="region" if region else "variant")
    return item, guide


def _variants(snapshot: Snapshot, item: Item) -> set[str]:
    published = snapshot.catalogue.guides_by_item.get(item.code, ())
    return {variant.name for variant in item.variants} | {guide.variant for guide in published}


def _guide(snapshot: Snapshot, item: Item, region: str, variant: str) -> Guide | None:
    published = snapshot.catalogue.guides_by_item.get(item.code, ())
    names = (
        [variant]
        if variant
        else dict.fromkeys(["", *(each.name for each in item.variants), *(guide.variant for guide in published)])
    )
    for name in names:
        guide = snapshot.catalogue.guide_for(item.code, name, region)
        if guide is not None:
            return guide
    if region:
        return None
    return next((guide for name in names for guide in published if guide.variant == name), None)


def list_items(snapshot: Snapshot, listing: Listing, *, offset: int, limit: int) -> Page:
    """A page of the directory, one row an item: by relevance when there are words, else as published.

    A snapshot with vectors of meaning asks them where the words leave it open (17 ms): not on an event loop.
    """
    rows: list[Row] = []
    place = offset
    candidates = _candidates(snapshot, listing)
    for place in range(offset, len(candidates)):
        if len(rows) == limit:
            return Page(tuple(rows), place)
        row = _row(snapshot, candidates[place], listing)
        if row is not None:
            rows.append(row)
    return Page(tuple(rows), None)


def _candidates(snapshot: Snapshot, listing: Listing) -> Sequence[Item]:
    if not listing.words:
        return snapshot.catalogue.items
    exact = _containing(snapshot.catalogue.items, listing.words)
    codes = dict.fromkeys([*exact, *_matching(snapshot, listing.words)])
    return [snapshot.catalogue.items_by_code[code] for code in codes]


def _containing(items: Iterable[Item], words: str) -> list[str]:
    """Items whose name contains the words as they stand: what a search box promises."""
    wanted = words.strip()
    return [item.code for item in items if wanted and wanted in item.name]


def _matching(snapshot: Snapshot, words: str) -> list[str]:
    """Items that are meant by the words, without the tail that merely shares a character."""
    result = snapshot.match(words, limit=SEARCH_LIMIT)
    if result.decision is Decision.DECLINE:
        return []
    least = result.candidates[0].score * LEAST if result.candidates else 0.0
    return [candidate.code for candidate in result.candidates if candidate.score >= least]


def _row(snapshot: Snapshot, item: Item, listing: Listing) -> Row | None:
    if listing.department and item.department != listing.department:
        return None
    if listing.theme and listing.theme not in item.themes:
        return None
    if item.state is not ItemState.IN_FORCE and not listing.words:
        return None
    guide = _guide(snapshot, item, listing.region, "")
    if guide is None and listing.region and item.state is ItemState.IN_FORCE:
        return None
    return Row(item, guide)
