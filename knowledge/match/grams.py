"""Character 1- and 2-grams of many texts at once, as numbers."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Keys", "grams_of", "grams_of_all"]

Keys = NDArray[np.uint64]

_BREAK = 0x20
_SHIFT = np.uint64(21)


def _keys(points: NDArray[np.uint32]) -> tuple[Keys, NDArray[np.bool_], Keys, NDArray[np.bool_]]:
    wide = points.astype(np.uint64)
    solid = points > _BREAK
    return wide, solid, (wide[:-1] << _SHIFT) | wide[1:], solid[:-1] & solid[1:]


def grams_of_all(texts: Sequence[str]) -> tuple[Keys, NDArray[np.int32]]:
    """Every 1- and 2-gram of ``texts`` and the number of the text it stands in.

    Grams never cross a blank. Order is not that of the text.
    """
    joined = "".join(text + "\n" for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    single, single_ok, double, double_ok = _keys(points)
    keys = np.concatenate((single[single_ok], double[double_ok]))
    return keys, np.concatenate((owner[single_ok], owner[:-1][double_ok]))


def grams_of(text: str) -> Keys:
    """The 1- and 2-grams of one text."""
    return grams_of_all([text])[0]
