"""Vectors of meaning beside the lexical score: a part of its own, asked where words alone do not decide.

They also say whether the catalogue is meant at all: how near the nearest phrase is tells business from talk nearly
as well as all signs of the words do, and errs elsewhere than they.
"""

from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from knowledge.adapter import centred
from knowledge.match.calibration import (
    CLOSE,
    CLOSE_COUNTS,
    CLOSE_PHRASES,
    DOUBTED_BELOW,
    VECTORS_BELOW,
    WEIGHTS_WITH_VECTORS,
)
from knowledge.match.decision import Ranking, alike, strange_of
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts
from knowledge.match.phrases import PhraseTable
from knowledge.match.postings import Numbers
from knowledge.match.query import Query
from knowledge.semantic import Encoder, Vectors

__all__ = ["Meaning", "Semantics", "fused", "meant_with", "nearest", "wants_vectors"]

NEAREST = 20
"""Items that are candidates for their meaning alone."""

_WEIGHTS = np.array([WEIGHTS_WITH_VECTORS[part] for part in (*PARTS, "semantic")])
_HOPELESS = 0.1
"""Share of the least probability of being meant below which no vector would help: small talk."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What vectors say of a question.

    ``nearness`` of each item in standard deviations above the mean item; ``closest`` the cosine of the nearest
    phrase and the question as it was asked (no adapter), ``close`` the one from which it speaks for business.
    """

    nearness: NDArray[np.float64]
    closest: float
    close: float


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

    @property
    def close(self) -> float:
        """The cosine of a question and its nearest phrase from which business is likelier than talk.

        More names and aliases an item, and the nearest is nearer to anything.
        """
        bare, rich = CLOSE
        share = log(max(len(self.rows) / max(len(self.starts), 1), 1.0)) / log(CLOSE_PHRASES)
        return bare + (rich - bare) * min(1.0, share)

    def asked(self, text: str) -> Meaning:
        """What vectors say of a normalised text (17 ms)."""
        question = centred(self.encoder.encode([text])[0], self.mean)
        return Meaning(self._nearness(question), float((self.rows @ question).max(initial=-1.0)), self.close)

    def nearness(self, text: str) -> NDArray[np.float64]:
        """How near in meaning each item is to a normalised text, in standard deviations above the mean item (17 ms).

        All of its phrases together count twice as much as the nearest of them.
        """
        return self._nearness(centred(self.encoder.encode([text])[0], self.mean))

    def _nearness(self, question: Vectors) -> NDArray[np.float64]:
        if self.adapter is not None:
            question = question @ self.adapter
        products = (self.rows @ question).astype(np.float64)
        phrases = np.diff(self.starts, append=len(self.rows))
        near = np.maximum.reduceat(products, self.starts) + 2 * np.add.reduceat(products, self.starts) / phrases
        return np.asarray((near - near.mean()) / max(float(near.std()), 1e-9), dtype=np.float64)


def wants_vectors(ranking: Ranking) -> bool:
    """Whether words alone leave it open which item is meant, or whether any is."""
    if ranking.meant < ranking.least * _HOPELESS:
        return False
    return ranking.margin < VECTORS_BELOW or ranking.meant < DOUBTED_BELOW


def meant_with(meaning: Meaning, meant: float) -> float:
    """The probability that the catalogue is meant at all, once vectors have spoken; ``meant`` is the words' own."""
    odds = meant / max(1 - meant, 1e-9) * exp(CLOSE_COUNTS * (meaning.closest - meaning.close))
    return odds / (1 + odds)


def nearest(nearness: NDArray[np.float64]) -> Numbers:
    """The items nearest in meaning."""
    count = min(NEAREST, len(nearness))
    return np.argpartition(-nearness, count - 1)[:count]


def fused(index: Index, query: Query, ranking: Ranking, parts: Parts, meaning: Meaning) -> Ranking:
    """The ranking of these candidates with their nearness in meaning as one more part.

    Which items the words fit equally stays what they said.
    """
    scores = alike(index, query, parts, np.column_stack((parts.values, meaning.nearness[parts.items])) @ _WEIGHTS)
    order = np.argsort(-scores, kind="stable")
    chances = np.exp(scores - scores[order[0]])
    meant = meant_with(meaning, ranking.meant)
    confidence = chances / chances.sum() * meant
    return replace(ranking, order=order, scores=scores, confidence=confidence, meant=meant, strange=strange_of(parts))
