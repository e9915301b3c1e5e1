"""Many lists of words looked for in one pass over a text.

A question is looked through for eleven lists; each by itself costs a pass, and hardly any word stands in it.
"""

from collections.abc import Iterable, Mapping

__all__ = ["Spans", "WordScan", "apart", "leftmost", "widest"]

Spans = list[tuple[int, int]]


def widest(spans: Iterable[tuple[int, int]]) -> Spans:
    """The spans that do not lie within another one, in their order in the text."""
    kept: Spans = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def apart(spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans that do not overlap: the longer wins, then the more left."""
    kept: Spans = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other or start >= other_end for other, other_end in kept):
            kept.append((start, end))
    return kept


def leftmost(spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans that do not overlap: the more left wins, then the longer; as a pattern of alternatives finds them."""
    kept: Spans = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


class WordScan:
    """Lists of words by name. Two characters of a text tell whether a word can begin there, and how long it is."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._names = tuple(lists)
        numbers: dict[str, list[int]] = {}
        for number, words in enumerate(lists.values()):
            for word in filter(None, frozenset(words)):
                numbers.setdefault(word, []).append(number)
        lengths: dict[str, set[int]] = {}
        for word in numbers:
            if len(word) > 1:
                lengths.setdefault(word[:2], set()).add(len(word))
        self._owners = {word: tuple(owners) for word, owners in numbers.items()}
        self._lengths = {begin: tuple(sorted(sizes)) for begin, sizes in lengths.items()}

    def spans(self, text: str) -> dict[str, Spans]:
        """For each list every (start, end) of one of its words in ``text``, by start; they may overlap."""
        found: list[Spans] = [[] for _ in self._names]
        owners, lengths, length = self._owners, self._lengths, len(text)
        for start, first in enumerate(text):
            for number in owners.get(first, ()):
                found[number].append((start, start + 1))
            for size in lengths.get(text[start : start + 2], ()):
                if start + size > length:
                    break
                for number in owners.get(text[start : start + size], ()):
                    found[number].append((start, start + size))
        return dict(zip(self._names, found, strict=True))
