"""The end of a day: what is still open is ended, and who did not come is counted."""

from dataclasses import replace
from datetime import datetime, timedelta

from affairs.appointments.missing import NoShows
from affairs.clock import china_day
from affairs.errors import DomainError, StoreUnavailable
from affairs.hall.ticket import Ticket, TicketState
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Closing", "ended", "record_all"]

LOOKED_BACK = timedelta(days=7)
"""Days after which nobody is called to account any more for an appointment of theirs that no worker looked at."""


class Closing:
    """Use cases of the worker, a batch each: at night, and for what a window left undone."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def end(self, limit: int = 100) -> int:
        """End open tickets of days that are over; how many."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            past = await uow.hall.past(china_day(now), limit)
            for each in past:
                await uow.hall.move(ended(each, now), {each.state}, revision=each.revision)
            await uow.commit()
        return len(past)

    async def unattended(self, limit: int = 100) -> list[str]:
        """Appointments that nobody kept, by number, for :meth:`affairs.appointments.missing.NoShows.record`."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            return list(await uow.hall.unattended(now, china_day(now - LOOKED_BACK), limit))


def ended(ticket: Ticket, now: datetime) -> Ticket:
    """What becomes of an open ticket when its day is over.

    Who is at a window was served, and nobody said so; who was called in vain is absent; whom nobody called, or somebody
    put aside, is not to blame.
    """
    state = TicketState.LAPSED
    if ticket.state is TicketState.CALLED:
        state = TicketState.DONE
    elif ticket.state is TicketState.WAITING and ticket.calls and not ticket.window:
        state = TicketState.ABSENT
    return replace(ticket, state=state, ended_at=now, revision=ticket.revision + 1)


async def record_all(closing: Closing, no_shows: NoShows) -> int:
    """Count the no-shows there are, each in a transaction of its own; how many. Raises StoreUnavailable."""
    counted = 0
    for each in await closing.unattended():
        try:
            await no_shows.record(each)
        except StoreUnavailable:
            raise
        except DomainError:
            continue  # cancelled or excused meanwhile
        counted += 1
    return counted
