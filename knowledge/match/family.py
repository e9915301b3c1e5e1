"""Items that are one thing done in several ways, told by their names: 公共场所卫生许可（申办）, …（变更）. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from knowledge.match.lexicon import actions

__all__ = ["Family", "family_of"]

STEM, WAY = 4, 8
"""Least characters of what they share, and most of what tells one from another."""
_BRACKETS = "（）()·- 、"


@dataclass(frozen=True, slots=True)
class Family:
    """What the names share, and what each has of its own. ``before`` and ``after`` are what stands around that."""

    stem: str
    ways: tuple[str, ...]
    before: str
    after: str

    def way_of(self, name: str) -> str:
        """What another name has of its own, if it is of this family; else ''."""
        if not name.startswith(self.before) or not name.endswith(self.after):
            return ""
        way = _own(name, self.before, self.after)
        return way if _is_way(way) else ""


def family_of(names: Sequence[str]) -> Family | None:
    """The family of two names or more; None where they are not one thing, or differ in more than what is done."""
    if len(names) < 2:
        return None
    before = _shared(names)
    after = _shared([name[len(before) :][::-1] for name in names])[::-1]
    ways = tuple(_own(name, before, after) for name in names)
    stem = "".join(character for character in before + after if character not in _BRACKETS)
    if len(stem) < STEM or len(set(ways)) < len(ways) or not all(map(_is_way, ways)):
        return None
    return Family(stem, ways, before, after)


def _shared(texts: Sequence[str]) -> str:
    """What all begin with."""
    columns = zip(*texts, strict=False)
    return "".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns))


def _own(name: str, before: str, after: str) -> str:
    return name[len(before) : len(name) - len(after)].strip(_BRACKETS)


def _is_way(own: str) -> bool:
    return 0 < len(own) <= WAY and actions().of_name(own) != 0
