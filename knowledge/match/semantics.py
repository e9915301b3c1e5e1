"""Vectors of meaning beside the lexical score: a part of its own, asked where words alone do not decide."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.adapter import centred
from knowledge.match.calibration import VECTORS_BELOW, WEIGHTS_WITH_VECTORS
from knowledge.match.decision import Ranking, alike, strange_of
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts
from knowledge.match.phrases import PhraseTable
from knowledge.match.postings import Numbers
from knowledge.match.query import Query
from knowledge.semantic import Encoder, Vectors

__all__ = ["Semantics", "fused", "wants_vectors"]

NEAREST = 20
"""Items that are candidates for their meaning alone."""

_WEIGHTS = np.array([WEIGHTS_WITH_VECTORS[part] for part in (*PARTS, "semantic")])
_HOPELESS = 0.5
"""Share of the least probability of being meant below which no vector would help: small talk."""


@dataclass(frozen=True)
class Semantics:
    """A catalogue's names and aliases as ``rows``, centred on the ``mean`` of its official names.

    ``starts`` is each item's first row; ``adapter`` what a question is multiplied with.
    Immutable, safe to share between threads.
    """

    encoder: Encoder
    rows: Vectors
    mean: Vectors
    starts: Numbers
    adapter: Vectors | None = None

    @classmethod
    def of(cls, encoder: Encoder, table: PhraseTable, vectors: Vectors, adapter: Vectors | None = None) -> "Semantics":
        """From the encoder's vectors of the table's normalised texts, in their order."""
        starts = table.starts[:-1]
        mean = np.asarray(vectors[starts].mean(0), dtype=np.float32)
        return cls(encoder, centred(vectors, mean), mean, starts, adapter)

    def adapted(self, adapter: Vectors | None) -> "Semantics":
        """The same with another adapter; with none, when it is of another size than the encoder's vectors."""
        fits = adapter is not None and adapter.shape == (self.encoder.size, self.encoder.size)
        return replace(self, adapter=adapter if fits else None)

    def nearness(self, text: str) -> NDArray[np.float64]:
        """How near in meaning each item is to a normalised text, in standard deviations above the mean item (17 ms).

        All of its phrases together count twice as much as the nearest of them.
        """
        question = centred(self.encoder.encode([text])[0], self.mean)
        if self.adapter is not None:
            question = question @ self.adapter
        products = (self.rows @ question).astype(np.float64)
        phrases = np.diff(self.starts, append=len(self.rows))
        near = np.maximum.reduceat(products, self.starts) + 2 * np.add.reduceat(products, self.starts) / phrases
        return np.asarray((near - near.mean()) / max(float(near.std()), 1e-9), dtype=np.float64)


def wants_vectors(ranking: Ranking) -> bool:
    """Whether words alone leave it open which item is meant, though one may be."""
    return ranking.meant >= ranking.least * _HOPELESS and ranking.margin < VECTORS_BELOW


def nearest(nearness: NDArray[np.float64]) -> Numbers:
    """The items nearest in meaning."""
    count = min(NEAREST, len(nearness))
    return np.argpartition(-nearness, count - 1)[:count]


def fused(index: Index, query: Query, ranking: Ranking, parts: Parts, nearness: NDArray[np.float64]) -> Ranking:
    """The ranking of these candidates with their nearness in meaning as one more part.

    Whether the catalogue is meant at all stays what the words said; so does which items they fit equally.
    """
    scores = alike(index, query, parts, np.column_stack((parts.values, nearness[parts.items])) @ _WEIGHTS)
    order = np.argsort(-scores, kind="stable")
    chances = np.exp(scores - scores[order[0]])
    confidence = chances / chances.sum() * ranking.meant
    return replace(ranking, order=order, scores=scores, confidence=confidence, strange=strange_of(parts))
