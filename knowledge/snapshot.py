"""One catalogue version made ready to be asked: immutable, swapped in as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from knowledge.catalogue import Catalogue
from knowledge.learning import question_key
from knowledge.match import Decision, Matcher, MatchResult, Semantics
from knowledge.regions import RegionTree
from knowledge.scenarios import ScenarioIndex
from knowledge.text import normalise

__all__ = ["Snapshot"]

_SHORTEST = 2
_REMEMBERED = 8192
"""Queries whose matches are kept, about two kilobytes each."""


@dataclass(frozen=True)
class Snapshot:
    """A catalogue with its matcher and region tree, all of one version.

    With ``semantics`` a match that words leave open asks vectors of meaning (17 ms): not
    on an event loop.
    """

    catalogue: Catalogue
    matcher: Matcher
    regions: RegionTree
    semantics: Semantics | None = None

    @classmethod
    def of(cls, catalogue: Catalogue, base: "Snapshot | None" = None) -> "Snapshot":
        """Build the indexes of a catalogue (CPU work: seconds at 100,000 items).

        Indexes of ``base``, another version, are taken over where what they are built from is the same.
        """
        if base is None:
            return cls(catalogue, Matcher.of(catalogue), RegionTree.of(catalogue))
        old = base.catalogue
        same_items = old.items == catalogue.items
        same_words = same_items and old.synonyms == catalogue.synonyms
        same_regions = same_items and old.regions == catalogue.regions
        return cls(
            catalogue,
            base.matcher if same_words else Matcher.of(catalogue),
            base.regions if same_regions else RegionTree.of(catalogue),
        )

    def deepened(self, semantics: Semantics) -> "Snapshot":
        """The same with vectors of meaning."""
        return replace(self, semantics=semantics)

    @cached_property
    def lexical(self) -> "Snapshot":
        """The same by words alone."""
        return self if self.semantics is None else replace(self, semantics=None)

    @property
    def version(self) -> int:
        """The catalogue version; 0 = none was ever published."""
        return self.catalogue.version

    @cached_property
    def scenarios(self) -> ScenarioIndex:
        """The situations of life that texts can name."""
        return ScenarioIndex(self.catalogue.scenarios)

    @cached_property
    def _out_of_scope(self) -> frozenset[str]:
        keys = (question_key(phrase.text) for phrase in self.catalogue.out_of_scope)
        return frozenset(key for key in keys if len(key) >= _SHORTEST)

    def out_of_scope(self, text: str) -> bool:
        """Whether these words, but for politeness and marks, were marked as meant for nobody here."""
        return bool(self._out_of_scope) and question_key(text) in self._out_of_scope

    def match(self, query: str, *, said: str = "", limit: int = 10) -> MatchResult:
        """What the matcher finds for ``query``; declined when ``said`` (else ``query``) is out of scope.

        ``said`` is the whole question, ``query`` what of it names a subject.
        """
        if self.out_of_scope(said or query):
            return MatchResult(normalise(query), (), (), 0.0, Decision.DECLINE)
        return self._matched(query, limit)

    @cached_property
    def _matched(self) -> Callable[[str, int], MatchResult]:
        # A town asks the same few questions all day, and a result never changes within a version.
        @lru_cache(maxsize=_REMEMBERED)
        def matched(query: str, limit: int) -> MatchResult:
            return self.matcher.match(query, limit=limit, semantics=self.semantics)

        return matched
