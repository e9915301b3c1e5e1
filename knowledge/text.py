"""Text as citizens type it, brought to one form: width, script, case, punctuation."""

import re
import unicodedata
from functools import cache, lru_cache

import opencc

__all__ = ["MAX_LENGTH", "normalise", "simplify"]

MAX_LENGTH = 2000
"""Characters of a message that are looked at; the rest is dropped."""

_SHORT = 64
"""Characters of a text whose form is remembered."""

_CONTROL = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u00ad]")
_BRACKETED_EMOJI = re.compile(
    r"\[(?:微笑|呲牙|偷笑|大哭|流泪|抱拳|强|玫瑰|OK|ok|疑问|捂脸|发呆|抓狂|愉快|可怜|再见|合十|旺柴|苦涩)\]"
)
_BLANK = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MARKS = re.compile(r"[\W_]+")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters as Simplified ones; halves of characters (surrogates) are dropped."""
    return str(_converter().convert(_SURROGATES.sub("", text)))


def normalise(text: str) -> str:
    """One form of ``text`` for matching; never raises.

    NFKC, Traditional → Simplified, lower case; emoji and marks are removed, every run
    of punctuation becomes one space, blanks between Chinese characters vanish. At
    most ``MAX_LENGTH`` characters of the input are looked at.
    """
    return _short(text) if len(text) <= _SHORT else _normalised(text)


@lru_cache(maxsize=16384)  # names of items and materials are looked at again in every turn
def _short(text: str) -> str:
    return _normalised(text)


def _normalised(text: str) -> str:
    text = _CONTROL.sub("", _BRACKETED_EMOJI.sub(" ", text[:MAX_LENGTH]))
    text = simplify(unicodedata.normalize("NFKC", text)).lower()
    return _MARKS.sub(" ", _BLANK.sub("", text)).strip()
