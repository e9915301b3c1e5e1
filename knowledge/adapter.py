"""A linear adapter from questions' vectors to names' vectors, trained on a catalogue's own words.

InfoNCE: among many names a question's own shall be the nearest. The matrix is held near
the identity, so that what was never seen keeps the meaning the encoder gives it. Plain
numpy, no chance but one fixed seed: the same pairs give the same matrix.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.semantic import Vectors

__all__ = ["Pairs", "centred", "packed", "train", "unpacked"]

STEPS, BATCH, RATE = 60, 512, 5e-4
TEMPERATURE = 0.05
"""Of the softmax over names: the smaller, the more only the nearest wrong names count."""
RIDGE = 0.1
"""How strongly the matrix is drawn to the identity."""
MOST_NAMES = 4096
"""Names that a step looks at; more are drawn anew for each."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions (one row each) and the row of ``names`` that each means; all centred, of length 1."""

    questions: Vectors
    names: Vectors
    wanted: NDArray[np.int64]


def centred(rows: Vectors, mean: Vectors) -> Vectors:
    """Rows less the catalogue's mean, of length 1 again: what they all share tells nothing apart."""
    moved = rows - mean
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def train(pairs: Pairs, *, shares: NDArray[np.float32] | None = None) -> Vectors:
    """The matrix to multiply a centred question with (seconds); ``shares`` is what each pair counts."""
    size = pairs.questions.shape[1]
    start = np.eye(size, dtype=np.float32)
    if not len(pairs.questions):
        return start
    chance = np.random.default_rng(7)
    matrix, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    rates = (RATE * (1 - np.arange(STEPS) / STEPS)).astype(np.float32)
    for step, rate in enumerate(rates.tolist(), 1):
        rows = chance.integers(0, len(pairs.questions), BATCH)
        slope = _slope(pairs, matrix, rows, _names(pairs, rows, chance), shares) + RIDGE * (matrix - start)
        first = np.asarray(0.9 * first + 0.1 * slope, dtype=np.float32)
        second = np.asarray(0.99 * second + 0.01 * slope**2, dtype=np.float32)
        moved = rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        matrix = np.asarray(matrix - moved, dtype=np.float32)
    return matrix


def _names(pairs: Pairs, rows: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    if len(pairs.names) <= MOST_NAMES:
        return np.arange(len(pairs.names))
    drawn = chance.choice(len(pairs.names), MOST_NAMES - len(rows), replace=False)
    return np.union1d(drawn, pairs.wanted[rows])


def _slope(
    pairs: Pairs,
    matrix: Vectors,
    rows: NDArray[np.int64],
    names: NDArray[np.int64],
    shares: NDArray[np.float32] | None,
) -> Vectors:
    questions, known = pairs.questions[rows], pairs.names[names]
    scores = questions @ matrix @ known.T / TEMPERATURE
    scores = np.exp(scores - scores.max(1, keepdims=True))
    scores /= scores.sum(1, keepdims=True)
    scores[np.arange(len(rows)), np.searchsorted(names, pairs.wanted[rows])] -= 1
    if shares is not None:
        scores *= shares[rows, None]
    return np.asarray(questions.T @ (scores @ known) / (TEMPERATURE * len(rows)), dtype=np.float32)


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
