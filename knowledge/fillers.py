"""Words that name no subject, taken out of a text to see what it is about."""

import re
from functools import cache

from knowledge.facets import strip_facets
from knowledge.wordlists import word_rows

__all__ = ["without_fillers"]

_TELLING = frozenset(
    (
        "补办",
        "补",
        "换",
        "领",
        "报销",
        "备案",
        "登记",
        "打印",
        "审批",
        "领取",
        "申领",
        "提交",
        "证",
        "公司",
        "单位",
        "网上",
    )
)
"""Fillers of a follow-up that in a question of its own do say something."""


def without_fillers(text: str) -> str:
    """A normalised text without the wordings that ask for a facet, fillers and blanks; '' = it says nothing else."""
    return _pattern().sub("", strip_facets(text)).replace(" ", "")


@cache
def _pattern() -> re.Pattern[str]:
    words = {word for row in word_rows("fillers.tsv") for cell in row for word in cell.split()} - _TELLING
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))
