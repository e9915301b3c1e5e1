"""What the hall needs from the store."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from affairs.appointments.appointment import Appointment
from affairs.hall.ticket import Desk, Line, Ticket, TicketState

__all__ = ["HallRepository"]


class HallRepository(Protocol):
    """Tickets and open windows. What is unique is so by the store: numbers, appointments, who is at a window."""

    async def hold(self, venue: str, day: date) -> None:
        """Let nobody else change anything of a venue's day until the end of the transaction; count the change."""

    async def changes(self, venue: str, day: date) -> int:
        """How often a venue's day was changed; another number means that there is something new to show."""

    async def number(self, venue: str, day: date, line: Line) -> int:
        """The next number of a line, from 1; given back when the transaction is rolled back, so there are no gaps."""

    async def add(self, ticket: Ticket) -> None:
        """Store a new one."""

    async def get(self, ticket_id: str) -> Ticket | None:
        """One of them, or None."""

    async def of_appointment(self, appointment_id: str) -> Ticket | None:
        """The ticket of an appointment, or None."""

    async def of_citizen(self, citizen_id: str, day: date) -> Sequence[Ticket]:
        """A citizen's tickets of a day, the latest taken first."""

    async def of_day(self, venue: str, day: date) -> Sequence[Ticket]:
        """All tickets of a venue's day."""

    async def move(self, ticket: Ticket, expected: Collection[TicketState], *, revision: int) -> bool:
        """Store what changed, if the ticket is in one of the ``expected`` states and unchanged since ``revision``.

        False when it is not: somebody else was quicker. Raises WindowBusy when its window has another ticket.
        """

    async def warn(self, ticket_id: str) -> bool:
        """Mark as told that few are ahead; False when it was already."""

    async def past(self, before: date, limit: int) -> Sequence[Ticket]:
        """Open tickets of days before ``before``, locked; those that another transaction holds are left out."""

    async def unattended(self, before: datetime, since: date, limit: int) -> Sequence[str]:
        """Confirmed appointments that nobody kept, by number.

        Those with an absent ticket of days through ``before``; and those without any of a day from ``since`` on that is
        over, at venues that gave out numbers on that day (elsewhere nobody counts who comes).
        """

    async def by_phone(self, phone: str, day: date) -> Sequence[Appointment]:
        """Confirmed appointments of a day that are counted under a phone number, the first first."""

    async def desks(self, venue: str) -> Sequence[Desk]:
        """The open windows of a venue."""

    async def desk_of(self, staff_id: str) -> Desk | None:
        """Where somebody sits, or None."""

    async def open(self, desk: Desk, *, before: datetime) -> bool:
        """Open a window, leaving any other; False while somebody else sits there since ``before`` or later."""

    async def close(self, staff_id: str) -> None:
        """Leave the window."""

    async def between(self, venue: str, first: date, last: date, limit: int) -> Sequence[Ticket]:
        """Tickets of a venue from ``first`` through ``last``; at most ``limit``, the latest days first."""

    async def expected(self, venue: str, day: date) -> Sequence[Appointment]:
        """Confirmed appointments of a venue's day that nobody checked in for, in the order of time."""
