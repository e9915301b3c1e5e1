"""The matcher: one fused score an item, over all its names and aliases."""

from dataclasses import dataclass

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.match.calibration import WEIGHTS
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, score_parts
from knowledge.match.query import read
from knowledge.match.result import Candidate, Decision, MatchResult

__all__ = ["Matcher"]

_WEIGHTS = np.array([WEIGHTS[part] for part in PARTS])


@dataclass(frozen=True)
class Matcher:
    """Finds the items a text may mean. Immutable, safe to share between threads."""

    index: Index

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Matcher":
        """Index every name, alias and variant of ``catalogue``."""
        read("")  # the word lists are read from disk now, not within somebody's question
        return cls(Index.of(catalogue.items))

    @property
    def size(self) -> int:
        """How many phrases are indexed."""
        return len(self.index.phrases.texts)

    def match(self, text: str, *, limit: int = 10) -> MatchResult:
        """The items ``text`` may mean, best first, at most ``limit``; never raises."""
        query = read(text)
        parts = score_parts(self.index, query) if self.index.phrases.items else None
        if parts is None:
            return MatchResult(query.text, query.words, (), 0.0, Decision.DECLINE)
        fused = parts.values @ _WEIGHTS
        order = np.argsort(-fused, kind="stable")
        chances = np.exp(fused - fused.max())
        chances /= chances.sum()
        table = self.index.phrases
        candidates = tuple(
            Candidate(
                table.items[parts.items[row]].code,
                table.items[parts.items[row]].name,
                float(fused[row]),
                float(chances[row]),
                table.raw[parts.nearest[row]],
                dict(zip(PARTS, parts.values[row].tolist(), strict=True)),
            )
            for row in order[:limit]
        )
        first = float(chances[order[0]])
        margin = first - float(chances[order[1]]) if len(order) > 1 else first
        decision = Decision.ANSWER if first > 0.6 else Decision.CLARIFY
        if parts.values[order[0], :3].sum() < 0.5:
            decision = Decision.DECLINE
        return MatchResult(query.text, query.words, candidates, margin, decision)
