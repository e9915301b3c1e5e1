"""Questions that ask the same in other words, put together.

Leaders in a given order: each text that belongs nowhere yet leads a cluster, and takes all
that are left and like it. Likeness is the cosine of character bigrams, rare ones weighing
more. The same texts in the same order always give the same clusters; 5,000 take well under
a second.
"""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from knowledge.fillers import without_fillers
from knowledge.text import normalise

__all__ = ["LIKE", "cluster", "likeness"]

LIKE = 0.6
"""From this cosine on, two questions are taken for one."""

Floats = NDArray[np.float64]


def cluster(texts: Sequence[str], threshold: float = LIKE) -> list[list[int]]:
    """The numbers of the texts, in clusters; the first of each leads it."""
    index = _Index(texts)
    free = np.ones(len(texts), dtype=bool)
    clusters = []
    for leader in range(len(texts)):
        if not free[leader]:
            continue
        alike = np.flatnonzero(free & (index.likeness_to(leader) >= threshold))
        members = [leader, *(int(number) for number in alike if number != leader)]
        free[members] = False
        clusters.append(members)
    return clusters


def likeness(one: str, other: str) -> float:
    """Cosine (0…1) of the bigrams of two texts."""
    first, second = Counter(_grams(one)), Counter(_grams(other))
    product = sum(count * second[gram] for gram, count in first.items())
    size = sqrt(sum(count**2 for count in first.values()) * sum(count**2 for count in second.values()))
    return product / size if size else 0.0


def _grams(text: str) -> list[str]:
    """Bigrams of what names the subject; a lone character stands for itself."""
    whole = normalise(text)
    subject = without_fillers(whole) or whole.replace(" ", "")
    return [subject[at : at + 2] for at in range(len(subject) - 1)] or ([subject] if subject else [])


class _Index:
    """Unit vectors of texts, by text and by gram."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(_grams(text)) for text in texts]
        self._size = len(texts)
        self._vectors: list[dict[str, float]] = []
        postings: dict[str, tuple[list[int], list[float]]] = {}
        for number, counts in enumerate(counted):
            norm = sqrt(sum(count**2 for count in counts.values()))
            vector = {gram: count / norm for gram, count in counts.items()}
            self._vectors.append(vector)
            for gram, weight in vector.items():
                owners, values = postings.setdefault(gram, ([], []))
                owners.append(number)
                values.append(weight)
        self._postings = {gram: (np.array(owners), np.array(values)) for gram, (owners, values) in postings.items()}

    def likeness_to(self, number: int) -> Floats:
        """Cosine of every text with this one."""
        scores = np.zeros(self._size)
        for gram, weight in self._vectors[number].items():
            owners, values = self._postings[gram]
            scores[owners] += weight * values
        scores[number] = 1.0
        return scores
