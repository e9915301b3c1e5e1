"""The lists behind the matcher: colloquial words, kinds of doing, words without a subject.

They ship as ``knowledge/lexicon/{colloquial,actions,noise,cues,topics,forms}.tsv`` and can be extended there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from knowledge.match.word_scan import Spans, apart, widest
from knowledge.wordlists import word_rows

__all__ = ["Actions", "Spans", "Words", "actions", "colloquial", "forms", "noise", "small_talk", "warm_up"]


class Words:
    """A set of words of any length, found at every place of a text."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sizes) for first, sizes in lengths.items()}

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def spans(self, text: str) -> Spans:
        """Every (start, end) of a word in ``text``; they may overlap."""
        words, lengths = self._words, self._lengths
        return [
            (start, start + size)
            for start, first in enumerate(text)
            if first in lengths
            for size in lengths[first]
            if start + size <= len(text) and text[start : start + size] in words
        ]

    def widest(self, text: str) -> Spans:
        """The spans that do not lie within another one."""
        return widest(self.spans(text))

    def apart(self, text: str) -> Spans:
        """Spans that do not overlap: the longer wins, then the more left."""
        return apart(self.spans(text))


@dataclass(frozen=True)
class Actions:
    """Kinds of doing as bits: ``official`` in names, ``spoken`` in citizens' mouths."""

    kinds: tuple[str, ...]
    official: dict[str, int]
    spoken: dict[str, int]
    in_names: re.Pattern[str]
    in_speech: Words

    def of_name(self, name: str) -> int:
        """The kinds an official name stands for (bits); 0 = none is said."""
        return _plain(reduce(or_, (self.official[word] for word in self.in_names.findall(name)), 0))

    def of_speech(self, text: str) -> int:
        """The kinds a citizen's words ask for (bits); 0 = none is said."""
        return self.of_spans(text, self.in_speech.spans(text))

    def of_spans(self, text: str, spans: Spans) -> int:
        """The same where it is known at which ``spans`` of the text such words stand."""
        return _plain(reduce(or_, (self.spoken[text[start:end]] for start, end in apart(spans)), 0))


def _plain(bits: int) -> int:
    """The kinds without "new" (bit 0), which is what is left when nothing else is said."""
    return bits if bits <= 1 else bits & ~1


@cache
def actions() -> Actions:
    """The kinds of doing; "new" is bit 0."""
    rows = word_rows("actions.tsv")
    official: dict[str, int] = {}
    spoken: dict[str, int] = {}
    for number, (_, named, said) in enumerate(rows):
        for table, words in ((official, named), (spoken, said)):
            for word in words.split():
                table[word] = table.get(word, 0) | 1 << number
    in_names = re.compile("|".join(map(re.escape, sorted(official, key=len, reverse=True))))
    return Actions(tuple(row[0] for row in rows), official, spoken, in_names, Words(spoken))


@cache
def colloquial() -> tuple[Words, dict[str, tuple[str, ...]]]:
    """Everyday words, and the official words each stands for."""
    meanings: dict[str, dict[str, None]] = {}
    for words, terms in word_rows("colloquial.tsv"):
        for word in words.split():
            meanings.setdefault(word, {}).update(dict.fromkeys(terms.split()))
    return Words(meanings), {word: tuple(terms) for word, terms in meanings.items()}


@cache
def noise() -> Words:
    """Words that say nothing about the subject."""
    return Words(word for row in word_rows("noise.tsv") for word in row[0].split())


@cache
def small_talk() -> dict[str, Words]:
    """Words that tell small talk: ``talk`` no catalogue answers it (weather, shopping, general
    knowledge), ``topics`` things of daily life that official business is seldom about.
    """
    return {
        kind: Words(word for row in word_rows(file) for word in row[0].split())
        for kind, file in (("talk", "cues.tsv"), ("topics", "topics.tsv"))
    }


@cache
def forms() -> dict[str, Words]:
    """Words by how things are said: asks, does, howto (business), chats."""
    return {kind: Words(words.split()) for kind, words in word_rows("forms.tsv")}


def warm_up() -> None:
    """Read every list now: an index is built beside the event loop, the first question is asked within it."""
    for read in (actions, colloquial, noise, small_talk, forms):
        read()
