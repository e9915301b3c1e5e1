"""The parts of a score: how well each item agrees with a question, in several ways.

Every part is about 0…1 whatever the catalogue's size: scores are shares of what the
question could have scored at most.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from knowledge.match.grams import Keys
from knowledge.match.index import Index
from knowledge.match.postings import Floats, Numbers
from knowledge.match.query import Query

__all__ = ["PARTS", "Parts", "score_parts"]

PARTS = ("document", "name", "meaning", "sound", "spelling", "agrees", "conflicts", "unsaid")
"""Names of the columns of :attr:`Parts.values`.

document: the question's grams in all the item's names and aliases together (BM25);
name: question and official name cover each other, colloquial words counted with theirs;
meaning: what the question's colloquial words stand for, in all the item's phrases;
sound: syllables without tones; spelling: edit similarity with the item's nearest phrase;
agrees, conflicts: the kind of doing is the same, or another; unsaid: the item is for a
special kind of doing and the question names none.
"""

CANDIDATES = 40
MEANING_SHARE = 0.5
"""Weight of colloquial words' official terms in the agreement with a name."""

_NEW = 1
_TINY = 1e-6


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


def _expansion(index: Index, query: Query, said: Numbers) -> Numbers:
    """Terms that the question's colloquial words stand for and that it does not say itself."""
    found = [index.meanings[word] for word in query.words if word in index.meanings]
    if not found:
        return np.zeros(0, dtype=np.int64)
    meant, spoken = np.unique(np.concatenate(found)), np.sort(said)
    if not len(spoken):
        return meant
    places = np.minimum(spoken.searchsorted(meant), len(spoken) - 1)
    fresh: Numbers = meant[spoken[places] != meant]
    return fresh


def _doing(index: Index, query: Query) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """agrees, conflicts and unsaid of every item."""
    shared = (index.actions & query.action) != 0
    special = index.actions > _NEW
    conflicts = special & ~shared if query.action else np.zeros_like(special)
    unsaid = special if not query.action else np.zeros_like(special)
    return shared, conflicts, unsaid


def _known(index: Index, query: Query) -> float:
    """The share of the question's grams, weighted, that the catalogue or the lists of words have."""
    keys: Keys = np.fromiter(query.grams.keys(), np.uint64, len(query.grams))
    weights: Floats = np.fromiter(query.grams.values(), np.float32, len(query.grams))
    known = (index.terms.find(keys) >= 0) | index.spelling.knows(keys)
    return float(weights[known].sum() / weights.sum())


def _nearest(index: Index, items: Numbers, per_phrase: NDArray[np.float64]) -> Numbers:
    starts = index.phrases.starts
    if len(per_phrase) == len(index.phrases.items):
        return items
    return np.array(
        [start + per_phrase[start : starts[item + 1]].argmax() for item in items for start in [starts[item]]]
    )


def score_parts(index: Index, query: Query, near: Numbers | None = None) -> Parts | None:
    """The parts of the most promising items, and of those ``near`` by another measure.

    None when no gram of the question is known.
    """
    terms, weights = index.find(query.grams)
    extra = _expansion(index, query, terms)
    if not index.phrases.items or (not len(terms) and not len(extra)):
        return None
    ones = np.ones(len(extra), dtype=np.float32)
    own = index.by_item.mass(terms, weights) + _TINY
    own_name = index.by_name.mass(terms, weights) + _TINY
    document = index.by_item.scores(terms, weights) / own
    meaning = index.by_item.scores(extra, ones) / own
    in_name = document * own + MEANING_SHARE * own * meaning
    if index.by_name is not index.by_item:
        in_name = index.by_name.scores(terms, weights) + MEANING_SHARE * index.by_name.scores(extra, ones)
    name = 2 * in_name / (index.by_name.whole + own_name)
    syllables, strengths = index.find_sounds(query.sounds)
    sound = index.by_sound.scores(syllables, strengths) / (index.by_sound.mass(syllables, strengths) + _TINY)
    promise = document + name + 0.5 * meaning + 0.5 * sound
    keep = min(CANDIDATES, len(promise))
    items = np.argpartition(-promise, keep - 1)[:keep]
    if near is not None:
        items = np.union1d(items, near)
    return _details(index, query, items, (document, name, meaning, sound), (terms, weights))


def _details(
    index: Index,
    query: Query,
    items: Numbers,
    columns: tuple[NDArray[np.float64], ...],
    said: tuple[Numbers, Floats],
) -> Parts:
    per_phrase = (
        columns[0]
        if index.by_phrase is index.by_item
        else 2 * index.by_phrase.scores(*said) / (index.by_phrase.whole + index.by_phrase.mass(*said) + _TINY)
    )
    nearest = _nearest(index, items, per_phrase)
    subject = query.subject
    texts = index.phrases.texts
    spelling = np.array([fuzz.ratio(subject, texts[phrase]) / 100 for phrase in nearest])
    doing = _doing(index, query)
    values = np.stack([*(c[items] for c in columns), spelling, *(c[items] for c in doing)], axis=1).astype(np.float64)
    return Parts(items, values, nearest, _known(index, query))
