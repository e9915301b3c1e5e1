"""Questions to show people as examples: matters that many want, of departments as different as can be."""

import heapq
import re
import weakref
from functools import cache
from itertools import islice

from bot import phrases
from knowledge.guide import Applicant, Item, ItemState
from knowledge.snapshot import Snapshot
from knowledge.wordlists import word_rows

__all__ = ["example", "examples"]

_SCANNED = 5_000
_SHORT_NAME = 18
_KEPT_SNAPSHOTS = 4
_CANDIDATES = 40
_NAMES = 8

_ranked: list[tuple["weakref.ref[Snapshot]", tuple[str, ...]]] = []


def examples(snapshot: Snapshot, count: int = 3) -> list[str]:
    """At most ``count`` (≤ 8) questions that this catalogue answers, always the same ones."""
    asked = list(phrases.FACET_QUESTIONS.values())
    return [name + asked[at % len(asked)] for at, name in enumerate(_names(snapshot)[:count])]


def example(snapshot: Snapshot) -> str:
    """One such question."""
    return next(iter(examples(snapshot, 1)), phrases.EXAMPLE_FALLBACK)


def _names(snapshot: Snapshot) -> tuple[str, ...]:
    """The names for a snapshot, worked out once while it lives."""
    for reference, names in _ranked:
        if reference() is snapshot:
            return names
    names = _chosen(snapshot)
    _ranked[:] = [(weakref.ref(snapshot), names), *_ranked[: _KEPT_SNAPSHOTS - 1]]
    return names


def _chosen(snapshot: Snapshot) -> tuple[str, ...]:
    catalogue = snapshot.catalogue
    guided = catalogue.guides_by_item
    known = (item for item in islice(catalogue.items, _SCANNED) if item.state is ItemState.IN_FORCE)
    best = heapq.nsmallest(
        _CANDIDATES,
        (item for item in known if item.code in guided),
        key=lambda item: _rank(item, len(guided[item.code])),
    )
    first: list[str] = []
    seen: set[object] = set()
    for item in best:
        kind = {_wanted(item.name), item.department or item.name}
        if not kind & seen:
            first.append(item.name)
            seen |= kind
    return tuple([*first, *(item.name for item in best if item.name not in first)][:_NAMES])


def _rank(item: Item, guides: int) -> tuple[bool, bool, int, int, int]:
    """Small for what many people want: everyday words, for persons, a short name, many wordings and places."""
    unknown = bool(item.applicants) and Applicant.PERSON not in item.applicants
    return unknown, len(item.name) > _SHORT_NAME, _wanted(item.name), -len(item.aliases), -guides


def _wanted(name: str) -> int:
    """The row of the list of everyday matters that the name fits; the number of rows when none."""
    return next((n for n, pattern in enumerate(_everyday()) if pattern.search(name)), len(_everyday()))


@cache
def _everyday() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row[0]) for row in word_rows("everyday.tsv"))
