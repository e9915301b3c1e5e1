"""From the words of a text to the codes of regions, in one pass."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from knowledge.cities import city_names
from knowledge.lookup import WordLookup, longest_first
from knowledge.places import Region
from knowledge.region_names import Strength, plain, surfaces
from knowledge.region_sounds import LEVEL, SoundIndex
from knowledge.wordlists import word_rows

__all__ = ["NameIndex"]

BEFORE_PLACE = re.compile(r"(?:在|住|家|我是|归|属于?|到|去|来|从|离|区|县|市|省)\s*$")
AFTER_PLACE = re.compile(r"\s*(?:$|[的那这办上街镇乡村能可要怎咋呢吧啊呗,，。.?？!！ ]|附近|社区|居住|户口|有没)")
ROUND_WHOLE = re.compile(r"^(?:我|在|住|家|是|们|就|那|嗯)*$")
AFTER_WHOLE = re.compile(r"^(?:的|吧|呗|呢|啊|这边|那边|这儿|这块|街道|镇|乡|人|[,，。.!！?？\s])*$")


class NameIndex:
    """All surfaces of all regions; a surface may belong to several."""

    def __init__(self, paths: Mapping[str, Sequence[Region]], phrases: Iterable[str] = ()) -> None:
        owners: dict[str, dict[str, Strength]] = {}
        for code, path in paths.items():
            for surface, strength in surfaces(path):
                known = owners.setdefault(surface, {})
                known[code] = min(strength, known.get(code, strength))
        self._owners = {surface: _strongest(codes) for surface, codes in owners.items() if len(surface) > 1}
        stops = {word for _, words in word_rows("region_stops.tsv") for word in words.split()}
        self._words = WordLookup({*self._owners, *stops, *city_names()} - {""})
        self._full = {plain(path[0].name) for path in paths.values()}
        self._blocked = self._contexts(phrases)

    def __contains__(self, name: str) -> bool:
        return name in self._owners

    def find(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """(start, end, codes) of every region named, by start, without overlaps."""
        accepted = (span for span in self._words.spans(text) if self._accepts(text, *span))
        named = [
            (start, end, self._owners[text[start:end]][1])
            for start, end in longest_first(accepted)
            if text[start:end] in self._owners
        ]
        if named or not LEVEL.search(text):
            return named
        return [(start, end, self._owners[name][1]) for start, end, name in self._sounds.find(text)]

    @cached_property
    def _sounds(self) -> SoundIndex:
        return SoundIndex(name for name, (strength, _) in self._owners.items() if strength is Strength.STRONG)

    def _accepts(self, text: str, start: int, end: int) -> bool:
        surface = text[start:end]
        owner = self._owners.get(surface)
        if owner is None or surface in self._full:
            return True
        before, after = text[:start], text[end:]
        if owner[0] is Strength.WEAK and not _place_expected(before, after):
            return False
        return not self._blocked or not (
            (surface, after[:2]) in self._blocked or (before[-2:], surface) in self._blocked
        )

    def _contexts(self, phrases: Iterable[str]) -> frozenset[tuple[str, str]]:
        """What stands beside a short name within the phrases: there it is no region."""
        contexts: set[tuple[str, str]] = set()
        for phrase in phrases:
            for start, end in self._words.spans(phrase):
                if (surface := phrase[start:end]) not in self._full:
                    contexts.add((surface, phrase[end : end + 2]))
                    contexts.add((phrase[max(0, start - 2) : start], surface))
        return frozenset(pair for pair in contexts if len(pair[0]) > 1 and len(pair[1]) > 1)


def _strongest(codes: Mapping[str, Strength]) -> tuple[Strength, tuple[str, ...]]:
    best = min(codes.values())
    return best, tuple(code for code, strength in codes.items() if strength is best)


def _place_expected(before: str, after: str) -> bool:
    if ROUND_WHOLE.match(before) and AFTER_WHOLE.match(after):
        return True
    return bool(BEFORE_PLACE.search(before[-4:]) and AFTER_PLACE.match(after))
