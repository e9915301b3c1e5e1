"""Every name by which a catalogue's items can be called, in one table."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.text import normalise

__all__ = ["PhraseTable"]


def _names(item: Item) -> list[str]:
    names = [item.name, *item.aliases]
    for variant in item.variants:
        names += [variant.name, *variant.aliases]
    return names


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """``raw`` phrases as published, ``texts`` normalised, sorted by item; ``owners`` gives
    each phrase's item number, ``starts`` each item's first phrase.
    """

    items: tuple[Item, ...]
    raw: tuple[str, ...]
    texts: tuple[str, ...]
    owners: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "PhraseTable":
        """The phrases of every item: its name, aliases, variants and their aliases."""
        raw: list[str] = []
        texts: list[str] = []
        owners: list[int] = []
        for number, item in enumerate(catalogue.items):
            own: dict[str, str] = {}
            for name in _names(item):
                own.setdefault(normalise(name), name)
            raw += own.values()
            texts += own
            owners += [number] * len(own)
        numbers = np.array(owners, dtype=np.int32)
        starts = np.searchsorted(numbers, np.arange(len(catalogue.items)))
        return cls(catalogue.items, tuple(raw), tuple(texts), numbers, starts)
