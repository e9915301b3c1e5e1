"""A linear adapter from questions' vectors to items' vectors, trained on a catalogue's own words.

InfoNCE: among many items a question's own shall be the nearest, an item being the mean of its
names and aliases. An alias is a question too; it is left out of its own item's mean then, or
it would find itself and teach nothing. The matrix is held near the identity, so that what was
never seen keeps the meaning the encoder gives it. Plain numpy, no chance but one fixed seed:
the same pairs give the same matrix.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.semantic import Vectors

__all__ = ["Pairs", "centred", "packed", "train", "unpacked"]

STEPS, BATCH, RATE = 400, 256, 3e-3
TEMPERATURE = 0.05
"""Of the softmax over items: the smaller, the more only the nearest wrong ones count."""
RIDGE = 0.003
"""How strongly the matrix is drawn to the identity."""
MOST_ITEMS = 4096
"""Items that a step looks at; more are drawn anew for each."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions (one row each) and the row of ``items`` that each means.

    ``items`` has the mean of each item's phrases, of which there are ``phrases``; ``own`` says
    which questions are themselves a phrase of their item. All centred, questions of length 1.
    """

    questions: Vectors
    items: Vectors
    wanted: NDArray[np.int64]
    phrases: NDArray[np.int64]
    own: NDArray[np.bool_]

    def others(self, rows: NDArray[np.int64]) -> Vectors:
        """The wanted item of each of these questions, the question itself left out of it."""
        items, left = self.items[self.wanted[rows]], self.phrases[self.wanted[rows]] - 1
        out = self.own[rows] & (left > 0)
        items[out] = (items[out] * (left[out] + 1)[:, None] - self.questions[rows[out]]) / left[out][:, None]
        return items


def centred(rows: Vectors, mean: Vectors) -> Vectors:
    """Rows less the catalogue's mean, of length 1 again: what they all share tells nothing apart."""
    moved = rows - mean
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def train(pairs: Pairs) -> Vectors:
    """The matrix to multiply a centred question with (seconds)."""
    size = pairs.questions.shape[1]
    start = np.eye(size, dtype=np.float32)
    if not len(pairs.questions):
        return start
    chance = np.random.default_rng(7)
    matrix, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    rates = (RATE * (1 - np.arange(STEPS) / STEPS)).astype(np.float32)
    for step, rate in enumerate(rates.tolist(), 1):
        rows = chance.integers(0, len(pairs.questions), BATCH)
        slope = _slope(pairs, matrix, rows, _drawn(pairs, rows, chance)) + RIDGE * (matrix - start)
        first = np.asarray(0.9 * first + 0.1 * slope, dtype=np.float32)
        second = np.asarray(0.99 * second + 0.01 * slope**2, dtype=np.float32)
        moved = rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        matrix = np.asarray(matrix - moved, dtype=np.float32)
    return matrix


def _drawn(pairs: Pairs, rows: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    if len(pairs.items) <= MOST_ITEMS:
        return np.arange(len(pairs.items))
    drawn = chance.choice(len(pairs.items), MOST_ITEMS - len(rows), replace=False)
    return np.union1d(drawn, pairs.wanted[rows])


def _slope(pairs: Pairs, matrix: Vectors, rows: NDArray[np.int64], drawn: NDArray[np.int64]) -> Vectors:
    questions, items, wanted = pairs.questions[rows], pairs.items[drawn], pairs.others(rows)
    adapted, every = questions @ matrix, np.arange(len(rows))
    places = np.searchsorted(drawn, pairs.wanted[rows])
    scores = adapted @ items.T
    scores[every, places] = (adapted * wanted).sum(1)
    scores = np.exp((scores - scores.max(1, keepdims=True)) / TEMPERATURE)
    scores /= scores.sum(1, keepdims=True)
    scores[every, places] -= 1
    pull = scores @ items + scores[every, places][:, None] * (wanted - items[places])
    return np.asarray(questions.T @ pull / (TEMPERATURE * len(rows)), dtype=np.float32)


def packed(matrix: Vectors) -> bytes:
    """A square matrix to be stored, in half precision."""
    return matrix.astype("<f2").tobytes()


def unpacked(payload: bytes | None) -> Vectors | None:
    """What :func:`packed` packed; None for nothing, or for bytes that are no square matrix of numbers."""
    size = math.isqrt(len(payload) // 2) if payload else 0
    if not payload or size * size * 2 != len(payload):
        return None
    matrix = np.frombuffer(payload, dtype="<f2").reshape(size, size).astype(np.float32)
    return matrix if bool(np.isfinite(matrix).all()) else None
