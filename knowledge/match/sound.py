"""Texts by their sound: one sign a syllable, without tones, for homophone typing errors."""

from functools import cache

from knowledge.readings import readings

__all__ = ["sound_of"]

_FIRST = 0x4E00
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_signs: dict[str, str] = {}


@cache
def _sign(character: str) -> str:
    """The sign of a character's commonest syllable; a character without one is its own.

    zh/z, ch/c, sh/s and -ng/-n are one: most dialects, and most voice typing, mix them.
    """
    known = readings(character)
    if not known:
        return character
    syllable = known[0]
    for fine, coarse in _CONFUSED:
        syllable = syllable.replace(fine, coarse)
    syllable = syllable.removesuffix("g") if syllable.endswith("ng") else syllable
    return _signs.setdefault(syllable, chr(_FIRST + len(_signs)))


def sound_of(text: str) -> str:
    """``text`` with every Chinese character replaced by the sign of its syllable."""
    return "".join(map(_sign, text))
