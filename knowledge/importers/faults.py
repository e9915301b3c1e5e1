"""What is wrong with a source: faults collected, all at once, and refusals.

A fault says where (sheet, row, column), what and what to do, in Simplified Chinese
for the official who owns the file. Identical faults of one column are told once
with the number of rows; a kind of fault is listed 1,000 times at most.
"""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

__all__ = ["MAX_OF_A_KIND", "ExportRefused", "Fault", "FaultLog", "ImportRefused", "Severity", "Where"]

MAX_OF_A_KIND = 1000


class Severity(StrEnum):
    """``error``: nothing may be imported. ``warning``: imported, but look at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``row`` is 1-based as Excel shows it (a line in YAML), None = the whole sheet."""

    severity: Severity
    place: str
    row: int | None
    column: str
    code: str
    reason: str


class ImportRefused(Exception):
    """A file that cannot be read at all; ``code`` is stable, ``reason`` is for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class ExportRefused(ImportRefused):
    """A target that will not be written over."""


class Where(NamedTuple):
    """A place in a source: file or sheet, and the row or line in it."""

    place: str
    row: int | None = None


class FaultLog:
    """Collects faults in the order they are met."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Severity, str, str, str, str], int] = {}
        self._faults: list[Fault] = []
        self._times: list[int] = []
        self._of_kind: Counter[tuple[Severity, str]] = Counter()

    def error(self, code: str, reason: str, where: Where, column: str = "") -> None:
        """Note a fault that forbids the import."""
        self.add(Severity.ERROR, code, reason, where, column)

    def doubt(self, code: str, reason: str, where: Where, column: str = "") -> None:
        """Note a fault that the import survives."""
        self.add(Severity.WARNING, code, reason, where, column)

    def add(self, severity: Severity, code: str, reason: str, where: Where, column: str = "") -> None:
        """Note a fault; the same one again only counts."""
        key = (severity, where.place, column, code, reason)
        known = self._seen.get(key)
        if known is not None:
            if known >= 0:
                self._times[known] += 1
            return
        self._of_kind[severity, code] += 1
        if self._of_kind[severity, code] > MAX_OF_A_KIND:
            return
        self._seen[key] = len(self._faults)
        self._faults.append(Fault(severity, where.place, where.row, column, code, reason))
        self._times.append(1)

    def count(self, severity: Severity) -> int:
        """How many different faults of this severity there are, listed or not."""
        return sum(times for (kind, _), times in self._of_kind.items() if kind is severity)

    def told(self) -> tuple[Fault, ...]:
        """The faults, errors first, each kind followed by the number left out."""
        told = [
            replace(fault, reason=f"{fault.reason}(共 {times} 处)") if times > 1 else fault
            for fault, times in zip(self._faults, self._times, strict=True)
        ]
        told.extend(
            Fault(severity, "", None, "", code, f"另有 {times - MAX_OF_A_KIND} 处同类问题未逐条列出")
            for (severity, code), times in self._of_kind.items()
            if times > MAX_OF_A_KIND
        )
        return tuple(sorted(told, key=lambda fault: fault.severity is not Severity.ERROR))
