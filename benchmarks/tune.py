"""Obtains the numbers of ``knowledge/match/calibration.py`` anew: ``python -m benchmarks.tune``.

Everything is fitted on one half of the items and shown on the other, twice; what is
printed last is fitted on both halves and is what to ship.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.fitting import Array, fit_odds, fit_ranking, fit_sharpness
from benchmarks.questions import (
    Asked,
    RealData,
    adversarial,
    catalogue,
    half,
    hold_out,
    keywords,
    off_topic,
    own_questions,
    read_real_data,
    sample_catalogue,
    sample_questions,
    typo,
    unseen_off_topic,
)
from knowledge.match.decision import SIGNS, signs_of
from knowledge.match.index import Index
from knowledge.match.parts import PARTS, Parts, score_parts
from knowledge.match.query import Query, read

NEGATIVE = {"conflicts", "unsaid", "other", "head", "chats", "talk", "topics"}
LISTED = {"talk", "topics"}
"""Signs read off word lists, which know the off-topic input here better than any other: each
question counts a second time without them, so that the rest of the signs learn to do alone.
"""

DECLINED_AT_MOST = 0.02
"""Share of real questions that may be declined: what sets the threshold on the tuning half."""

PRECISION = 0.88
"""Share of the answers given without asking back that must be right."""


@dataclass(frozen=True)
class Row:
    """One question over one catalogue: its candidates and which of them are right."""

    asked: Asked
    index: Index
    query: Query
    parts: Parts
    right: Array
    share: float


@dataclass(frozen=True)
class Numbers:
    """Everything that is fitted."""

    weights: Array
    sharpness: float
    meant: Array
    bias: float
    decline_below: float = 0.0
    answer_from: float = 1.0


def rows_of(index: Index, questions: Iterable[Asked], share: float) -> list[Row]:
    """What the index finds for the questions, which count ``share`` in all."""
    rows = []
    for asked in questions:
        query = read(asked.text, index.spelling, index.lists)
        parts = score_parts(index, query)
        if parts is not None:
            names = [index.phrases.items[item].name in asked.names for item in parts.items]
            rows.append(Row(asked, index, query, parts, np.array(names, dtype=float), share))
    return [Row(r.asked, r.index, r.query, r.parts, r.right, share / len(rows)) for r in rows]


def prepare(data: RealData) -> dict[str, list[Row]]:
    """Every set of questions, over the catalogue it is asked of."""
    kept, asked = hold_out(data.phrasings)
    common = "".join(sorted({character for one in data.phrasings for character in one.text}))
    part = Index.of(catalogue(data.names, kept).items)
    full = Index.of(catalogue(data.names, data.phrasings).items)
    bare = Index.of(catalogue(data.names).items)
    sample = Index.of(sample_catalogue().items)
    own = own_questions()
    hard = {
        f"{name} adversarial{over}": rows_of(index, each, 0.15 if number == 0 else 0.0)
        for number, prefix in ((0, ""), (1, "unseen "))
        for index, over, asked_all in (
            (full, "", half(adversarial(sample=False), number)),
            (sample, ", sample", half(adversarial(sample=True), number)),
        )
        for name, each in (
            (f"{prefix}hard", [one for one in asked_all if one.names and one.kind != "both"]),
            (f"{prefix}off", [one for one in asked_all if not one.names]),
        )
    }
    return {
        "held-out": rows_of(part, asked, 1.0),
        "held-out, typo": rows_of(part, [typo(one, common) for one in asked], 0.3),
        "own": rows_of(full, own, 0.6),
        "own, typo": rows_of(full, [typo(one, common) for one in own], 0.2),
        "own, no aliases": rows_of(bare, own, 0.4),
        "sample": rows_of(sample, sample_questions(sample.phrases.items), 0.6),
        "keyword": rows_of(full, keywords(), 0.3),
        "off-topic": rows_of(full, off_topic(), 1.0),
        "off-topic, sample": rows_of(sample, off_topic(), 0.5),
        "unseen off-topic": rows_of(full, unseen_off_topic(), 0.0),
        **hard,
    }


def meant_of(rows: list[Row], numbers: Numbers) -> Array:
    """Probability that the catalogue is meant, for each row."""
    return 1 / (1 + np.exp(-(_signs(rows, numbers.weights) @ numbers.meant) - numbers.bias))


def _signs(rows: list[Row], weights: Array) -> Array:
    found = []
    for row in rows:
        scores = row.parts.values @ weights
        best = int(np.argmax(scores))
        found.append(signs_of(row.index, row.query, row.parts, best))
    return np.array(found)


def confidence_of(row: Row, numbers: Numbers) -> tuple[float, bool]:
    """Probability of the best candidate among the candidates, and whether it is right."""
    scores = row.parts.values @ numbers.weights
    chances = np.exp(numbers.sharpness * (scores - scores.max()))
    best = int(np.argmax(scores))
    return float(chances[best] / chances.sum()), bool(row.right[best])


def fit(sets: dict[str, list[Row]]) -> Numbers:
    """Fit everything on these rows."""
    sets = {name: rows for name, rows in sets.items() if not name.startswith("unseen")}
    real = [row for name, rows in sets.items() if not name.startswith(("off", "keyword")) for row in rows]
    ranked = [row for row in real if row.right.any() and len(row.right) == max(len(r.right) for r in real)]
    sign = np.array([-1.0 if part in NEGATIVE else 1.0 for part in PARTS])
    shares = np.array([row.share for row in ranked])
    weights = fit_ranking(
        np.stack([row.parts.values for row in ranked]), np.stack([row.right for row in ranked]), shares, sign
    )
    scores = [row.parts.values @ weights for row in ranked]
    sharpness = fit_sharpness(scores, [row.right for row in ranked], shares.tolist())
    rows = [row for group in sets.values() for row in group]
    kinds = np.array([0.0 if name.startswith("off") else 1.0 for name, group in sets.items() for _ in group])
    sign = np.array([-1.0 if part in NEGATIVE else 1.0 for part in SIGNS])
    signs = _signs(rows, weights)
    deaf = signs * np.array([sign not in LISTED for sign in SIGNS])
    row_shares = np.array([row.share for row in rows])
    meant, bias = fit_odds(np.vstack((signs, deaf)), np.tile(kinds, 2), np.tile(row_shares, 2), sign)
    numbers = Numbers(weights, sharpness, meant, bias)
    real_meant = meant_of(sets["own"] + sets["own, typo"], numbers)
    numbers = Numbers(weights, sharpness, meant, bias, float(np.quantile(real_meant, DECLINED_AT_MOST)))
    return Numbers(weights, sharpness, meant, bias, numbers.decline_below, _answer_from(sets, numbers))


def _answer_from(sets: dict[str, list[Row]], numbers: Numbers) -> float:
    """The least confidence from which the answers are right often enough, off-topic included."""
    rows = [row for name in ("held-out", "own", "sample", "off-topic") for row in sets[name]]
    meant = meant_of(rows, numbers)
    sure = np.array([confidence_of(row, numbers) for row in rows])
    confidence, right, shares = sure[:, 0] * meant, sure[:, 1], np.array([row.share for row in rows])
    for threshold in np.linspace(0.3, 0.95, 66):
        given = (confidence >= threshold) & (meant >= numbers.decline_below)
        if (shares * right)[given].sum() >= PRECISION * shares[given].sum():
            return float(threshold)
    return 0.95


def show(sets: dict[str, list[Row]], numbers: Numbers) -> None:
    """A line a set: recall, what was answered (and how much of it rightly), asked back, declined."""
    for name, rows in sets.items():
        ranked = [row.right[np.argsort(-(row.parts.values @ numbers.weights), kind="stable")] for row in rows]
        first, third = (float(np.mean([row[:depth].any() for row in ranked])) for depth in (1, 3))
        meant = meant_of(rows, numbers)
        sure = np.array([confidence_of(row, numbers) for row in rows])
        declined = meant < numbers.decline_below
        answered = ~declined & (sure[:, 0] * meant >= numbers.answer_from)
        right = sure[answered, 1].mean() if answered.any() else 1.0
        print(
            f"  {name:18}{len(rows):5}  R@1 {first:.3f}  R@3 {third:.3f}  answered {answered.mean():.3f}"
            f" ({right:.3f} right)  declined {declined.mean():.3f}"
        )


def write(numbers: Numbers) -> None:
    """Print the numbers as they stand in ``calibration.py``."""
    print("WEIGHTS", {part: round(float(w), 2) for part, w in zip(PARTS, numbers.weights, strict=True)})
    print("MEANT", {sign: round(float(w), 2) for sign, w in zip(SIGNS, numbers.meant, strict=True)})
    print(
        f"MEANT_BIAS {numbers.bias:.2f}  SHARPNESS {numbers.sharpness:.2f}"
        f"  DECLINE_BELOW {numbers.decline_below:.2f}  ANSWER_FROM {numbers.answer_from:.2f}"
    )


def main() -> None:
    """Fit on each half and show on the other, then fit on both."""
    data = read_real_data()
    if data is None:
        sys.exit("BANSHITONG_TEST_DATA names no folder with the real data")
    sets = prepare(data)
    halves: list[dict[str, list[Row]]] = []
    for number in (0, 1):
        wanted = {name: set(half([row.asked for row in rows], number)) for name, rows in sets.items()}
        halves.append(
            {
                name: [row for row in rows if row.asked in wanted[name] or "adversarial" in name]
                for name, rows in sets.items()
            }
        )
    for number in (0, 1):
        numbers = fit(halves[number])
        print(f"tuned on half {number}, shown on half {1 - number}")
        write(numbers)
        show(halves[1 - number], numbers)
    print("tuned on both halves")
    write(fit(sets))


if __name__ == "__main__":
    main()
