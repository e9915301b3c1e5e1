"""Figures of one item, or of several summed. Values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["COUNTS", "ItemFigures", "summed"]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item of one department. ``closed`` are all that ended; ``on_time`` of the ``timed`` ones.

    ``days_used`` and ``days_promised`` are sums over the timed ones; ``stars`` the sum of ``rated`` ratings
    (1 is the best), ``bad`` those of 4 and 5.
    """

    department: str
    item_code: str
    item_name: str = ""
    received: int = 0
    accepted: int = 0
    closed: int = 0
    immediate: int = 0
    timed: int = 0
    on_time: int = 0
    days_used: int = 0
    days_promised: int = 0
    refused: int = 0
    corrections: int = 0
    yellow: int = 0
    red: int = 0
    rated: int = 0
    bad: int = 0
    stars: int = 0

    @property
    def on_time_rate(self) -> float | None:
        """按时办结率; None where no limit applied."""
        return self.on_time / self.timed if self.timed else None

    @property
    def immediate_rate(self) -> float | None:
        """即办率: of what was closed."""
        return self.immediate / self.closed if self.closed else None

    @property
    def average_days(self) -> float | None:
        """Days used on average."""
        return self.days_used / self.timed if self.timed else None

    @property
    def average_promised(self) -> float | None:
        """Days promised on average for the same cases."""
        return self.days_promised / self.timed if self.timed else None

    @property
    def average_stars(self) -> float | None:
        """Ratings on average, 1 the best."""
        return self.stars / self.rated if self.rated else None


COUNTS = tuple(name for name in ItemFigures.__slots__ if name not in {"department", "item_code", "item_name"})


def summed(name: str, figures: Sequence[ItemFigures]) -> ItemFigures:
    """One line under this name for several."""
    return replace(ItemFigures(name, ""), **{count: sum(getattr(each, count) for each in figures) for count in COUNTS})
