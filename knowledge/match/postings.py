"""BM25 over documents of numbered terms: postings in compressed rows, scored by numpy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.match.grams import Keys

__all__ = ["Floats", "Postings"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """An index: sorted ``terms``, and for term *i* the documents and weights of
    ``starts[i]:starts[i + 1]``. Weights are BM25 with idf and length already in them.
    """

    terms: Keys
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: Floats
    idf: Floats
    size: int

    @classmethod
    def of(cls, keys: Keys, owners: NDArray[np.int32], size: int, *, k1: float = 1.2, b: float = 0.5) -> "Postings":
        """Index ``size`` documents from their terms and, for each, the document's number."""
        order = np.lexsort((owners, keys))
        keys, owners = keys[order], owners[order]
        new = np.ones(len(keys), dtype=bool)
        new[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
        first = np.flatnonzero(new)
        counts = np.diff(np.append(first, len(keys))).astype(np.float32)
        lengths = np.bincount(owners, minlength=size).astype(np.float32)
        keys, owners = keys[first], owners[first]
        terms, starts = np.unique(keys, return_index=True)
        starts = np.append(starts, len(keys)).astype(np.int64)
        frequency = np.diff(starts)
        idf = np.log1p((size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        norm = k1 * (1 - b + b * lengths / max(float(lengths.mean()) if size else 1.0, 1.0))
        weights = np.repeat(idf, frequency) * counts * (k1 + 1) / (counts + norm[owners])
        return cls(terms, starts, owners.astype(np.int32), weights.astype(np.float32), idf, size)

    def find(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The numbers of these terms, and which of them are known at all."""
        if not len(self.terms):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
        places = np.minimum(np.searchsorted(self.terms, keys), len(self.terms) - 1)
        return places, self.terms[places] == keys

    def scores(self, terms: NDArray[np.int64], weights: Floats) -> NDArray[np.float64]:
        """Score of every document for these known terms, each with its weight."""
        if not len(terms):
            return np.zeros(self.size)
        spans = [slice(self.starts[term], self.starts[term + 1]) for term in terms]
        documents = np.concatenate([self.documents[span] for span in spans])
        parts = np.concatenate([self.weights[span] * weight for span, weight in zip(spans, weights, strict=True)])
        return np.bincount(documents, weights=parts, minlength=self.size)
