"""The window: sign in, call, call again, pass over, park, take up, transfer, finish (叫号 … 办结)."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, time

from affairs.appointments.current import Timetables
from affairs.appointments.supply import Window
from affairs.clock import CHINA, china_day
from affairs.errors import NobodyWaiting, NoSuchHall, NoSuchTicket, NotAtWindow, TicketMoved, WindowBusy, WindowTaken
from affairs.hall.queue import in_order
from affairs.hall.telling import tell_called, warn_near
from affairs.hall.ticket import Desk, HallRules, Ticket, TicketState, serves
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["Calling"]

WAITING, CALLED, PARKED = TicketState.WAITING, TicketState.CALLED, TicketState.PARKED


class Calling:
    """Use cases of a clerk at a window. Each of them raises NotPermitted, and NotAtWindow for who is at none.

    All of them hold the venue's day, so that they come one after the other; that no ticket is at two windows, and no
    window has two, the store sees to besides.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, rules: Callable[[str], HallRules]
    ) -> None:
        self._unit_of_work, self._timetables, self._clock, self._rules = unit_of_work, timetables, clock, rules

    async def sign_in(self, actor: Actor, code: str) -> Desk:
        """Open a window; one leaves any other. Who forgot to leave theirs yesterday keeps nobody out.

        Raises NoSuchHall, WindowTaken, WindowBusy (the window one leaves has somebody).
        """
        actor.require(Permission.WINDOW)
        window = self._window(code)
        now = self._clock.now()
        desk = Desk(window.venue, code, actor.staff_id, now)
        async with self._unit_of_work() as uow:
            await uow.hall.hold(window.venue, china_day(now))
            before = await uow.hall.desk_of(actor.staff_id)
            if before is not None and before.window != code:
                await self._leave(uow, before, now)
            if not await uow.hall.open(desk, before=datetime.combine(china_day(now), time(), CHINA)):
                raise WindowTaken
            await uow.audit.append(entry_of(actor, Act.WINDOW_OPENED, ObjectRef("window", code), now))
            await uow.commit()
        return desk

    async def sign_out(self, actor: Actor) -> None:
        """Close the window. Raises WindowBusy as long as somebody is there."""
        actor.require(Permission.WINDOW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            desk = await self._desk(uow, actor, now)
            await self._leave(uow, desk, now)
            await uow.hall.close(actor.staff_id)
            await uow.audit.append(entry_of(actor, Act.WINDOW_CLOSED, ObjectRef("window", desk.window), now))
            await uow.commit()

    async def call_next(self, actor: Actor) -> Ticket:
        """Call whoever is next for this window. Raises NobodyWaiting, WindowBusy."""
        actor.require(Permission.WINDOW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            desk = await self._desk(uow, actor, now)
            window, day = self._window(desk.window), china_day(now)
            tickets = await uow.hall.of_day(desk.venue, day)
            if any(each.state is CALLED and each.window == window.code for each in tickets):
                raise WindowBusy
            for each in in_order(tickets, now):
                if serves(window, each) and (called := await self._call(uow, each, window, {WAITING}, now)):
                    break
            else:
                raise NobodyWaiting
            await self._warn(uow, desk, now)
            await self._note(uow, actor, Act.TICKET_CALLED, called, now)
            await uow.commit()
        return called

    async def recall(self, actor: Actor, ticket_id: str) -> Ticket:
        """Call once more whoever was called here. Raises NoSuchTicket, TicketMoved."""
        now = self._clock.now()

        def again(ticket: Ticket) -> Ticket:
            return replace(ticket, calls=ticket.calls + 1)

        return await self._here(actor, ticket_id, again, Act.TICKET_RECALLED, now, told=True)

    async def pass_over(self, actor: Actor, ticket_id: str) -> Ticket:
        """Nobody came (过号): absent after as many calls as the rules say, else to the end of those who wait.

        Raises NoSuchTicket, TicketMoved. Whoever calls this records the no-show of an absent one's appointment;
        the sweep does what was left undone.
        """
        now = self._clock.now()

        def passed(ticket: Ticket) -> Ticket:
            if ticket.calls >= self._rules(ticket.venue).calls:
                return replace(ticket, state=TicketState.ABSENT, ended_at=now)
            back = replace(ticket, state=WAITING, window="", called_at=None, due_at=now)
            return replace(back, entitled=False, first=False)

        return await self._here(actor, ticket_id, passed, Act.TICKET_PASSED, now)

    async def park(self, actor: Actor, ticket_id: str) -> Ticket:
        """Put aside whoever is here, to be taken up again. Raises NoSuchTicket, TicketMoved."""
        now = self._clock.now()
        return await self._here(actor, ticket_id, lambda each: replace(each, state=PARKED), Act.TICKET_PARKED, now)

    async def finish(self, actor: Actor, ticket_id: str) -> Ticket:
        """Done. Raises NoSuchTicket, TicketMoved."""
        now = self._clock.now()

        def done(ticket: Ticket) -> Ticket:
            return replace(ticket, state=TicketState.DONE, ended_at=now)

        return await self._here(actor, ticket_id, done, Act.TICKET_FINISHED, now)

    async def transfer(self, actor: Actor, ticket_id: str, code: str) -> Ticket:
        """Have whoever is here called by another window, before others of its kind: they have waited already.

        Raises NoSuchTicket, TicketMoved, NoSuchHall (none that does this), NotAtWindow (nobody sits there).
        """
        window, now = self._window(code), self._clock.now()

        def moved(ticket: Ticket) -> Ticket:
            if not serves(window, replace(ticket, window="")) or ticket.window == code:
                raise NoSuchHall
            return replace(ticket, state=WAITING, window=code, called_at=None, due_at=min(ticket.due_at, now))

        return await self._here(actor, ticket_id, moved, Act.TICKET_TRANSFERRED, now, manned=code)

    async def take_up(self, actor: Actor, ticket_id: str) -> Ticket:
        """Call whoever was parked, here. Raises NoSuchTicket, TicketMoved, WindowBusy."""
        actor.require(Permission.WINDOW)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            desk = await self._desk(uow, actor, now)
            window, before = self._window(desk.window), await uow.hall.get(ticket_id)
            if before is None or before.venue != desk.venue or before.day != china_day(now):
                raise NoSuchTicket
            if not serves(window, replace(before, window="")):
                raise NoSuchHall
            called = await self._call(uow, before, window, {PARKED}, now)
            if called is None:
                raise TicketMoved
            await self._note(uow, actor, Act.TICKET_CALLED, called, now)
            await uow.commit()
        return called

    async def _call(
        self, uow: UnitOfWork, ticket: Ticket, window: Window, expected: Collection[TicketState], now: datetime
    ) -> Ticket | None:
        """The ticket, called; None when somebody else was quicker. Raises WindowBusy."""
        called = replace(
            ticket,
            state=CALLED,
            window=window.code,
            called_at=now,
            first_called_at=ticket.first_called_at or now,
            calls=ticket.calls + 1,
            revision=ticket.revision + 1,
        )
        if not await uow.hall.move(called, expected, revision=ticket.revision):
            return None
        await tell_called(uow, called, window.name, now)
        return called

    async def _here(
        self,
        actor: Actor,
        ticket_id: str,
        change: Callable[[Ticket], Ticket],
        act: Act,
        now: datetime,
        *,
        told: bool = False,
        manned: str = "",
    ) -> Ticket:
        """Change the ticket that is at the actor's window; ``manned``: a window where somebody has to sit."""
        actor.require(Permission.WINDOW)
        async with self._unit_of_work() as uow:
            desk = await self._desk(uow, actor, now)
            before = await uow.hall.get(ticket_id)
            if before is None or before.venue != desk.venue:
                raise NoSuchTicket
            if before.state is not CALLED or before.window != desk.window:
                raise TicketMoved
            if manned and manned not in {each.window for each in await uow.hall.desks(desk.venue)}:
                raise NotAtWindow
            after = replace(change(before), revision=before.revision + 1)
            if not await uow.hall.move(after, {CALLED}, revision=before.revision):
                raise TicketMoved
            if told:
                await tell_called(uow, after, self._window(desk.window).name, now)
            await self._warn(uow, desk, now)
            await self._note(uow, actor, act, after, now)
            await uow.commit()
        return after

    async def _desk(self, uow: UnitOfWork, actor: Actor, now: datetime) -> Desk:
        """The actor's window, its venue's day held."""
        desk = await uow.hall.desk_of(actor.staff_id)
        if desk is None:
            raise NotAtWindow
        await uow.hall.hold(desk.venue, china_day(now))
        # What was read before the hold may have changed meanwhile.
        if await uow.hall.desk_of(actor.staff_id) != desk:
            raise NotAtWindow
        return desk

    async def _leave(self, uow: UnitOfWork, desk: Desk, now: datetime) -> None:
        """Let any other window call those who were transferred here. Raises WindowBusy."""
        for each in await uow.hall.of_day(desk.venue, china_day(now)):
            if each.window != desk.window:
                continue
            if each.state is CALLED:
                raise WindowBusy
            if each.state is WAITING:
                freed = replace(each, window="", revision=each.revision + 1)
                await uow.hall.move(freed, {WAITING}, revision=each.revision)

    async def _warn(self, uow: UnitOfWork, desk: Desk, now: datetime) -> None:
        there = await uow.hall.of_day(desk.venue, china_day(now))
        await warn_near(uow, there, self._timetables().supply, self._rules(desk.venue).near, now)

    async def _note(self, uow: UnitOfWork, actor: Actor, act: Act, ticket: Ticket, now: datetime) -> None:
        detail = f"window={ticket.window}" if ticket.window else ""
        await uow.audit.append(entry_of(actor, act, ObjectRef("ticket", ticket.id), now, detail=detail))

    def _window(self, code: str) -> Window:
        window = self._timetables().supply.windows_by_code.get(code)
        if window is None:
            raise NoSuchHall
        return window
