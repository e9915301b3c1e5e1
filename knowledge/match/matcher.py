"""The matcher: one fused score an item, over all its names and aliases."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.match.decision import Ranking, rank
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts, score_parts
from knowledge.match.postings import Numbers
from knowledge.match.query import Query, read
from knowledge.match.result import Candidate, Decision, MatchResult, Told
from knowledge.match.semantics import Meaning, Semantics, fused, nearest, wants_vectors

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

    def match(self, text: str, *, limit: int = 10, semantics: Semantics | None = None) -> MatchResult:
        """The items ``text`` may mean, best first, at most ``limit``; never raises.

        At most 40 candidates are ever considered, and some more for their meaning: with
        ``semantics``, which is asked only where words leave it open (17 ms then). DECLINE
        still carries candidates where something resembles the text, for whoever wants to look.
        """
        query = read(text, self.index.spelling, self.index.lists)
        parts = score_parts(self.index, query)
        if parts is None:
            return MatchResult(query.text, query.words, (), 0.0, Decision.DECLINE)
        ranking = rank(self.index, query, parts)
        unsure, meaning = wants_vectors(ranking), None
        if semantics is not None and unsure:
            meaning = semantics.asked(query.text)
            parts = score_parts(self.index, query, nearest(meaning.nearness)) or parts
            ranking = fused(self.index, query, ranking, parts, meaning)
        candidates = tuple(self._candidates(parts, ranking, ranking.order[: max(limit, 0)], meaning))
        return MatchResult(
            query.text,
            _tokens(query),
            candidates,
            ranking.margin,
            ranking.decision,
            unsure,
            meaning is not None,
            ranking.meant,
            meaning.closest if meaning else None,
        )

    def _candidates(
        self, parts: Parts, ranking: Ranking, rows: Numbers, meaning: Meaning | None
    ) -> Iterator[Candidate]:
        names: tuple[str, ...] = PARTS
        values = parts.values[rows]
        if meaning is not None:
            names, values = (*PARTS, "semantic"), np.column_stack((values, meaning.nearness[parts.items[rows]]))
        items, raw = self.index.phrases.items, self.index.phrases.raw
        found = (parts.items, ranking.scores, ranking.confidence, parts.nearest)
        columns = (each[rows].tolist() for each in found)
        for place, score, confidence, phrase, told in zip(*columns, values, strict=True):
            item = items[place]
            yield Candidate(item.code, item.name, score, confidence, raw[phrase], Told(names, told))


def _tokens(query: Query) -> tuple[str, ...]:
    """The runs of characters that tell what is meant."""
    marked = "".join(
        character if weight >= 1 else " " for character, weight in zip(query.text, query.weights, strict=True)
    )
    return tuple(marked.split())
