"""BM25 over documents of numbered terms: postings in compressed rows, scored by numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.match.grams import Keys, Owners

__all__ = ["Floats", "Numbers", "Postings", "Vocabulary"]

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


class Vocabulary:
    """Terms by number: their place among the sorted keys."""

    __slots__ = ("keys",)

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def of(cls, keys: Keys) -> tuple["Vocabulary", Numbers]:
        """The vocabulary of these keys, and the number of each of them."""
        known, numbers = np.unique(keys, return_inverse=True)
        return cls(known), numbers.astype(np.int64, copy=False)

    def find(self, keys: Sequence[int] | Keys) -> Numbers:
        """The number of each key, -1 for a key that is not known."""
        wanted = np.asarray(keys, dtype=np.uint64)
        if not len(self.keys) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[places] == wanted, places, -1)


@dataclass(frozen=True, slots=True)
class Postings:
    """For term *i* the documents and weights of ``starts[i]:starts[i + 1]``, by document.

    Weights are BM25 with idf and length already in them; ``whole`` is what a document
    scores against itself.
    """

    starts: Numbers
    documents: NDArray[np.int32]
    weights: Floats
    idf: Floats
    whole: Floats
    size: int

    @classmethod
    def of(cls, terms: Numbers, owners: Owners, size: int, known: int, *, k1: float, b: float) -> "Postings":
        """Index ``size`` documents: term numbers below ``known``, and whose they are."""
        pairs, counts = np.unique(terms * size + owners, return_counts=True)
        documents = pairs % max(size, 1)
        starts = np.searchsorted(pairs, np.arange(known + 1, dtype=np.int64) * size)
        frequency = np.diff(starts)
        idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5))
        lengths = np.bincount(owners, minlength=size)
        norm = k1 * (1 - b + b * lengths / max(lengths.mean(), 1.0)) if size else lengths
        weights = np.repeat(idf, frequency) * counts * (k1 + 1) / (counts + norm[documents])
        whole = np.bincount(documents, weights=weights, minlength=size)
        return cls(
            starts,
            documents.astype(np.int32),
            weights.astype(np.float32),
            idf.astype(np.float32),
            whole.astype(np.float32),
            size,
        )

    def scores(self, terms: Numbers, weights: Floats) -> NDArray[np.float64]:
        """Score of every document for these terms, each with its weight."""
        if not len(terms):
            return np.zeros(self.size)
        spans = [slice(start, end) for start, end in zip(self.starts[terms], self.starts[terms + 1], strict=True)]
        documents = np.concatenate([self.documents[span] for span in spans])
        parts = np.concatenate([self.weights[span] * weight for span, weight in zip(spans, weights, strict=True)])
        return np.bincount(documents, weights=parts, minlength=self.size)

    def mass(self, terms: Numbers, weights: Floats) -> float:
        """The idf of these terms, weighted, in all: what a perfect document is near to."""
        return float(self.idf[terms] @ weights)

    def holds(self, document: int, terms: Numbers) -> NDArray[np.bool_]:
        """Which of these terms stand in a document."""
        found = np.zeros(len(terms), dtype=bool)
        for place, term in enumerate(terms):
            start, end = self.starts[term], self.starts[term + 1]
            at = start + np.searchsorted(self.documents[start:end], document)
            found[place] = at < end and self.documents[at] == document
        return found
