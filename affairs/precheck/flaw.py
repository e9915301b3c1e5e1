"""What is wrong with one value, before it is known where it stands."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from affairs.precheck.finding import Severity

__all__ = ["Flaw", "Read"]

Held_co = TypeVar("Held_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong. No text of it may repeat the value: it is shown, sent and printed."""

    rule: str
    message: str
    remedy: str
    source: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Read(Generic[Held_co]):
    """What was read: the value, None when it is unfit, and what is wrong or odd about it."""

    value: Held_co | None
    flaws: tuple[Flaw, ...] = ()

    @staticmethod
    def unfit(flaw: Flaw) -> "Read[Held_co]":
        """No value, because of ``flaw``."""
        return Read(None, (flaw,))
