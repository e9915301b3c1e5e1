"""Finding many words in a short text at once."""

from collections.abc import Iterable, Iterator

__all__ = ["WordLookup", "longest_first"]


class WordLookup:
    """A fixed set of words (≥ 2 characters), looked up at every place of a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if len(word) > 1}
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {start: sorted(sizes, reverse=True) for start, sizes in lengths.items()}

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def __len__(self) -> int:
        return len(self._words)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Every (start, end) where a word stands, by start, the longer first; they may overlap."""
        for start in range(len(text) - 1):
            for size in self._lengths.get(text[start : start + 2], ()):
                if start + size <= len(text) and text[start : start + size] in self._words:
                    yield start, start + size


def longest_first(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the spans that do not overlap: the longer wins, then the more left; by start."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept)
