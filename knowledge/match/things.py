"""Subject nouns: the documents, trades, vehicles … that a question and an item speak of, and whether they agree.

The nouns ship as ``knowledge/lexicon/things.tsv``. Nouns of a line are one thing, whatever they
are called; a noun may stand in several lines. Two texts that both name things of a family
must share one: 药店 is a pharmacy, 农药店 is not, and whoever asks for a guide's licence is not
told of the nurses'.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.match.word_scan import Spans, leftmost
from knowledge.wordlists import word_rows

__all__ = ["Things", "things"]

STRICT = "!"
"""Ends the name of a family whose things are never meant by an item that does not name them."""


@dataclass(frozen=True, eq=False)
class Things:
    """Things as bits: ``words`` gives those a noun stands for, ``families`` the bits of each family."""

    words: dict[str, int]
    families: tuple[int, ...]
    strict: int
    pattern: re.Pattern[str]

    def of(self, text: str) -> int:
        """The things a normalised text names (bits); the longest noun wins at each place."""
        bits = 0
        for word in self.pattern.findall(text):
            bits |= self.words[word]
        return bits

    def of_spans(self, text: str, spans: Spans) -> int:
        """The same where it is known at which ``spans`` of the text such nouns stand."""
        bits = 0
        for start, end in leftmost(spans):
            bits |= self.words[text[start:end]]
        return bits

    def of_all(self, texts: Iterable[str]) -> int:
        """The things that any of the texts names."""
        return self.of("\n".join(texts))

    @lru_cache(maxsize=4096)  # noqa: B019 - the shipped nouns live as long as the process
    def other(self, asked: int, named: int) -> bool:
        """Whether in some family the question asks for one thing and the item names only others."""
        return any(
            asked & family and not asked & named & family and (named & family or family & self.strict)
            for family in self.families
        )


@cache
def things() -> Things:
    """The shipped nouns."""
    words: dict[str, int] = {}
    families: dict[str, int] = {}
    for number, (family, nouns) in enumerate(word_rows("things.tsv")):
        families[family] = families.get(family, 0) | 1 << number
        for noun in nouns.split():
            words[noun] = words.get(noun, 0) | 1 << number
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    strict = sum(bits for family, bits in families.items() if family.endswith(STRICT))
    return Things(words, tuple(families.values()), strict, pattern)
