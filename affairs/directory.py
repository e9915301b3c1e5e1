"""The directory of services (网上政务超市): what can be done, by department, theme, region, words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from affairs.errors import NoSuchGuide, NoSuchItem, NoSuchRegion
from knowledge.guide import Guide, Item, ItemState
from knowledge.places import Region
from knowledge.snapshot import Snapshot

__all__ = ["Listing", "Page", "Row", "find_region", "guide_of", "list_items"]

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

    @property
    def bookable(self) -> bool:
        """Whether a place at a window can be booked for it."""
        return bool(self.guide and self.guide.bookable)


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
    found = {mention.region.code: mention.region for mention in snapshot.regions.mentions(name_or_code)}
    exact = [region for region in found.values() if region.name == name_or_code]
    choice = exact or list(found.values())
    if len(choice) != 1:
        raise NoSuchRegion(field="region")
    return choice[0]


def guide_of(snapshot: Snapshot, item_code: str, *, region: str = "", variant: str = "") -> tuple[Item, Guide | None]:
    """An item and its guide for the region and variant.

    Without a variant that exists for the item alone, its first variant stands for it. The
    guide is None only for items that are no longer in force. Raises NoSuchItem, NoSuchGuide.
    """
    item = snapshot.catalogue.items_by_code.get(item_code)
    if item is None:
        raise NoSuchItem
    guide = _guide(snapshot, item, region, variant)
    if guide is None and (item.state is ItemState.IN_FORCE or variant or region):
        raise NoSuchGuide
    return item, guide


def _guide(snapshot: Snapshot, item: Item, region: str, variant: str) -> Guide | None:
    names: Sequence[str] = [variant] if variant else ["", *(each.name for each in item.variants)]
    for name in names:
        guide = snapshot.catalogue.guide_for(item.code, name, region)
        if guide is not None:
            return guide
    if region:
        return None
    return next((each for each in snapshot.catalogue.guides_by_item.get(item.code, ()) if each.variant in names), None)


def list_items(snapshot: Snapshot, listing: Listing, *, offset: int, limit: int) -> Page:
    """A page of the directory, one row an item: by relevance when there are words, else as published."""
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
    found = snapshot.matcher.match(listing.words, limit=SEARCH_LIMIT).candidates
    exact = _containing(snapshot.catalogue.items, listing.words)
    codes = dict.fromkeys([*exact, *(candidate.code for candidate in found)])
    return [snapshot.catalogue.items_by_code[code] for code in codes]


def _containing(items: Iterable[Item], words: str) -> list[str]:
    """Items whose name contains the words as they stand: what a search box promises."""
    wanted = words.strip()
    return [item.code for item in items if wanted and wanted in item.name]


def _row(snapshot: Snapshot, item: Item, listing: Listing) -> Row | None:
    if listing.department and item.department != listing.department:
        return None
    if listing.theme and listing.theme not in item.themes:
        return None
    if item.state is not ItemState.IN_FORCE and not listing.words:
        return None
    guide = _guide(snapshot, item, listing.region, "")
    if guide is None and listing.region:
        return None
    return Row(item, guide)
