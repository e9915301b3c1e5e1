"""A prepared text cut into the pieces that say something about time."""

import re
from collections.abc import Iterator
from functools import cache

from knowledge.dates.token import Token
from knowledge.dates.words_days import Wording, day_words
from knowledge.dates.words_festivals import festival_words
from knowledge.dates.words_times import binding_words, limit_words, time_words

__all__ = ["tokens"]


@cache
def _wordings() -> tuple[re.Pattern[str], tuple[tuple[Wording, re.Pattern[str]], ...]]:
    every = [*binding_words(), *festival_words(), *day_words(), *time_words(), *limit_words()]
    any_of = "|".join(
        f"(?P<w{at}>{re.sub(r'[(][?]P<[a-z0-9]+>', '(?:', words)})" for at, (_, words, _) in enumerate(every)
    )
    return re.compile(any_of), tuple((each, re.compile(each[1])) for each in every)


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a prepared text, in order. Raises Unreadable for one that cannot be."""
    any_of, every = _wordings()
    for found in any_of.finditer(text):
        (kind, _, make), pattern = every[int(str(found.lastgroup)[1:])]
        exact = next(pattern.finditer(text, found.start()))
        yield Token(kind, make(exact), found.start(), found.end())
