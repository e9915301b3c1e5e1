"""The use cases of matters, put together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from affairs.clock import WorkCalendar
from affairs.matters.asking import MatterAsking
from affairs.matters.desk import MatterDesk
from affairs.ports import Clock, UnitOfWorkFactory
from knowledge.snapshot import Snapshot

__all__ = ["MatterRoom"]


@dataclass(frozen=True, slots=True)
class MatterRoom:
    """Everything one can do with matters."""

    asking: MatterAsking
    desk: MatterDesk

    @classmethod
    def over(
        cls,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        calendar: Callable[[], WorkCalendar],
        clock: Clock,
    ) -> Self:
        """The use cases over a store."""
        return cls(MatterAsking(unit_of_work, snapshot, calendar, clock), MatterDesk(unit_of_work, calendar, clock))
