"""What a match gives: candidates with every part of their score, and what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from numpy import float64
from numpy.typing import NDArray

__all__ = ["Candidate", "Decision", "MatchResult", "Told"]


class Decision(StrEnum):
    """What the candidates allow: answer with the first, ask which, or say "not found"."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"


class Told(Mapping[str, float]):
    """One row of a table of numbers, by the names of its columns: results are kept by the thousand, and hardly
    any is ever asked for its parts.
    """

    __slots__ = ("_names", "_row")

    def __init__(self, names: tuple[str, ...], row: NDArray[float64]) -> None:
        self._names, self._row = names, row

    def __getitem__(self, name: str) -> float:
        try:
            return float(self._row[self._names.index(name)])
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Candidate(NamedTuple):
    """One item that may be meant.

    ``score`` is comparable within one result only. ``confidence`` is the calibrated
    probability (0…1) that this is the wanted item. ``phrase`` is the name or alias
    that matched best, ``parts`` every part of the score by its name.
    """

    code: str
    name: str
    score: float
    confidence: float
    phrase: str = ""
    parts: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Candidates, best first. ``margin`` is the lead in confidence of the first over
    the second (0…1); ``query`` and ``tokens`` (its telling runs of characters) are what
    was looked for. ``unsure`` says that words alone leave it open which item is meant,
    ``vectors`` that vectors of meaning were asked; ``meant`` is the probability (0…1) that the
    catalogue is meant at all, ``closest`` the cosine of the question and
    its nearest phrase (None = vectors were not asked).
    """

    query: str
    tokens: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    margin: float
    decision: Decision
    unsure: bool = False
    vectors: bool = False
    meant: float = 0.0
    closest: float | None = None
