"""Region names that sound right and are written wrong, as voice typing writes them (静月区 → 净月区)."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product

from knowledge.readings import readings

__all__ = ["LEVEL", "SoundIndex"]

LEVEL = re.compile(r"区|县|市|街道|镇")
SHORTEST, LONGEST = 3, 8
WAYS = 16
"""Ways to read a name that are looked at, where characters of it have several (长: chang, zhang)."""


class SoundIndex:
    """Names that end in their level (净月区, 新春街道), by toneless pinyin."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        for name in names:
            if SHORTEST <= len(name) <= LONGEST and LEVEL.search(name[-2:]):
                for sound in _sounds(name):
                    self._names.setdefault(sound, name)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, right name) of every name that is only written wrong, the longer first."""
        found: list[tuple[int, int, str]] = []
        for level in LEVEL.finditer(text):
            for start in range(max(0, level.end() - LONGEST), level.end() - SHORTEST + 1):
                heard = map(self._names.get, _sounds(text[start : level.end()]))
                name = next(filter(None, heard), None)
                if name is not None and name[-1] == text[level.end() - 1]:
                    found.append((start, level.end(), name))
                    break
        return found


def _sounds(text: str) -> Iterator[tuple[str, ...]]:
    return islice(product(*(readings(character)[:2] or (character,) for character in text)), WAYS)
