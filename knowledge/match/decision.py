"""How sure a match is, and what it allows: to answer, to ask which, or to decline."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from operator import or_

import numpy as np
from numpy.typing import NDArray

from knowledge.match.calibration import (
    ANSWER_FROM,
    DECLINE_BELOW,
    MEANT,
    MEANT_BIAS,
    OFFER_FROM,
    PHRASES,
    SHARPNESS,
    WEIGHTS,
)
from knowledge.match.coverage import covered, lacking_head, share_covered
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts
from knowledge.match.query import Query
from knowledge.match.result import Decision
from knowledge.match.word_scan import apart

ALIKE = 6
"""Best candidates that are looked at for words that fit several equally."""

NAMED = 4
"""Characters of a phrase that does not stand in a text by chance."""

TIE = 0.05
"""What the second of those scores less than the first, so that their order stays."""

__all__ = ["SIGNS", "Ranking", "alike", "decline_below", "rank", "signs_of", "strange_of"]

SIGNS = tuple(MEANT)
"""What tells whether the catalogue is meant at all, about the best candidate.

covered: share of the telling characters it accounts for; named: one of its phrases stands whole
in the text; name, spelling: its parts; known:
share of the grams the catalogue has; business: share of the telling characters in colloquial
words for official business; action: a kind of doing is named; service: a character of
official business; asks, does, howto, chats, talk, topics: words of that tone; other: its part;
head: what stands before 证, 许可, 登记 … is nothing that it has.
"""

_SERVICE = frozenset("办证照补领申登批缴换销续户")
_TONES = {"asks": 3, "does": 4, "howto": 1, "chats": 2, "talk": 1, "topics": 2}
_WEIGHTS = np.array([WEIGHTS[part] for part in PARTS])
_MEANT = np.array(list(MEANT.values()))
_NAME, _SPELLING, _OTHER = PARTS.index("name"), PARTS.index("spelling"), PARTS.index("other")
_DOING = slice(PARTS.index("agrees"), None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates in ``order``, their fused ``scores`` and calibrated ``confidence``.

    ``meant`` is the probability that the catalogue is meant at all, ``least`` the one under
    which nothing is offered; ``strange`` marks candidates that name another thing than the question.
    """

    order: NDArray[np.int64]
    scores: NDArray[np.float64]
    confidence: NDArray[np.float64]
    meant: float
    least: float
    strange: NDArray[np.bool_]

    @property
    def margin(self) -> float:
        """Lead of the first over the second, in probability (0…1)."""
        first, *second = self.confidence[self.order[:2]].tolist()
        return float(first - sum(second))

    @property
    def decision(self) -> Decision:
        """A wrong guide is worse than none: answer only when sure, decline when nothing is meant."""
        if self.meant < self.least:
            return Decision.DECLINE
        best = self.order[0]
        offered = self.confidence[best] >= OFFER_FROM and not self.strange[best]
        if not offered and self.confidence[~self.strange].max(initial=0.0) < OFFER_FROM:
            return Decision.DECLINE
        sure = self.confidence[best] >= ANSWER_FROM and not self.strange[best]
        return Decision.ANSWER if sure else Decision.CLARIFY


def signs_of(index: Index, query: Query, parts: Parts, best: int) -> NDArray[np.float64]:
    """The numbers named by :data:`SIGNS`, for the candidate in row ``best``."""
    values = parts.values[best]
    spoken_of = covered(index, query, int(parts.items[best]))
    signs = {
        "covered": share_covered(query, spoken_of),
        "named": _named(index, query, int(parts.items[best])),
        "name": values[_NAME],
        "spelling": values[_SPELLING],
        "known": parts.known,
        "business": _business(query),
        "action": query.action != 0,
        "service": not _SERVICE.isdisjoint(query.text),
        **{kind: min(query.tone[kind], most) for kind, most in _TONES.items()},
        "other": values[_OTHER],
        "head": lacking_head(query, spoken_of),
    }
    return np.array([signs[sign] for sign in SIGNS], dtype=np.float64)


def _named(index: Index, query: Query, item: int) -> bool:
    return any(len(phrase) >= NAMED and phrase in query.text for phrase in index.phrases.names(item))


def _business(query: Query) -> float:
    telling = sum(weight >= 1 for weight in query.weights)
    return sum(end - start for start, end in query.spans) / max(telling, 1)


def rank(index: Index, query: Query, parts: Parts) -> Ranking:
    """Order the candidates and say how sure each is."""
    scores = alike(index, query, parts, parts.values @ _WEIGHTS)
    order = (-scores).argsort(kind="stable")
    chances = np.exp(SHARPNESS * (scores - scores[order[0]]))
    chances /= chances.sum()
    signs = signs_of(index, query, parts, int(order[0]))
    meant = 1 / (1 + exp(-float(signs @ _MEANT) - MEANT_BIAS))
    least = decline_below(len(index.phrases.texts))
    return Ranking(order, scores, chances * meant, meant, least, strange_of(parts))


def strange_of(parts: Parts) -> NDArray[np.bool_]:
    """Which candidates are about another thing than the question."""
    return np.asarray(parts.values[:, _OTHER] > 0, dtype=np.bool_)


def decline_below(phrases: int) -> float:
    """The least probability of being meant, in a catalogue of so many names and aliases."""
    (small, large), (low, high) = PHRASES, DECLINE_BELOW
    share = log(max(phrases, 1) / small) / log(large / small)
    return low + (high - low) * min(1.0, max(0.0, share))


def alike(index: Index, query: Query, parts: Parts, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scores, where the words fit several items equally: those nearly as high as the best.

    Words fit an item wholly when one of its phrases has all of them. Who says 注销营业执照 may
    mean 注销个体营业执照 as well as 企业营业执照注销; who says a phrase in its very words means it.
    """
    rows = (-scores).argsort(kind="stable")[:ALIKE].tolist()
    phrases, best = index.phrases, rows[0]
    said = _said(query)
    own = phrases.names(int(parts.items[best]))
    if not any(said) or query.text in own or query.subject in own:
        return scores
    if not any(_holds(phrase, said) for phrase in own):
        return scores
    as_fit = parts.values[:, _DOING]
    fitting = [
        row
        for row in rows[1:]
        if (as_fit[row] == as_fit[best]).all()
        and any(_holds(phrase, said) for phrase in phrases.names(int(parts.items[row])))
    ]
    raised = scores.copy()
    for place, row in enumerate(fitting, 1):
        raised[row] = max(scores[row], scores[best] - TIE * place)
    return raised


def _said(query: Query) -> list[str]:
    """The runs of telling characters, without those that say what shall be done."""
    telling = [weight >= 1 for weight in query.weights]
    for start, end in apart(query.doing):
        telling[start:end] = [False] * (end - start)
    return "".join(c if told else " " for c, told in zip(query.text, telling, strict=True)).split()


def _holds(phrase: str, said: Sequence[str]) -> bool:
    """Whether each character of the runs stands in the phrase beside one of its neighbours in the run."""
    for run in said:
        held = [run[at : at + 2] in phrase for at in range(len(run) - 1)] or [False]
        if not all(map(or_, [*held, False], [False, *held])):
            return False
    return True
