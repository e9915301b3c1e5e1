"""How much of what a question is about an item's names speak of."""

import numpy as np

from knowledge.match.grams import gram
from knowledge.match.index import Index
from knowledge.match.query import Query

__all__ = ["coverage"]


def coverage(index: Index, query: Query, item: int) -> float:
    """The share (0…1) of the question's telling characters that the item accounts for.

    A character does when it stands in a pair that the item's phrases have, or in a
    colloquial word one of whose official words they have.
    """
    text = query.text
    telling = [place for place, weight in enumerate(query.weights) if weight >= 1 and text[place] != " "]
    if not telling:
        return 0.0
    starts = [place for place in range(len(text) - 1) if text[place] != " " != text[place + 1]]
    terms = index.terms.find(np.array([gram(text[place], text[place + 1]) for place in starts], dtype=np.uint64))
    known = terms >= 0
    held = index.by_item.holds(item, terms[known])
    covered: set[int] = set()
    for place in np.array(starts, dtype=np.int64)[known][held].tolist():
        covered |= {place, place + 1}
    for (start, end), word in zip(query.spans, query.words, strict=True):
        meant = index.meanings.get(word)
        if meant is not None and index.by_item.holds(item, meant).any():
            covered |= set(range(start, end))
    return sum(place in covered for place in telling) / len(telling)
