"""How people type: full-width digits, spaces, odd dashes. Brought to one form without touching any Han character."""

import unicodedata

__all__ = ["compact", "dotted", "narrowed", "tidy", "turned", "unseen"]

_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．﹒᛫"), "·")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Unicode UAX #9: what turns the order in which the characters after it are shown."""


def narrowed(text: str) -> str:
    """Full-width letters, digits and marks as the usual ones.

    Not NFKC, which would replace compatibility ideographs, and so change people's names.
    """
    return text.translate(_FULL_WIDTH).replace("\u3000", " ")


def tidy(text: str) -> str:
    """Without invisible characters and spaces around; inner spaces single."""
    visible = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in _INVISIBLE)
    return "\n".join(" ".join(line.split()) for line in visible.splitlines()).strip()


def turned(text: str) -> bool:
    """Whether characters in it make others be shown in another order than they stand in."""
    return not _DIRECTIONS.isdisjoint(text)


def unseen(text: str) -> bool:
    """Whether there are invisible characters within it; those around it, and ends of lines, do no harm."""
    inner = text.strip("\ufeff\u200b \t\r\n")
    return any(char not in "\n\r\t" and unicodedata.category(char) in _INVISIBLE for char in inner)


def compact(text: str) -> str:
    """For numbers: narrowed, without spaces and dashes, in capitals."""
    dashes = "-‐‑‒–—―−"
    return "".join(narrowed(tidy(text)).split()).translate(dict.fromkeys(map(ord, dashes))).upper()


def dotted(text: str) -> str:
    """With the one separating dot (·, U+00B7) that registered names of ethnic minorities have."""
    return text.translate(_DOTS)
