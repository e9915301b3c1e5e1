"""How much of what a question is about an item's names speak of."""

import re
from collections.abc import Set as AbstractSet

from knowledge.match.index import Index
from knowledge.match.query import Query

__all__ = ["covered", "lacking_head", "share_covered"]

_HEAD = re.compile(r"(?=([^\W\d_]{2})(?:许可|执照|资格|备案|登记|注册|证|卡))")
"""The two characters that say which licence, card, registration … is spoken of."""


def _telling(query: Query) -> list[int]:
    """Places of the characters that say what the question is about."""
    return [place for place, weight in enumerate(query.weights) if weight >= 1 and query.text[place] != " "]


def covered(index: Index, query: Query, item: int) -> AbstractSet[int]:
    """Places of the question's characters that the item accounts for.

    A character does when it stands in a pair that the item's phrases have, or in a
    colloquial word one of whose official words they have.
    """
    text, places = query.text, set[int]()
    phrases = "\n".join(index.phrases.names(item))
    for place in range(len(text) - 1):
        pair = text[place : place + 2]
        if pair in phrases and " " not in pair:
            places.add(place)
            places.add(place + 1)
    for (start, end), word in zip(query.spans, query.words, strict=True):
        meant = index.meanings.get(word)
        if meant is not None and index.by_item.holds(item, meant).any():
            places |= set(range(start, end))
    return places


def share_covered(query: Query, places: AbstractSet[int]) -> float:
    """The share (0…1) of the question's telling characters that are ``covered``."""
    telling = _telling(query)
    return sum(place in places for place in telling) / len(telling) if telling else 0.0


def lacking_head(query: Query, places: AbstractSet[int]) -> bool:
    """Whether the question names a licence, card or registration, and none of which the item says anything.

    The noun before 证, 许可 … counts where both of its characters tell something and belong to
    no kind of doing (补办, 到期).
    """
    heads = [{match.start(1), match.start(1) + 1} for match in _HEAD.finditer(query.text)]
    if not heads:
        return False
    doing = {place for start, end in query.doing for place in range(start, end)}
    nouns = [head for head in heads if not head & doing and all(query.weights[place] >= 1 for place in head)]
    return bool(nouns) and not any(head & places for head in nouns)
