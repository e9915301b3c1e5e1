"""How people type: full-width digits, spaces, odd dashes. Brought to one form without touching any Han character."""

import unicodedata

__all__ = ["compact", "dotted", "narrowed", "tidy"]

_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．﹒᛫"), "·")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}


def narrowed(text: str) -> str:
    """Full-width letters, digits and marks as the usual ones.

    Not NFKC, which would replace compatibility ideographs, and so change people's names.
    """
    return text.translate(_FULL_WIDTH).replace("\u3000", " ")


def tidy(text: str) -> str:
    """Without invisible characters and spaces around; inner spaces single."""
    visible = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in _INVISIBLE)
    return "\n".join(" ".join(line.split()) for line in visible.splitlines()).strip()


def compact(text: str) -> str:
    """For numbers: narrowed, without spaces and dashes, in capitals."""
    dashes = "-‐‑‒–—―−"
    return "".join(narrowed(tidy(text)).split()).translate(dict.fromkeys(map(ord, dashes))).upper()


def dotted(text: str) -> str:
    """With the one separating dot (·, U+00B7) that registered names of ethnic minorities have."""
    return text.translate(_DOTS)
