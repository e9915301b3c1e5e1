"""Published prose as it is shown: cut at the end of a clause, with Chinese punctuation."""

import re
from functools import lru_cache

__all__ = ["clipped", "full_width", "unnumbered"]

_NUMBER = re.compile(
    r"^\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．](?!\d))\s*"
)
_DANGLING = re.compile(
    r"[\s,，、;；:：(（]*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、．]|[(（][一二三四五六七八九十]{1,3}[)）])?[\s,，、;；:：(（]*$"
)
_ENDS = ("。；;!?！？", "，,、", " ")
_LEAST = 0.4
"""Share of the length that must be left when a text is cut at a clause."""

_HAN = "\u3400-\u9fff"
_NEAR = rf"{_HAN}\u3001\u3002\u300a-\u3011\uff01-\uff60“”‘’"
_SIGNS = str.maketrans(",;:?!", "，；：？！")
_BETWEEN = re.compile(rf"(?<=[{_NEAR}])[ \t]*([,;:?!]+)[ \t]*(?=[{_NEAR}\n]|$)")
_INSIDE = r"[^()（）\n]{1,200}?"
_BRACKETS = re.compile(
    rf"(?P<before>[{_NEAR}]?)[ \t]*\((?P<inside>{_INSIDE})[)）](?P<after>[{_NEAR}]?)|（(?P<mixed>{_INSIDE})\)"
)
_SHORT = 64
"""Characters of a text whose form is remembered."""
_SPOKEN = re.compile(rf"[{_HAN}]")


def clipped(text: str, length: int) -> str:
    """At most about ``length`` characters: whole clauses, then an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    for ends in _ENDS:
        cut = max(head.rfind(end) for end in ends)
        if cut >= length * _LEAST:
            return _DANGLING.sub("", head[:cut].rstrip()) + "……"
    return _DANGLING.sub("", head) + "……"


def unnumbered(line: str) -> str:
    """A line without the number it bears in a list."""
    return _NUMBER.sub("", line) or line


def full_width(text: str, *, shared: bool = False) -> str:
    """Chinese punctuation between Chinese words; codes, times, telephones and addresses stay as they are.

    ``shared`` texts are such as everybody may get: also of long ones the form is then remembered.
    """
    if len(text) <= _SHORT:
        return _label(text)
    return _answer(text) if shared else _full_width(text)


@lru_cache(maxsize=4096)  # the same options are shown all day
def _label(text: str) -> str:
    return _full_width(text)


@lru_cache(maxsize=512)  # and the same answers given; a few kilobytes each
def _answer(text: str) -> str:
    return _full_width(text)


def _full_width(text: str) -> str:
    text = _BRACKETS.sub(_brackets, text)
    return _BETWEEN.sub(lambda match: match[1].translate(_SIGNS), text)


def _brackets(match: re.Match[str]) -> str:
    if match["mixed"] is not None:
        return f"（{match['mixed']}）"
    before, inside, after = match["before"], match["inside"], match["after"]
    if not (before or after) or not (_SPOKEN.search(inside) or (before and after)):
        return match[0]
    return f"{before}（{inside}）{after}"
