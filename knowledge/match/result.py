"""What a match gives: candidates with every part of their score, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Candidate", "Decision", "MatchResult"]


class Decision(StrEnum):
    """What the candidates allow: answer with the first, ask which, or say "not found"."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Candidate:
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
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Candidates, best first. ``margin`` is the lead in confidence of the first over
    the second (0…1); ``query`` and ``tokens`` (its telling runs of characters) are what
    was looked for. ``unsure`` says that words alone leave it open which item is meant,
    ``vectors`` that vectors of meaning were asked; ``meant`` is the probability (0…1) that the
    catalogue is meant at all.
    """

    query: str
    tokens: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    margin: float
    decision: Decision
    unsure: bool = False
    vectors: bool = False
    meant: float = 0.0
