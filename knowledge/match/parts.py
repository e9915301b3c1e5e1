"""The parts of a score: how well each item agrees with a question, in several ways.

Every part is about 0…1 whatever the catalogue's size: scores are shares of what the
question could have scored at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from knowledge.match.grams import Keys
from knowledge.match.index import Index
from knowledge.match.postings import Floats, Numbers
from knowledge.match.query import Query
from knowledge.match.things import things

__all__ = ["PARTS", "Parts", "score_parts"]

PARTS = ("document", "name", "meaning", "sound", "spelling", "agrees", "conflicts", "unsaid", "same", "other")
"""Names of the columns of :attr:`Parts.values`.

document: the question's grams in all the item's names and aliases together (BM25);
name: question and official name cover each other, colloquial words counted with theirs;
meaning: what the question's colloquial words stand for, in all the item's phrases;
sound: syllables without tones; spelling: edit similarity with the item's nearest phrase;
agrees, conflicts: the kind of doing is the same, or another; unsaid: the item is for a
special kind of doing and the question names none; same, other: the thing it is about
(document, trade, vehicle …) is one that the item names, or not.
"""

CANDIDATES = 40

_LOOKED_UP = 4
"""Parts of every item that the postings give; the others are worked out for candidates alone."""
_NEW = 1
_NO = np.zeros(1, dtype=np.bool_)
_TINY = 1e-6
_PROMISE = np.array((1.0, 1.0, 0.5, 0.5))
"""What document, name, meaning and sound count when candidates are chosen."""


@dataclass(frozen=True, slots=True)
class Parts:
    """``values[i, j]`` is part *j* of candidate ``items[i]``, ``nearest[i]`` its best phrase.

    ``known`` is the share of the question's grams, weighted, that the catalogue or
    the lists of words have at all.
    """

    items: Numbers
    values: NDArray[np.float64]
    nearest: Numbers
    known: float


def _weighted(grams: Mapping[int, float]) -> tuple[Keys, Floats]:
    return np.fromiter(grams, np.uint64, len(grams)), np.fromiter(grams.values(), np.float32, len(grams))


def _meant(index: Index, query: Query) -> Numbers:
    """Terms that the question's colloquial words stand for."""
    found = [index.meanings[word] for word in query.words if word in index.meanings]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _doing(
    index: Index, query: Query, items: Numbers
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """agrees, conflicts and unsaid of these items; one no for all where none does."""
    kinds = index.actions[items]
    shared, special = (kinds & query.action) != 0, kinds > _NEW
    return (shared, special & ~shared, _NO) if query.action else (shared, _NO, special)


def _things(index: Index, query: Query, items: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """``same`` and ``other`` of these items; one no for all where the question names no thing."""
    if not query.things:
        return _NO, _NO
    known, asked = things(), query.things
    named = [index.things[item] for item in items.tolist()]
    others = {bits: known.other(asked, bits) for bits in set(named)}  # few items in a list name any thing at all
    same = np.array([asked & bits != 0 for bits in named], dtype=np.bool_)
    return same, np.array([others[bits] for bits in named], dtype=np.bool_)


def _nearest(index: Index, items: Numbers, terms: Numbers, weights: Floats) -> Numbers:
    """The phrase of each of these items that is nearest to the question; of equals the first."""
    starts = index.phrases.starts[items]
    several = np.flatnonzero(index.phrases.starts[items + 1] - starts > 1)
    if not len(several):
        return starts
    first = starts[several]
    sizes = index.phrases.starts[items[several] + 1] - first
    ends = sizes.cumsum()
    phrases = (first - ends + sizes).repeat(sizes) + np.arange(ends[-1])
    scores = index.by_phrase.scores_of(phrases, terms, weights)
    scores = 2 * scores / (index.by_phrase.whole[phrases] + index.by_phrase.mass(terms, weights) + _TINY)
    best = np.maximum.reduceat(scores, ends - sizes).repeat(sizes)
    tops = np.flatnonzero(scores == best)
    starts[several] = phrases[tops[tops.searchsorted(ends - sizes)]]
    return starts


def score_parts(index: Index, query: Query, near: Numbers | None = None) -> Parts | None:
    """The parts of the most promising items, and of those ``near`` by another measure.

    None when no gram of the question is known.
    """
    if not index.phrases.items:
        return None
    keys, strengths = grams = _weighted(query.grams)
    meant = _meant(index, query)
    scores = index.fields.score(grams, _weighted(query.sounds), meant)
    if not len(scores.terms) and not len(meant):
        return None
    promise = _PROMISE @ scores.columns
    keep = min(CANDIDATES, len(promise))
    items = (-promise).argpartition(keep - 1)[:keep]
    if near is not None:
        items = np.union1d(items, near)
    known = scores.known | index.spelling.knows(keys)
    nearest = _nearest(index, items, scores.terms, scores.weights)
    values = np.empty((len(items), len(PARTS)))
    values[:, :_LOOKED_UP] = scores.columns[:, items].T
    others = (_spelling(index, query, nearest), *_doing(index, query, items), *_things(index, query, items))
    for column, part in enumerate(others, _LOOKED_UP):
        values[:, column] = part
    return Parts(items, values, nearest, float(strengths[known].sum() / strengths.sum()))


def _spelling(index: Index, query: Query, phrases: Numbers) -> NDArray[np.float64]:
    texts = index.phrases.texts
    named = [texts[phrase] for phrase in phrases.tolist()]
    ratios: NDArray[np.float64] = process.cdist((query.subject,), named, scorer=fuzz.ratio, dtype=np.float64)[0] / 100
    if query.text in named:
        ratios[[name == query.text for name in named]] = 1.0
    return ratios
