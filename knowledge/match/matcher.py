"""The matcher: one fused score an item, over all its names and aliases."""

from dataclasses import dataclass

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.match.grams import grams_of, grams_of_all
from knowledge.match.phrases import PhraseTable
from knowledge.match.postings import Postings
from knowledge.match.result import Candidate, Decision, MatchResult
from knowledge.text import normalise

__all__ = ["Matcher"]

MAX_QUERY = 120


@dataclass(frozen=True)
class Matcher:
    """Finds the items a text may mean. Immutable, safe to share between threads."""

    phrases: PhraseTable
    by_phrase: Postings
    by_item: Postings

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Matcher":
        """Index every name, alias and variant of ``catalogue``."""
        phrases = PhraseTable.of(catalogue)
        keys, owners = grams_of_all(phrases.texts)
        by_phrase = Postings.of(keys, owners, len(phrases.texts))
        by_item = Postings.of(keys, phrases.owners[owners], len(phrases.items))
        return cls(phrases, by_phrase, by_item)

    @property
    def size(self) -> int:
        """How many phrases are indexed."""
        return len(self.phrases.texts)

    def match(self, text: str, *, limit: int = 10) -> MatchResult:
        """The items ``text`` may mean, best first, at most ``limit``; never raises."""
        query = normalise(text)[:MAX_QUERY]
        keys = np.unique(grams_of(query))
        numbers, known = self.by_phrase.find(keys)
        if not known.any() or not self.phrases.items:
            return MatchResult(query, (), (), 0.0, Decision.DECLINE)
        numbers = numbers[known]
        ones = np.ones(len(numbers), dtype=np.float32)
        per_phrase = self.by_phrase.scores(numbers, ones)
        best = np.maximum.reduceat(per_phrase, self.phrases.starts)
        document = self.by_item.scores(numbers, ones)
        fused = best + document
        top = np.argsort(-fused)[: max(limit, 2)]
        margin = float((fused[top[0]] - fused[top[1]]) / fused[top[0]]) if len(top) > 1 else 1.0
        mass = float(self.by_phrase.idf[numbers].sum())
        strength = float(best[top[0]]) / (mass * 1.5 + 8.0)
        candidates = tuple(
            self._candidate(
                int(item), per_phrase, float(fused[item]), fused, {"best": best[item], "document": document[item]}
            )
            for item in top[:limit]
        )
        decision = Decision.CLARIFY
        if margin > 0.1 and strength > 0.4:
            decision = Decision.ANSWER
        elif strength < 0.2:
            decision = Decision.DECLINE
        return MatchResult(query, (), candidates, margin, decision)

    def _candidate(
        self, item: int, per_phrase: object, score: float, fused: object, parts: dict[str, float]
    ) -> Candidate:
        start = int(self.phrases.starts[item])
        end = int(self.phrases.starts[item + 1]) if item + 1 < len(self.phrases.starts) else self.size
        phrase = start + int(np.argmax(per_phrase[start:end]))  # type: ignore[index]
        confidence = score / float(np.sort(fused)[-5:].sum())  # type: ignore[call-overload]
        return Candidate(
            self.phrases.items[item].code,
            self.phrases.items[item].name,
            score,
            confidence,
            self.phrases.raw[phrase],
            {name: float(value) for name, value in parts.items()},
        )
