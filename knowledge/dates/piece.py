"""What one stretch of an expression says: its days, the end of a range, its hours."""

from dataclasses import dataclass, field

from knowledge.dates.clock import TimeItem
from knowledge.dates.context import DayNode
from knowledge.dates.token import Shift

__all__ = ["Phrase", "Piece"]


@dataclass(slots=True)
class Piece:
    """``nodes`` all say the same day (12月1日星期二); ``until`` ends a range, with ``until_times`` its hours.

    ``either``: it is one of several that were named with 或, 和. ``excluded``: it was named to be ruled out.
    """

    nodes: list[DayNode] = field(default_factory=list)
    until: DayNode | None = None
    times: list[TimeItem] = field(default_factory=list)
    until_times: list[TimeItem] = field(default_factory=list)
    shift: Shift | None = None
    either: bool = False
    excluded: bool = False

    @property
    def last_times(self) -> list[TimeItem]:
        """Where an hour belongs that comes now."""
        return self.until_times if self.until is not None and self.times else self.times

    @property
    def bound(self) -> DayNode | None:
        """The node that a word right behind it bounds."""
        return self.until if self.until is not None else self.nodes[-1] if self.nodes else None

    def rebind(self, node: DayNode) -> None:
        """Put ``node`` in the place of that one."""
        if self.until is not None:
            self.until = node
        else:
            self.nodes[-1] = node


@dataclass(slots=True)
class Phrase:
    """The whole expression."""

    pieces: list[Piece] = field(default_factory=list)
    soonest: bool = False
    every: bool = False
    vague: bool = False
