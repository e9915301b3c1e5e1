"""Region names that sound right and are written wrong, as voice typing writes them (静月区 → 净月区)."""

import re
from collections.abc import Iterable

from pypinyin import lazy_pinyin

__all__ = ["LEVEL", "SoundIndex"]

LEVEL = re.compile(r"区|县|市|街道|镇")
SHORTEST, LONGEST = 3, 8


class SoundIndex:
    """Names that end in their level (净月区, 新春街道), by toneless pinyin."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        for name in names:
            if SHORTEST <= len(name) <= LONGEST and LEVEL.search(name[-2:]):
                self._names.setdefault(_sound(name), name)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, right name) of every name that is only written wrong, the longer first."""
        found: list[tuple[int, int, str]] = []
        for level in LEVEL.finditer(text):
            for start in range(max(0, level.end() - LONGEST), level.end() - SHORTEST + 1):
                name = self._names.get(_sound(text[start : level.end()]))
                if name is not None and name[-1] == text[level.end() - 1]:
                    found.append((start, level.end(), name))
                    break
        return found


def _sound(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text))
