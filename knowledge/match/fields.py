"""The postings of items by all their words, by their sound and by their official names, scored in one go.

A question costs some fifty small array operations in each of them, far more than its few hundred postings do.
So they lie in one array: rows of terms, of syllables, then of terms in names; documents of the four fields that
a question is scored in, one after the other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.match.grams import Keys
from knowledge.match.postings import Floats, Numbers, Postings, Vocabulary

__all__ = ["Fields", "Scores"]

_SYLLABLE = np.uint64(1 << 62)
"""Marks the grams of syllables among all keys."""
_MEANT_SHARE = np.float32(0.5)
"""Weight of colloquial words' official terms in the agreement with a name."""
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Scores:
    """Of every item: its ``document``, ``name``, ``meaning`` and ``sound`` (rows of ``columns``).

    ``terms`` are the question's known terms and ``weights`` theirs; ``known`` says of each gram whether it is.
    """

    columns: NDArray[np.float64]
    terms: Numbers
    weights: Floats
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fields:
    """Rows: ``terms`` of them by item, then syllables, then (unless names are all there is) terms by name."""

    vocabulary: Vocabulary
    terms: int
    starts: Numbers
    sizes: Numbers
    documents: NDArray[np.int32]
    weights: Floats
    idf: Floats
    names: int
    whole: Floats
    count: int

    @classmethod
    def of(
        cls, words: Vocabulary, syllables: Vocabulary, by_item: Postings, by_sound: Postings, by_name: Postings
    ) -> "Fields":
        """Put them together; ``by_name`` is ``by_item`` where items have no other names."""
        parts = [by_item, by_sound] if by_name is by_item else [by_item, by_sound, by_name]
        before = np.cumsum([0, *(len(each.documents) for each in parts)])
        count = by_item.size
        return cls(
            Vocabulary(np.concatenate((words.keys, syllables.keys | _SYLLABLE))),
            len(words),
            np.concatenate([each.starts[:-1] + start for each, start in zip(parts, before, strict=False)]),
            np.concatenate([each.sizes for each in parts]),
            np.concatenate([each.documents + np.int32(field * count) for field, each in enumerate(parts)]),
            np.concatenate([each.weights for each in parts]),
            np.concatenate([each.idf for each in parts]),
            len(words) + len(syllables) if len(parts) > 2 else 0,
            by_name.whole,
            count,
        )

    def score(self, grams: tuple[Keys, Floats], sounds: tuple[Keys, Floats], meant: Numbers) -> Scores:
        """Every item for a question's weighted grams and syllables, and terms that its words stand for.

        ``meant`` may hold terms that the question says itself: those count once, as said.
        """
        keys = np.concatenate((grams[0], sounds[0] | _SYLLABLE))
        strengths = np.concatenate((grams[1], sounds[1]))
        numbers = self.vocabulary.find(keys)
        found = numbers >= 0
        rows, weights = numbers[found], strengths[found]
        said = int(np.count_nonzero(found[: len(grams[0])]))
        terms = rows[:said]
        if len(meant):
            meant = np.array(sorted(frozenset(meant.tolist()).difference(terms.tolist())), dtype=np.int64)
        own, own_sound, own_name = self._masses(rows, weights, said)
        fields = self._fields(rows, weights, terms, meant)
        document, sound, in_name, meaning = fields
        name = in_name if self.names else document + float(_MEANT_SHARE) * meaning
        columns = np.empty((4, self.count))
        np.divide(document, own, out=columns[0])
        columns[1] = 2 * name / (self.whole + own_name)
        np.divide(meaning, own, out=columns[2])
        np.divide(sound, own_sound, out=columns[3])
        return Scores(columns, terms, weights[:said], found[: len(grams[0])])

    def _masses(self, rows: Numbers, weights: Floats, said: int) -> tuple[float, float, float]:
        """The idf of what was said, weighted, in all: what a perfect item, sound and name are near to."""
        idf = self.idf[rows]
        own = float(idf[:said] @ weights[:said]) + _TINY
        named = self.idf[rows[:said] + self.names]
        return own, float(idf[said:] @ weights[said:]) + _TINY, float(named @ weights[:said]) + _TINY

    def _fields(self, rows: Numbers, weights: Floats, terms: Numbers, meant: Numbers) -> NDArray[np.float64]:
        """Scores of every item by words, sound, name, and by what the words stand for; without norms."""
        said = len(terms)
        pieces, strengths, ones = [rows], [weights], np.ones(len(meant), dtype=np.float32)
        if self.names:
            pieces += [terms + self.names, meant + self.names]
            strengths += [weights[:said], _MEANT_SHARE * ones]
        pieces.append(meant)
        strengths.append(ones)
        asked, given = np.concatenate(pieces), np.concatenate(strengths)
        sizes = self.sizes[asked]
        ends = sizes.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        places = (self.starts[asked] - ends + sizes).repeat(sizes)
        places += np.arange(total)
        documents = self.documents[places].astype(np.int64)
        if len(meant):
            documents[total - int(sizes[-len(meant) :].sum()) :] += 3 * self.count
        parts = self.weights[places]
        parts *= given.repeat(sizes)
        return np.bincount(documents, parts, 4 * self.count).astype(np.float64, copy=False).reshape(4, self.count)
