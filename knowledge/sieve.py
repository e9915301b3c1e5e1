"""Which of many patterns can stand in a text at all, told from its characters and pairs of characters.

Hundreds of wordings are looked for in every message, and hardly any stands in it. A pattern that
needs characters which the text does not have is never run; what passes is still looked for as written.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache, reduce
from itertools import chain, pairwise
from operator import or_
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

__all__ = ["Sieve"]

K = TypeVar("K", bound=Hashable)
Need = frozenset[str]
"""Characters and pairs of characters, one of which every match contains."""

PLANES = 3
"""Needs of an alternative that are looked at, the rarest ones."""
RANGE = 64
"""Characters of a set that are told one by one."""
_CHARACTER, _PAIR = 8, 1


class Sieve(Generic[K]):
    """Patterns by name, in their order."""

    def __init__(self, patterns: Mapping[K, re.Pattern[str]]) -> None:
        self._patterns = dict(patterns)
        self._planes: list[dict[str, int]] = [{} for _ in range(PLANES)]
        self._open = [0] * PLANES
        self._own: list[tuple[K, re.Pattern[str], int]] = []
        bit = 1
        for key, pattern in self._patterns.items():
            own = 0
            for needs in _alternatives(pattern):
                self._add(needs, bit)
                own |= bit
                bit <<= 1
            self._own.append((key, pattern, own))
        self._told_by = frozenset(chain.from_iterable(self._planes))

    def __getitem__(self, key: K) -> re.Pattern[str]:
        return self._patterns[key]

    def __contains__(self, key: object) -> bool:
        return key in self._patterns

    def possible(self, text: str) -> Iterator[tuple[K, re.Pattern[str]]]:
        """Those of which ``search`` may find something in ``text``, in order; all others find nothing."""
        left, pieces = -1, self._told_by.intersection(_pieces_of(text))
        for plane, always in zip(self._planes, self._open, strict=True):
            left &= reduce(or_, filter(None, map(plane.get, pieces)), always)
            if not left:
                return iter(())
        return ((key, pattern) for key, pattern, own in self._own if own & left)

    def _add(self, needs: Iterable[Need], bit: int) -> None:
        """One alternative, which passes where its needs are met; what it has fewer than planes is met anyway."""
        chosen = sorted(set(needs), key=_commonness)[:PLANES]
        for number, plane in enumerate(self._planes):
            if number >= len(chosen):
                self._open[number] |= bit
                continue
            for piece in chosen[number]:
                plane[piece] = plane.get(piece, 0) | bit


def _commonness(need: Need) -> int:
    return sum(_CHARACTER if len(piece) == 1 else _PAIR for piece in need)


def _alternatives(pattern: re.Pattern[str]) -> list[list[Need]]:
    """For each way in which the pattern can match, what a text needs for it."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    ways = list(_ways(tree))
    if pattern.flags & re.IGNORECASE:
        ways = [[frozenset(map(_folded, need)) for need in needs if all(map(_foldable, need))] for needs in ways]
    return ways


@lru_cache(maxsize=64)  # several sieves are asked about the same text
def _pieces_of(text: str) -> tuple[str, ...]:
    """Its characters and pairs of characters, and those of the text in lower case."""
    pieces = (*text, *map("".join, pairwise(text)))
    folded = _folded(text)
    return pieces if folded == text else (*pieces, *folded, *map("".join, pairwise(folded)))


def _folded(text: str) -> str:
    """Lower case, as patterns that ignore case see it: ſ is an s, K a k, ı an i."""
    return text.casefold().replace("ı", "i")


def _foldable(piece: str) -> bool:
    return all(each.isascii() or each.lower() == each.upper() for each in piece)


def _ways(tree: Any) -> Iterator[list[Need]]:
    """The alternatives of a pattern that is nothing else, each by itself."""
    operations = list(tree)
    if len(operations) == 1 and operations[0][0] is code.BRANCH:
        for branch in operations[0][1][1]:
            yield from _ways(branch)
    else:
        yield _needs(operations)


def _needs(operations: Iterable[Any]) -> list[Need]:
    """What a text needs for all of these in a row."""
    found: list[Need] = []
    run = ""
    for operation, value in chain(operations, [(None, None)]):
        if operation is code.LITERAL:
            run += chr(value)
            continue
        found += _pieces(run)
        run = ""
        found += _needs_of(operation, value)
    return found


def _pieces(run: str) -> list[Need]:
    if len(run) == 1:
        return [frozenset(run)]
    return [frozenset({first + second}) for first, second in pairwise(run)]


def _needs_of(operation: Any, value: Any) -> list[Need]:
    if operation is code.IN:
        return _set(value)
    if operation is code.SUBPATTERN:
        return _needs(value[-1]) if not value[1] and not value[2] else []
    if operation is code.BRANCH:
        return _either([_needs(branch) for branch in value[1]])
    if operation in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT) and value[0] > 0:
        return _needs(value[2])
    return []


def _set(members: Iterable[Any]) -> list[Need]:
    """One of a set of characters; nothing for a set that is negated, or large."""
    characters: set[str] = set()
    for operation, value in members:
        if operation is code.LITERAL:
            characters.add(chr(value))
        elif operation is code.RANGE and value[1] - value[0] < RANGE:
            characters.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return []
    return [frozenset(characters)]


def _either(branches: list[list[Need]]) -> list[Need]:
    """What any of several alternatives needs: the rarest of each, together."""
    if not all(branches):
        return []
    return [frozenset().union(*(min(needs, key=_commonness) for needs in branches))]
