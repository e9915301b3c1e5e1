"""The use cases of appointments, put together."""

from collections.abc import Callable
from dataclasses import dataclass

from affairs.appointments.booking import Booking
from affairs.appointments.changing import Changing
from affairs.appointments.current import Timetables
from affairs.appointments.free import Free
from affairs.appointments.lookout import Lookout
from affairs.appointments.missing import NoShows
from affairs.appointments.reminding import Reminding
from affairs.appointments.returning import Returning
from affairs.appointments.supply import Supply
from affairs.appointments.supplying import Supplying
from affairs.appointments.telling import Teller
from affairs.appointments.viewing import Seeing
from affairs.appointments.waiting import Queueing
from affairs.clock import WorkCalendar
from affairs.ports import Clock, UnitOfWorkFactory
from knowledge.snapshot import Snapshot

__all__ = ["AppointmentDesk"]


@dataclass(frozen=True, slots=True)
class AppointmentDesk:
    """Everything about appointments."""

    timetables: Timetables
    free: Free
    booking: Booking
    changing: Changing
    seeing: Seeing
    queueing: Queueing
    returning: Returning
    supplying: Supplying
    no_shows: NoShows
    reminding: Reminding

    @classmethod
    def over(
        cls,
        unit_of_work: UnitOfWorkFactory,
        calendar: Callable[[], WorkCalendar],
        clock: Clock,
        *,
        verifies: bool,
        snapshot: Callable[[], Snapshot] | None = None,
    ) -> "AppointmentDesk":
        """The use cases over these ports. ``verifies``: this installation can verify people, and so demands it.

        ``snapshot`` gives the catalogue, whose words notices use.
        """
        timetables, teller = Timetables(unit_of_work, calendar), Teller(snapshot)
        lookout = Lookout(unit_of_work, timetables, clock)
        return cls(
            timetables,
            Free(unit_of_work, timetables, clock, lookout),
            Booking(unit_of_work, timetables, clock, verifies=verifies, teller=teller, lookout=lookout),
            Changing(unit_of_work, timetables, clock, teller=teller),
            Seeing(unit_of_work),
            Queueing(unit_of_work, timetables, clock, verifies=verifies),
            Returning(unit_of_work, timetables, clock, teller=teller),
            Supplying(unit_of_work, timetables, clock, teller=teller),
            NoShows(unit_of_work, timetables, clock, teller=teller),
            Reminding(unit_of_work, timetables, clock, teller=teller),
        )

    @property
    def supply(self) -> Supply:
        """What can be booked, as this process knows it."""
        return self.timetables().supply
