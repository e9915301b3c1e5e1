"""Obtains ``WEIGHTS_WITH_VECTORS`` anew: ``python -m benchmarks.tune_semantic``, with the extra ``[semantic]``.

Fitted on one half of the items and shown on the other, twice; printed last is what was
fitted on both. The adapter never sees a question that is asked.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.fitting import Array, fit_ranking, fit_sharpness
from benchmarks.questions import Asked, catalogue, half, hold_out, own_questions, read_real_data
from benchmarks.remembered import semantics_of
from benchmarks.tune import NEGATIVE
from knowledge.catalogue import Catalogue
from knowledge.match import Matcher, Semantics
from knowledge.match.decision import rank
from knowledge.match.parts import PARTS, score_parts
from knowledge.match.query import read
from knowledge.match.semantics import nearest, wants_vectors
from knowledge.semantic import encoder

COLUMNS = (*PARTS, "semantic")
ROWS = 60


@dataclass(frozen=True)
class Deep:
    """One question: its candidates by words and meaning, which are right, and what words alone say."""

    asked: Asked
    values: Array
    right: Array
    unsure: bool
    first: bool
    third: bool


def deep_rows(matcher: Matcher, semantics: Semantics, questions: Sequence[Asked]) -> list[Deep]:
    """What is known of each question once vectors were asked."""
    index, rows = matcher.index, []
    for asked in questions:
        query = read(asked.text, index.spelling, index.lists)
        words = score_parts(index, query)
        if words is None:
            continue
        ranking, near = rank(index, query, words), semantics.nearness(query.text)
        parts = score_parts(index, query, nearest(near)) or words
        right = [index.phrases.items[item].name in asked.names for item in parts.items]
        values = np.column_stack((parts.values, near[parts.items]))
        short = ROWS - len(values)
        last = int(np.argmin(values[:, -1]))
        lexical = [index.phrases.items[words.items[row]].name in asked.names for row in ranking.order[:3]]
        rows.append(
            Deep(
                asked,
                np.vstack((values, np.repeat(values[last : last + 1], short, axis=0))),
                np.array([*right, *[False] * short], dtype=float),
                wants_vectors(ranking),
                lexical[0],
                any(lexical),
            )
        )
    return rows


def fit(sets: dict[str, list[Deep]]) -> Array:
    """Weights from the questions that words leave open, each set counting the same in all."""
    rows = [(row, 1 / len(group)) for group in sets.values() for row in group if row.right.any() and row.unsure]
    sign = np.array([-1.0 if part in NEGATIVE else 1.0 for part in COLUMNS])
    values, right = np.stack([row.values for row, _ in rows]), np.stack([row.right for row, _ in rows])
    shares = np.array([share for _, share in rows])
    weights = fit_ranking(values, right, shares, sign)
    return weights * fit_sharpness([each @ weights for each in values], list(right), shares.tolist())


def show(sets: dict[str, list[Deep]], weights: Array) -> None:
    """recall@1 and @3 where the unsure ask vectors, and where all do."""
    for name, rows in sets.items():
        deep = [row.right[np.argsort(-(row.values @ weights), kind="stable")] for row in rows]
        first = [bool(ranked[0]) if row.unsure else row.first for row, ranked in zip(rows, deep, strict=True)]
        third = [bool(ranked[:3].any()) if row.unsure else row.third for row, ranked in zip(rows, deep, strict=True)]
        every = np.mean([ranked[0] for ranked in deep]), np.mean([ranked[:3].any() for ranked in deep])
        print(
            f"  {name:12}{len(rows):5}  R@1 {np.mean(first):.3f}  R@3 {np.mean(third):.3f}"
            f"  asked {np.mean([row.unsure for row in rows]):.2f}  all asked: {every[0]:.3f} {every[1]:.3f}"
        )


def main() -> None:
    """Fit on each half and show on the other, then fit on both."""
    data, using = read_real_data(), encoder()
    if data is None or using is None:
        sys.exit("BANSHITONG_TEST_DATA names no folder with the real data, or the extra [semantic] is not installed")
    kept, asked = hold_out(data.phrasings)
    own = own_questions()
    catalogues: dict[str, tuple[Catalogue, Sequence[Asked]]] = {
        "held-out": (catalogue(data.names, kept), asked),
        "own": (catalogue(data.names, data.phrasings), own),
        "no aliases": (catalogue(data.names), own),
    }
    sets: dict[str, list[Deep]] = {}
    for name, (known, questions) in catalogues.items():
        matcher = Matcher.of(known)
        semantics = semantics_of(using, known, matcher, questions, name=name, adapted=True)
        sets[name] = deep_rows(matcher, semantics, questions)
    halves = []
    for number in (0, 1):
        wanted = {name: set(half([row.asked for row in rows], number)) for name, rows in sets.items()}
        halves.append({name: [row for row in rows if row.asked in wanted[name]] for name, rows in sets.items()})
    for number in (0, 1):
        print(f"tuned on half {number}, shown on half {1 - number}")
        show(halves[1 - number], fit(halves[number]))
    weights = fit(sets)
    print("tuned on both halves")
    print("WEIGHTS_WITH_VECTORS", {part: round(float(w), 2) for part, w in zip(COLUMNS, weights, strict=True)})
    show(sets, weights)


if __name__ == "__main__":
    main()
