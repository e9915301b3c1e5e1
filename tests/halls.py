"""A hall and its clerks over one store, for tests of the day."""

from dataclasses import dataclass

from affairs.appointments.appointment import Appointment
from affairs.hall.desk import Hall, HallRulesOf
from affairs.hall.ticket import HallRules, Ticket
from affairs.staff.permissions import Actor, Role, permissions_of
from tests.appointments import ITEM, Desk, slot

RULES = HallRules(calls=2)


def clerk(number: int, role: Role = Role.CLERK) -> Actor:
    return Actor(f"{number:016x}", f"clerk {number}", permissions_of([role]), frozenset({role}))


@dataclass
class Day:
    """The desk where people book, and the hall where they come."""

    desk: Desk
    hall: Hall

    @classmethod
    def over(cls, desk: Desk) -> "Day":
        return cls(desk, Hall.over(desk.uow, desk.timetables, desk.clock, HallRulesOf(RULES)))

    async def booked(self, number: int, clock: str = "09:00", **options: object) -> Appointment:
        return await self.desk.book(number, slot(clock), **options)

    async def come(self, number: int, appointment: Appointment) -> Ticket:
        return await self.hall.checking_in.own(await self.desk.citizen(number), appointment.id)

    def at(self, clock: str) -> None:
        """Let it be this time of Tuesday."""
        target = slot(clock)
        from affairs.appointments.timetable import moment

        gap = (moment(target.day, target.start) - self.desk.clock.now()).total_seconds()
        self.desk.clock.advance(gap)


__all__ = ["ITEM", "RULES", "Day", "clerk"]
