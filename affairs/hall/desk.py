"""The use cases of the hall, put together, and the rules of its venues."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from affairs.appointments.current import Timetables
from affairs.hall.calling import Calling
from affairs.hall.checking_in import CheckIn
from affairs.hall.closing import Closing
from affairs.hall.figures import HallFigures
from affairs.hall.ticket import HallRules
from affairs.hall.watching import Watching
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Hall", "HallRulesOf"]


@dataclass(frozen=True, slots=True)
class HallRulesOf:
    """The rules of each venue: its own, or those common to all."""

    common: HallRules = field(default_factory=HallRules)
    venues: Mapping[str, HallRules] = field(default_factory=dict)

    def __call__(self, venue: str) -> HallRules:
        """The rules of a venue."""
        return self.venues.get(venue, self.common)


@dataclass(frozen=True, slots=True)
class Hall:
    """Everything about the day in the hall."""

    checking_in: CheckIn
    calling: Calling
    watching: Watching
    closing: Closing
    figures: HallFigures

    @classmethod
    def over(cls, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, rules: HallRulesOf) -> "Hall":
        """The use cases over these ports."""
        return cls(
            CheckIn(unit_of_work, timetables, clock, rules),
            Calling(unit_of_work, timetables, clock, rules),
            Watching(unit_of_work, timetables, clock, rules),
            Closing(unit_of_work, clock),
            HallFigures(unit_of_work, timetables, clock),
        )
