"""The matcher: one fused score an item, over all its names and aliases."""

from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.match.decision import Ranking, rank
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts, score_parts
from knowledge.match.query import Query, read
from knowledge.match.result import Candidate, Decision, MatchResult

__all__ = ["Matcher"]


@dataclass(frozen=True)
class Matcher:
    """Finds the items a text may mean. Immutable, safe to share between threads."""

    index: Index

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Matcher":
        """Index every name, alias and variant of ``catalogue``, with its own synonyms."""
        return cls(Index.of(catalogue.items, catalogue.synonyms))

    @property
    def size(self) -> int:
        """How many phrases are indexed."""
        return len(self.index.phrases.texts)

    def match(self, text: str, *, limit: int = 10) -> MatchResult:
        """The items ``text`` may mean, best first, at most ``limit``; never raises.

        At most 40 candidates are ever considered. DECLINE still carries candidates where
        something resembles the text, for whoever wants to look.
        """
        query = read(text, self.index.spelling, self.index.known)
        parts = score_parts(self.index, query)
        if parts is None:
            return MatchResult(query.text, query.words, (), 0.0, Decision.DECLINE)
        ranking = rank(self.index, query, parts)
        candidates = tuple(self._candidate(parts, ranking, int(row)) for row in ranking.order[: max(limit, 0)])
        return MatchResult(query.text, _tokens(query), candidates, ranking.margin, ranking.decision)

    def _candidate(self, parts: Parts, ranking: Ranking, row: int) -> Candidate:
        item = self.index.phrases.items[parts.items[row]]
        return Candidate(
            item.code,
            item.name,
            float(ranking.scores[row]),
            float(ranking.confidence[row]),
            self.index.phrases.raw[parts.nearest[row]],
            dict(zip(PARTS, parts.values[row].tolist(), strict=True)),
        )


def _tokens(query: Query) -> tuple[str, ...]:
    """The runs of characters that tell what is meant."""
    marked = "".join(
        character if weight >= 1 else " " for character, weight in zip(query.text, query.weights, strict=True)
    )
    return tuple(marked.split())
