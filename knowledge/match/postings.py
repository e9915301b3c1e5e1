"""BM25 over documents of numbered terms: postings in compressed rows, scored by numpy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.match.grams import Keys, grams_of_all

__all__ = ["Floats", "Numbers", "Postings", "Terms", "Vocabulary"]

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Small = NDArray[np.int32]

CHUNK = 8192
"""Texts that are taken apart at once: bounds the memory of building."""

LARGE = 20_000
"""From so many documents on, terms that stand in a tenth of them are left out of scoring."""


class Vocabulary:
    """Terms by number: their place among the sorted keys."""

    __slots__ = ("keys",)

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, keys: Sequence[int] | Keys) -> Numbers:
        """The number of each key, -1 for a key that is not known."""
        wanted = np.asarray(keys, dtype=np.uint64)
        if not len(self.keys) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        places = np.minimum(self.keys.searchsorted(wanted), len(self.keys) - 1)
        return np.where(self.keys[places] == wanted, places, -1)


@dataclass(frozen=True, slots=True)
class Terms:
    """How often a term stands in a text: (``terms``, ``texts``, ``counts``), by text, then term."""

    vocabulary: Vocabulary
    terms: Small
    texts: Small
    counts: Small

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Terms":
        """The grams of these texts."""
        chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
        found = [np.unique(grams_of_all(chunk)[0]) for chunk in chunks]
        keys = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint64)
        empty = np.zeros(0, dtype=np.int32)
        rows: list[tuple[Small, Small, Small]] = [(empty, empty, empty)]
        for number, chunk in enumerate(chunks):
            grams, owners = grams_of_all(chunk)
            pairs, counts = np.unique(owners * len(keys) + keys.searchsorted(grams), return_counts=True)
            owned, terms = np.divmod(pairs, len(keys))
            rows.append((terms.astype(np.int32), (owned + number * CHUNK).astype(np.int32), counts.astype(np.int32)))
        joined = (np.concatenate(column) for column in zip(*rows, strict=True))
        return cls(Vocabulary(keys), *joined)

    def only(self, texts: NDArray[np.bool_]) -> "Terms":
        """The terms of those texts alone."""
        kept = texts[self.texts]
        return Terms(self.vocabulary, self.terms[kept], self.texts[kept], self.counts[kept])

    def joined(self, owners: Numbers) -> "Terms":
        """The same with texts of one owner as one text; ``owners`` never decreases."""
        known = max(len(self.vocabulary), 1)
        pairs = owners[self.texts] * known + self.terms
        pairs, places = np.unique(pairs, return_inverse=True)
        counts = np.bincount(places, weights=self.counts)
        owned, terms = np.divmod(pairs, known)
        return Terms(self.vocabulary, terms.astype(np.int32), owned.astype(np.int32), counts.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Postings:
    """For term *i* the documents and weights of ``starts[i]:starts[i + 1]``, by document.

    Weights are BM25 with idf and length already in them; ``whole`` is what a document
    scores against itself; document *d* has the ``terms`` of ``bounds[d]:bounds[d + 1]``,
    and each of them the weight in ``held``.
    """

    starts: Numbers
    sizes: Numbers
    documents: Small
    weights: Floats
    idf: Floats
    whole: Floats
    terms: Small
    held: Floats
    bounds: Numbers
    size: int

    @classmethod
    def of(cls, found: Terms, size: int, *, k1: float, b: float) -> "Postings":
        """Index ``size`` documents, which are the texts of ``found``."""
        known = len(found.vocabulary)
        frequency = np.bincount(found.terms, minlength=known)
        idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        lengths = np.bincount(found.texts, weights=found.counts, minlength=size)
        norm = (k1 * (1 - b + b * lengths / max(float(lengths.mean()) if size else 1.0, 1.0))).astype(np.float32)
        weights = idf[found.terms] * found.counts * np.float32(k1 + 1) / (found.counts + norm[found.texts])
        whole = np.bincount(found.texts, weights=weights, minlength=size).astype(np.float32)
        order = np.argsort(found.terms, kind="stable")
        weights = weights.astype(np.float32, copy=False)
        sizes = frequency.astype(np.int64)
        if size > LARGE:
            sizes[sizes * 10 > size] = 0
        return cls(
            np.concatenate(([0], np.cumsum(frequency))).astype(np.int64),
            sizes,
            found.texts[order],
            weights[order],
            idf,
            whole,
            found.terms,
            weights,
            found.texts.searchsorted(np.arange(size + 1)).astype(np.int64),
            size,
        )

    def scores(self, terms: Numbers, *questions: Floats) -> tuple[NDArray[np.float64], ...]:
        """For each question, which is a weight for each of these terms, the score of every document."""
        sizes = self.sizes[terms]
        ends = sizes.cumsum()
        if not len(terms) or not ends[-1]:
            return tuple(np.zeros(self.size) for _ in questions)
        places = (self.starts[terms] - ends + sizes).repeat(sizes)
        places += np.arange(ends[-1])
        documents, weights = self.documents[places].astype(np.int64), self.weights[places]
        return tuple(
            np.bincount(documents, weights * asked.repeat(sizes), self.size).astype(np.float64, copy=False)
            for asked in questions
        )

    def scores_of(self, documents: Numbers, terms: Numbers, weights: Floats) -> NDArray[np.float64]:
        """Score of each of these few documents for the terms, each with its weight."""
        starts = self.bounds[documents]
        sizes = self.bounds[documents + 1] - starts
        ends = sizes.cumsum()
        if not len(documents) or not ends[-1]:
            return np.zeros(len(documents))
        places = (starts - ends + sizes).repeat(sizes)
        places += np.arange(ends[-1])
        asked = np.zeros(len(self.idf), dtype=np.float32)
        asked[terms] = weights
        owners = np.arange(len(documents)).repeat(sizes)
        scores = np.bincount(owners, self.held[places] * asked[self.terms[places]], len(documents))
        return scores.astype(np.float64, copy=False)

    def forward(self) -> "Postings":
        """The same without postings: what documents hold, and nothing to score all of them by."""
        return replace(self, documents=self.documents[:0].copy(), weights=self.weights[:0].copy())

    def mass(self, terms: Numbers, weights: Floats) -> float:
        """The idf of these terms, weighted, in all: what a perfect document is near to."""
        return float(self.idf[terms] @ weights)

    def holds(self, document: int, terms: Numbers) -> NDArray[np.bool_]:
        """Which of these terms stand in a document."""
        own = self.terms[self.bounds[document] : self.bounds[document + 1]]
        if not len(own):
            return np.zeros(len(terms), dtype=bool)
        found = np.minimum(own.searchsorted(terms), len(own) - 1)
        return np.equal(own[found], terms)
