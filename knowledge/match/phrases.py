"""Every name by which a catalogue's items can be called, in one table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.guide import Item
from knowledge.text import normalise

__all__ = ["PhraseTable"]


def _names(item: Item) -> Iterator[str]:
    yield item.name
    yield from item.aliases
    for variant in item.variants:
        yield variant.name
        yield from variant.aliases


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Phrases sorted by item: ``raw`` as published, ``texts`` normalised.

    ``owners`` gives each phrase's item, ``starts`` each item's first phrase, which is its
    official name, and one number more for the end.
    """

    items: tuple[Item, ...]
    raw: tuple[str, ...]
    texts: tuple[str, ...]
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, items: Iterable[Item]) -> "PhraseTable":
        """The phrases of every item: its name, aliases, variants and their aliases."""
        items = tuple(items)
        raw: list[str] = []
        texts: list[str] = []
        starts = [0]
        for item in items:
            own: dict[str, str] = {}
            for name in _names(item):
                own.setdefault(normalise(name), name)
            raw += own.values()
            texts += own
            starts.append(len(texts))
        bounds = np.array(starts, dtype=np.int64)
        owners = np.repeat(np.arange(len(items), dtype=np.int64), np.diff(bounds))
        return cls(items, tuple(raw), tuple(texts), owners, bounds)

    def names(self, item: int) -> tuple[str, ...]:
        """The normalised names of one item, the official one first."""
        return self.texts[self.starts[item] : self.starts[item + 1]]
