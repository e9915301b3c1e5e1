"""Reading the hall: the screen for everyone, one's own place in the queue, the window's list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.appointments.appointment import Appointment
from affairs.appointments.current import Timetables
from affairs.appointments.opening import own
from affairs.clock import china_day
from affairs.errors import NoSuchHall, NoSuchTicket
from affairs.hall.queue import Position, in_order, position
from affairs.hall.ticket import OPEN, Desk, HallRules, Ticket, TicketState, serves
from affairs.people.citizens import Login
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.permissions import Actor, Permission

__all__ = ["Board", "Call", "Watching", "WindowList"]

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Call:
    """A number and the window it is called to (its name); ``times`` changes when it is called again."""

    label: str
    window: str
    times: int


@dataclass(frozen=True, slots=True)
class Board:
    """What the hall's screen shows, the latest call first; ``next`` come soon. Nothing of persons."""

    venue: str
    name: str
    calls: tuple[Call, ...]
    next: tuple[str, ...]
    waiting: int
    changes: int


@dataclass(frozen=True, slots=True)
class WindowList:
    """What a clerk sees: their window, who is there, who waits for it, who was put aside, who is still to come."""

    desk: Desk
    current: Ticket | None
    waiting: Sequence[Ticket]
    parked: Sequence[Ticket]
    expected: Sequence[Appointment]
    open_windows: Sequence[Desk]


class Watching:
    """Reads; changes nothing."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, rules: Callable[[str], HallRules]
    ) -> None:
        self._unit_of_work, self._timetables, self._clock, self._rules = unit_of_work, timetables, clock, rules

    async def changes(self, venue: str) -> int:
        """What tells one state of a venue's day from the next."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.hall.changes(venue, china_day(self._clock.now()))

    async def board(self, venue: str) -> Board:
        """The screen of a venue. Raises NoSuchHall."""
        supply, now = self._timetables().supply, self._clock.now()
        if venue not in supply.venues_by_code:
            raise NoSuchHall
        async with self._unit_of_work(read_only=True) as uow:
            changes = await uow.hall.changes(venue, china_day(now))
            tickets = await uow.hall.of_day(venue, china_day(now))
        called = [each for each in tickets if each.state is TicketState.CALLED and each.called_at]
        called.sort(key=lambda each: (each.called_at or now, each.label), reverse=True)
        names = {each.code: each.name for each in supply.windows}
        calls = tuple(Call(each.label, names.get(each.window, each.window), each.calls) for each in called[:SHOWN])
        waiting = in_order(tickets, now)
        soon = tuple(each.label for each in waiting[:SHOWN])
        return Board(venue, supply.venues_by_code[venue].name, calls, soon, len(waiting), changes)

    async def of_appointment(self, citizen_id: str, appointment_id: str) -> Position:
        """Where one's own stands. Raises NoSuchAppointment, NoSuchTicket (not checked in)."""
        async with self._unit_of_work(read_only=True) as uow:
            await own(uow, citizen_id, appointment_id)
            ticket = await uow.hall.of_appointment(appointment_id)
            if ticket is None:
                raise NoSuchTicket
            return await self._position(uow, ticket)

    async def of_login(self, channel: str, user: str) -> list[Position] | None:
        """Today's open tickets of the person whom a channel knows as ``user``; None for who is nobody's account."""
        async with self._unit_of_work(read_only=True) as uow:
            citizen = await uow.citizens.of_login(Login(channel, user))
            if citizen is None:
                return None
            mine = await uow.hall.of_citizen(citizen.id, china_day(self._clock.now()))
            return [await self._position(uow, each) for each in mine if each.state in OPEN]

    async def ticket(self, venue: str, ticket: Ticket) -> Position:
        """Where a ticket stands that was just given at a venue."""
        async with self._unit_of_work(read_only=True) as uow:
            return await self._position(uow, ticket)

    async def window(self, actor: Actor) -> WindowList | None:
        """What a clerk sees at their window; None when they are at none. Raises NotPermitted."""
        actor.require(Permission.WINDOW)
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            desk = await uow.hall.desk_of(actor.staff_id)
            window = self._timetables().supply.windows_by_code.get(desk.window) if desk else None
            if desk is None or window is None:
                return None
            tickets = await uow.hall.of_day(desk.venue, china_day(now))
            expected = await uow.hall.expected(desk.venue, china_day(now))
            desks = await uow.hall.desks(desk.venue)
        mine = [each for each in tickets if each.state is TicketState.CALLED and each.window == desk.window]
        parked = [each for each in tickets if each.state is TicketState.PARKED]
        return WindowList(
            desk,
            mine[0] if mine else None,
            [each for each in in_order(tickets, now) if serves(window, each)],
            parked,
            [each for each in expected if each.window == desk.window],
            desks,
        )

    async def desk(self, actor: Actor) -> Desk | None:
        """Where a clerk sits now, or None. Raises NotPermitted."""
        actor.require(Permission.WINDOW)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.hall.desk_of(actor.staff_id)

    async def taken(self, actor: Actor) -> dict[str, Desk]:
        """Who sits where, of all venues, by window. Raises NotPermitted."""
        actor.require(Permission.WINDOW)
        async with self._unit_of_work(read_only=True) as uow:
            venues = self._timetables().supply.venues
            return {desk.window: desk for venue in venues for desk in await uow.hall.desks(venue.code)}

    async def _position(self, uow: UnitOfWork, ticket: Ticket) -> Position:
        now = self._clock.now()
        tickets = await uow.hall.of_day(ticket.venue, ticket.day)
        open_ = [each.window for each in await uow.hall.desks(ticket.venue) if _today(each, now)]
        return position(ticket, tickets, self._timetables().supply, open_, now)


def _today(desk: Desk, now: datetime) -> bool:
    """A window that somebody forgot to leave yesterday is not open."""
    return china_day(desk.since) == china_day(now)
