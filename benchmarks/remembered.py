"""An encoder for benchmarks, which encodes a question once in the life of ``var/vectors``."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.questions import Asked
from knowledge.catalogue import Catalogue
from knowledge.match import Matcher, Semantics
from knowledge.match.query import read
from knowledge.semantic import Encoder, Vectors
from knowledge.training import adapter_for
from knowledge.vector_file import VectorFile

__all__ = ["FOLDER", "Remembered", "semantics_of"]

FOLDER = Path("var") / "vectors"


class Remembered:
    """The encoder ``using`` with the vectors of some texts at hand: figures without waiting 17 ms for each."""

    def __init__(self, using: Encoder, name: str, texts: Iterable[str]) -> None:
        file, known = VectorFile(FOLDER, using, f"benchmark-{name}"), list(dict.fromkeys(texts))
        for _ in file.encoding(known):
            pass
        self.name, self.size = using.name, using.size
        self._using = using
        self._known = dict(zip(known, file.rows(known), strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row for each text, from memory where it is known."""
        rows = [self._known[text] if text in self._known else self._using.encode([text])[0] for text in texts]
        return np.stack(rows)


def semantics_of(
    using: Encoder, known: Catalogue, matcher: Matcher, questions: Sequence[Asked], *, name: str, adapted: bool
) -> Semantics:
    """Vectors of a catalogue, and of these questions beforehand; the adapter sees its names and aliases only."""
    index, table = matcher.index, matcher.index.phrases
    file = VectorFile(FOLDER, using, f"benchmark-{len(table.texts)}")
    for _ in file.encoding(table.texts):
        pass
    asked = Remembered(using, name, (read(each.text, index.spelling, index.lists).text for each in questions))
    plain = Semantics.of(asked, table, file.rows(table.texts))
    return plain.adapted(adapter_for(known, plain, FOLDER)) if adapted else plain
