"""How well a matcher finds items: figures over questions whose right names are known."""

import time
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from knowledge.catalogue import Catalogue
from knowledge.match import Decision, Matcher, MatchResult

__all__ = ["calibration_error", "evaluate_matcher"]

CONSIDERED = 40
BINS = 10
"""Of confidence, 0…1, as is usual for the expected calibration error."""


def calibration_error(sure: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error (0…1) of (confidence, whether it was right).

    How far the mean confidence is from the share that was right, in ten bins of confidence,
    each weighted by how many fell into it (Guo et al., ICML 2017); 0 for none.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in sure:
        bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
    apart = (abs(sum(confidence - right for confidence, right in each)) for each in bins)
    return sum(apart) / max(1, sum(map(len, bins)))


def evaluate_matcher(
    matcher: Matcher, catalogue: Catalogue, questions: Iterable[tuple[str, AbstractSet[str]]]
) -> dict[str, float]:
    """Figures of ``matcher`` over (question, right official names) pairs; no names = nothing is right.

    ``questions``; ``recall@1``, ``recall@3``, ``mrr`` over those that have a right name, the rank
    counted over all candidates considered (a variant's name means its item); ``answered``,
    ``clarified``, ``declined`` and ``precision`` of the answers over all; ``ece``, the
    calibration error of the first candidate's confidence; ``ms_median``, ``ms_p99``.
    """
    codes = _codes(catalogue)
    ranks: list[int] = []
    rights: list[bool] = []
    decisions: list[Decision] = []
    times: list[float] = []
    sure: list[tuple[float, bool]] = []
    for question, names in questions:
        started = time.perf_counter()
        result = matcher.match(question, limit=CONSIDERED)
        times.append((time.perf_counter() - started) * 1000)
        right = set[str]().union(*(codes.get(name, ()) for name in names))
        rank = _rank(result, right)
        decisions.append(result.decision)
        if result.candidates:
            sure.append((result.candidates[0].confidence, rank == 1))
        if names:
            ranks.append(rank)
        if result.decision is Decision.ANSWER:
            rights.append(rank == 1)
    return {**_figures(ranks, rights, decisions, sorted(times)), "ece": calibration_error(sure)}


def _codes(catalogue: Catalogue) -> Mapping[str, set[str]]:
    known: dict[str, set[str]] = {}
    for item in catalogue.items:
        for name in (item.name, *(variant.name for variant in item.variants)):
            known.setdefault(name, set()).add(item.code)
    return known


def _rank(result: MatchResult, right: AbstractSet[str]) -> int:
    """Place of the first right candidate, from 1; 0 = none is."""
    return next((place for place, one in enumerate(result.candidates, 1) if one.code in right), 0)


def _figures(
    ranks: Sequence[int], rights: Sequence[bool], decisions: Sequence[Decision], times: Sequence[float]
) -> dict[str, float]:
    asked, wanted = max(len(decisions), 1), max(len(ranks), 1)
    return {
        "questions": len(decisions),
        "recall@1": sum(rank == 1 for rank in ranks) / wanted,
        "recall@3": sum(1 <= rank <= 3 for rank in ranks) / wanted,
        "mrr": sum(1 / rank for rank in ranks if rank) / wanted,
        "answered": decisions.count(Decision.ANSWER) / asked,
        "precision": sum(rights) / max(len(rights), 1),
        "clarified": decisions.count(Decision.CLARIFY) / asked,
        "declined": decisions.count(Decision.DECLINE) / asked,
        "ms_median": times[len(times) // 2] if times else 0.0,
        "ms_p99": times[min(len(times) - 1, int(len(times) * 0.99))] if times else 0.0,
    }
