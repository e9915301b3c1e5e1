"""Text brought to the one form in which expressions of time are looked for."""

import re
import unicodedata

from knowledge.dates.numerals import NUMERAL as N
from knowledge.text import simplify

__all__ = ["MAX_LENGTH", "prepare"]

MAX_LENGTH = 200
"""Characters that are looked at: more than anybody says about when, and no more than 5 ms of work."""

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe63~～〜]+")
_BLANKS = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_UNIT_ONCE = re.compile(rf"(?<![\d\-/.]){N}(?:-|到|至)(?={N}(点|时|[日号月]))")
_WEEK_ONCE = re.compile(r"(周|星期|礼拜)([一二三四五六日天1-7])(-|到|至)([一二三四五六日天1-7])(?![点时\d:])")


def prepare(text: str) -> str:
    """Half width, Simplified, one kind of dash, no blanks but between digits; units said once said twice
    (9-11点 as 9点-11点, 周一到三 as 周一到周三). At most ``MAX_LENGTH`` characters are looked at.
    """
    text = simplify(unicodedata.normalize("NFKC", text[:MAX_LENGTH])).lower()
    text = _BLANKS.sub("", _DASHES.sub("-", text))
    text = _UNIT_ONCE.sub(lambda found: f"{found[0][:-1]}{found[1]}{found[0][-1]}", text)
    return _WEEK_ONCE.sub(r"\1\2\3\1\4", text)
