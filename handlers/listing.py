"""The directory off the event loop where it is long."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from affairs.directory import Listing, Page, list_items
from handlers.services import Services
from knowledge.catalogue import Catalogue
from knowledge.guide import ItemState
from knowledge.snapshot import Snapshot

__all__ = ["Counts", "counts_of", "listed"]

LARGE = 3_000
"""Items above which a page of the directory may take more than 5 ms."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Items in force by department and by theme, and the codes of regions that have guides of their own."""

    departments: Counter[str] = field(default_factory=Counter)
    themes: Counter[str] = field(default_factory=Counter)
    regions: tuple[str, ...] = ()


class _Latest:
    """The counts of the catalogue that was last asked for."""

    catalogue: Catalogue | None = None
    counts = Counts()


async def listed(services: Services, snapshot: Snapshot, listing: Listing, *, offset: int, limit: int) -> Page:
    """As :func:`affairs.directory.list_items`; a search asks vectors of meaning where a question would."""
    deep = services.deepened(snapshot) if services.deepened and listing.words else None
    if deep is not None and snapshot.match(listing.words).unsure:
        return await asyncio.to_thread(list_items, deep, listing, offset=offset, limit=limit)
    if len(snapshot.catalogue.items) <= LARGE:
        return list_items(snapshot, listing, offset=offset, limit=limit)
    return await asyncio.to_thread(list_items, snapshot, listing, offset=offset, limit=limit)


async def counts_of(catalogue: Catalogue) -> Counts:
    """What the directory can be restricted to, counted once a catalogue."""
    if _Latest.catalogue is not catalogue:
        counts = await asyncio.to_thread(_counted, catalogue)
        _Latest.catalogue, _Latest.counts = catalogue, counts
        return counts
    return _Latest.counts


def _counted(catalogue: Catalogue) -> Counts:
    in_force = [item for item in catalogue.items if item.state is ItemState.IN_FORCE]
    known = catalogue.regions_by_code
    return Counts(
        Counter(item.department for item in in_force if item.department),
        Counter(theme for item in in_force for theme in item.themes),
        tuple(dict.fromkeys(guide.region for guide in catalogue.guides if guide.region in known)),
    )
