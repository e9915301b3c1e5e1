"""How sure a match is, and what it allows: to answer, to ask which, or to decline."""

from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from knowledge.match.calibration import ANSWER_FROM, DECLINE_BELOW, MEANT, MEANT_BIAS, PHRASES, SHARPNESS, WEIGHTS
from knowledge.match.coverage import coverage
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts
from knowledge.match.query import Query
from knowledge.match.result import Decision

__all__ = ["SIGNS", "Ranking", "decline_below", "rank", "signs_of"]

SIGNS = tuple(MEANT)
"""What tells whether the catalogue is meant at all, about the best candidate.

covered: share of the telling characters it accounts for; name, spelling: its parts; known:
share of the grams the catalogue has; business: share of the telling characters in colloquial
words for official business; action: a kind of doing is named; service: a character of
official business; asks, does, howto, chats, talk, topics: words of that tone.
"""

_SERVICE = frozenset("办证照补领申登批缴换销续户")
_TONES = {"asks": 3, "does": 4, "howto": 1, "chats": 2, "talk": 1, "topics": 2}
_WEIGHTS = np.array([WEIGHTS[part] for part in PARTS])
_MEANT = np.array(list(MEANT.values()))
_NAME, _SPELLING = PARTS.index("name"), PARTS.index("spelling")


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates in ``order``, their fused ``scores`` and calibrated ``confidence``.

    ``meant`` is the probability that the catalogue is meant at all, ``least`` the one under
    which nothing is offered.
    """

    order: NDArray[np.int64]
    scores: NDArray[np.float64]
    confidence: NDArray[np.float64]
    meant: float
    least: float

    @property
    def margin(self) -> float:
        """Lead of the first over the second, in probability (0…1)."""
        first = self.confidence[self.order[0]]
        return float(first - self.confidence[self.order[1]]) if len(self.order) > 1 else float(first)

    @property
    def decision(self) -> Decision:
        """A wrong guide is worse than none: answer only when sure, decline when nothing is meant."""
        if self.meant < self.least:
            return Decision.DECLINE
        return Decision.ANSWER if self.confidence[self.order[0]] >= ANSWER_FROM else Decision.CLARIFY


def signs_of(index: Index, query: Query, parts: Parts, best: int) -> NDArray[np.float64]:
    """The numbers named by :data:`SIGNS`, for the candidate in row ``best``."""
    values = parts.values[best]
    signs = {
        "covered": coverage(index, query, int(parts.items[best])),
        "name": values[_NAME],
        "spelling": values[_SPELLING],
        "known": parts.known,
        "business": _business(query),
        "action": query.action != 0,
        "service": not _SERVICE.isdisjoint(query.text),
        **{kind: min(query.tone[kind], most) for kind, most in _TONES.items()},
    }
    return np.array([signs[sign] for sign in SIGNS], dtype=np.float64)


def _business(query: Query) -> float:
    telling = sum(weight >= 1 for weight in query.weights)
    return sum(end - start for start, end in query.spans) / max(telling, 1)


def rank(index: Index, query: Query, parts: Parts) -> Ranking:
    """Order the candidates and say how sure each is."""
    scores = parts.values @ _WEIGHTS
    order = np.argsort(-scores, kind="stable")
    chances = np.exp(SHARPNESS * (scores - scores[order[0]]))
    chances /= chances.sum()
    signs = signs_of(index, query, parts, int(order[0]))
    meant = 1 / (1 + exp(-float(signs @ _MEANT) - MEANT_BIAS))
    return Ranking(order, scores, chances * meant, meant, decline_below(len(index.phrases.texts)))


def decline_below(phrases: int) -> float:
    """The least probability of being meant, in a catalogue of so many names and aliases."""
    (small, large), (low, high) = PHRASES, DECLINE_BELOW
    share = log(max(phrases, 1) / small) / log(large / small)
    return low + (high - low) * min(1.0, max(0.0, share))
