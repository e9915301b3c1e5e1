"""Which of many words stand anywhere in a catalogue's phrases, without looking through all of them for each."""

from collections.abc import Collection, Sequence

import numpy as np

from knowledge.match.grams import grams_of_all
from knowledge.match.postings import Vocabulary

__all__ = ["standing"]


def standing(words: Collection[str], texts: Sequence[str], known: Vocabulary) -> frozenset[str]:
    """The ``words`` that stand in one of the ``texts``, whose grams are ``known``.

    A word with a gram that no text has stands in none; only the others are looked for (a tenth of them).
    """
    asked = list(words)
    keys, owners = grams_of_all(asked)
    possible = np.ones(len(asked), dtype=bool)
    possible[owners[known.find(keys) < 0]] = False
    everything = "\n".join(texts)
    return frozenset(word for word, may in zip(asked, possible.tolist(), strict=True) if may and word in everything)
