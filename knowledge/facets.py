"""What about a guide is asked: materials, fees, place … (13 facets), from citizens' wordings.

The wordings are data (``lexicon/facets.tsv``). 怎么办 asks for the whole guide, so it is no
facet.
"""

import re
from enum import StrEnum
from functools import cache, lru_cache

from knowledge.lookup import longest_first
from knowledge.sieve import Sieve
from knowledge.wordlists import word_rows

__all__ = ["Facet", "facet_spans", "find_facets", "strip_facets"]


NOUN = 4
HANDED_IN = re.compile(r"(?:提交|报送|报备|交|送|向|申报|改)(?!啥|什么|哪|的|多少|几).{3,}")
CHANGED = re.compile(
    r"(?:改|换|变|调整|延长|报销?|手工|申请统筹)(?!啥|什么|哪|的|多少|几).{4,}(?:电话|地址|地点|期限|有效期|费用)$"
)


class Facet(StrEnum):
    """A part of a guide that can be asked for by itself."""

    MATERIALS = "materials"
    CONDITIONS = "conditions"
    FEES = "fees"
    TIME_LIMIT = "time_limit"
    PLACE = "place"
    HOURS = "hours"
    PHONE = "phone"
    PROCESS = "process"
    LEGAL_BASIS = "legal_basis"
    RESULT = "result"
    ONLINE = "online"
    AGENT = "agent"
    FORMS = "forms"


@cache
def _patterns() -> Sieve[Facet]:
    """One pattern a facet, with the named pieces filled in."""
    pieces: dict[str, str] = {}
    wordings: dict[Facet, list[str]] = {}
    for name, pattern in word_rows("facets.tsv"):
        for piece, text in pieces.items():
            pattern = pattern.replace(f"{{{piece}}}", text)  # noqa: PLW2901
        if name.startswith("@"):
            pieces[name[1:]] = pattern
        else:
            wordings.setdefault(Facet(name), []).append(pattern)
    return Sieve({facet: re.compile("|".join(patterns)) for facet, patterns in wordings.items()})


@lru_cache(maxsize=256)  # a turn looks at the same text more than once
def facet_spans(text: str) -> tuple[tuple[Facet, int, int], ...]:
    """(facet, start, end) of every wording in a normalised text, from left to right.

    Where wordings overlap the longer one is meant (表在哪下载 asks for the form, not the place).
    """
    found: dict[tuple[int, int], Facet] = {}
    for facet, pattern in _patterns().possible(text):
        for match in pattern.finditer(text):
            if match.end() > match.start() and not _is_object(text, *match.span()):
                found.setdefault(match.span(), facet)
    return tuple((found[span], *span) for span in longest_first(found))


def _is_object(text: str, start: int, end: int) -> bool:
    """Whether the noun at the end is what the item itself is about (改公积金贷款的电话, 提交复核材料)."""
    if end - start > NOUN or text[end : end + 1].strip():
        return False
    clause = text[text.rfind(" ", 0, start) + 1 : end]
    return bool(HANDED_IN.match(clause) if clause.endswith("料") else CHANGED.match(clause))


def find_facets(text: str) -> tuple[Facet, ...]:
    """The facets asked for, in order of mention, each once; () asks for the whole guide."""
    return tuple(dict.fromkeys(facet for facet, _, _ in facet_spans(text)))


def strip_facets(text: str) -> str:
    """The text without the wordings that ask for a facet; what is left names the subject."""
    pieces, last = [], 0
    for _, start, end in facet_spans(text):
        pieces.append(text[last:start])
        last = end
    return "".join((*pieces, text[last:]))
