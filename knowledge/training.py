"""Training an adapter on a catalogue's own words: synthetic questions, aliases, confirmed pairs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np

from knowledge.adapter import Pairs, centred, train
from knowledge.catalogue import Catalogue
from knowledge.match import Semantics
from knowledge.match.phrases import PhraseTable
from knowledge.semantic import Vectors
from knowledge.synthetic import synthetic_questions
from knowledge.text import normalise
from knowledge.vector_file import VectorFile

__all__ = ["adapter_for", "encode_training", "half_of", "nearest_share", "pairs_of"]

FILE = "training"
CHUNK = 1000
"""Questions that are compared with every item at once."""


def _questions(catalogue: Catalogue, confirmed: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(normalised question, item code): synthetic, aliases, confirmed; of known items, each once."""
    codes = {item.code for item in catalogue.items}
    aliases = [(alias, item.code) for item in catalogue.items for alias in item.aliases]
    every = [*synthetic_questions(catalogue), *aliases, *confirmed]
    return list(dict.fromkeys((normalise(text), code) for text, code in every if code in codes and normalise(text)))


def encode_training(
    catalogue: Catalogue, semantics: Semantics, folder: Path, confirmed: Iterable[tuple[str, str]] = ()
) -> Iterator[int]:
    """Encode what training needs, 17 ms a text not met before; yields how many are done."""
    texts = [text for text, _ in _questions(catalogue, confirmed)]
    yield from VectorFile(folder, semantics.encoder, FILE).encoding(texts)


def pairs_of(
    catalogue: Catalogue, semantics: Semantics, folder: Path, confirmed: Iterable[tuple[str, str]] = ()
) -> Pairs:
    """Everything there is to train on; raises KeyError when it was not encoded."""
    number = {item.code: place for place, item in enumerate(catalogue.items)}
    asked = _questions(catalogue, confirmed)
    rows = VectorFile(folder, semantics.encoder, FILE).rows([text for text, _ in asked])
    phrases = np.diff(semantics.starts, append=len(semantics.rows))
    items = np.asarray(np.add.reduceat(semantics.rows, semantics.starts) / phrases[:, None], dtype=np.float32)
    table = PhraseTable.of(catalogue.items)
    known = [frozenset(table.names(place)) for place in range(len(catalogue.items))]
    return Pairs(
        centred(rows, semantics.mean),
        items,
        np.array([number[code] for _, code in asked], dtype=np.int64),
        phrases,
        np.array([text in known[number[code]] for text, code in asked], dtype=bool),
    )


def half_of(catalogue: Catalogue, pairs: Pairs, half: int) -> Pairs:
    """The pairs of half the items (0 or 1), by their codes; the items stay all."""
    halves = np.array([crc32(item.code.encode()) % 2 for item in catalogue.items], dtype=np.int64)
    kept = halves[pairs.wanted] == half
    return replace(pairs, questions=pairs.questions[kept], wanted=pairs.wanted[kept], own=pairs.own[kept])


def nearest_share(pairs: Pairs, adapter: Vectors | None) -> float:
    """The share of the questions whose nearest item is their own; an alias does not count as its own item's."""
    asked = pairs.questions if adapter is None else pairs.questions @ adapter
    hits = 0
    for start in range(0, len(asked), CHUNK):
        rows = np.arange(start, min(start + CHUNK, len(asked)))
        scores = asked[rows] @ pairs.items.T
        scores[np.arange(len(rows)), pairs.wanted[rows]] = (asked[rows] * pairs.others(rows)).sum(1)
        hits += int((scores.argmax(1) == pairs.wanted[rows]).sum())
    return hits / len(asked) if len(asked) else 0.0


def adapter_for(catalogue: Catalogue, semantics: Semantics, folder: Path) -> Vectors:
    """An adapter trained on all that the catalogue itself has to teach."""
    for _ in encode_training(catalogue, semantics, folder):
        pass
    return train(pairs_of(catalogue, semantics, folder))
