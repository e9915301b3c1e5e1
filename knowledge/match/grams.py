"""Character 1- and 2-grams of many texts at once, as numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["SHIFT", "Keys", "Owners", "gram", "grams_of_all", "pair_of"]

Keys = NDArray[np.uint64]
Owners = NDArray[np.int64]

_BLANK = 0x20
SHIFT = 21


def pair_of(keys: Keys) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The code points of these 2-grams' first and second characters."""
    mask = np.uint64((1 << SHIFT) - 1)
    return (keys >> np.uint64(SHIFT)).astype(np.uint32), (keys & mask).astype(np.uint32)


def gram(first: str, second: str = "") -> int:
    """The number of a 1- or 2-gram."""
    return (ord(first) << SHIFT) | ord(second) if second else ord(first)


def grams_of_all(texts: Sequence[str]) -> tuple[Keys, Owners]:
    """Every 1- and 2-gram of ``texts`` and the number of the text it stands in.

    Grams never cross a blank or a text's end. Order is not that of the text.
    """
    joined = "".join(text + "\n" for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    solid = points > _BLANK
    both = solid[:-1] & solid[1:]
    pairs = (points[:-1] << np.uint64(SHIFT)) | points[1:]
    return np.concatenate((points[solid], pairs[both])), np.concatenate((owner[solid], owner[:-1][both]))
