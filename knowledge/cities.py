"""Provinces and cities of China, to notice when another city's business is meant.

Source of the names: GB/T 2260 (codes of administrative divisions), kept in
``lexicon/cities.tsv``.
"""

from functools import cache

from knowledge.lookup import WordLookup, longest_first
from knowledge.wordlists import word_rows

__all__ = ["city_names", "find_cities"]


@cache
def city_names() -> dict[str, str]:
    """Every name, full or short, with the full name it stands for."""
    names: dict[str, str] = {}
    for full, short, _province in word_rows("cities.tsv"):
        for name in (full, short):
            if len(name) > 1:
                names.setdefault(name, full)
    return names


@cache
def _lookup() -> WordLookup:
    return WordLookup(city_names())


def find_cities(text: str) -> tuple[tuple[str, int, int], ...]:
    """(name as it stands, start, end) of every province or city named in ``text``, by start."""
    return tuple((text[start:end], start, end) for start, end in longest_first(_lookup().spans(text)))
