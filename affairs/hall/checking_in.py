"""Checking in for an appointment, and taking a number without one (取号)."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.current import Timetables
from affairs.appointments.opening import own
from affairs.appointments.supply import Quota
from affairs.clock import CHINA, china_day
from affairs.errors import AppointmentOver, CheckInClosed, HallFull, NoSuchAppointment, NoSuchHall
from affairs.hall.capacity import walk_ins_left
from affairs.hall.telling import warn_near
from affairs.hall.ticket import HallRules, Ticket, TicketState, line_of
from affairs.people.acting import SELF
from affairs.people.citizens import Citizen, Login
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.precheck.id_numbers import birth_date
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission
from knowledge.forms.evaluation import full_years

__all__ = ["CheckIn", "WalkIn"]


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Who comes without an appointment: for what, and whether as an intermediary, or as one who goes first."""

    venue: str
    items: tuple[str, ...]
    intermediary: bool = False
    first: bool = False


class CheckIn:
    """Use cases by which people get their tickets. ``rules`` are a venue's."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, rules: Callable[[str], HallRules]
    ) -> None:
        self._unit_of_work, self._timetables, self._clock, self._rules = unit_of_work, timetables, clock, rules

    async def own(self, citizen: Citizen, appointment_id: str) -> Ticket:
        """One's own, from one's own phone; once is enough.

        Raises NoSuchAppointment, AppointmentOver, CheckInClosed.
        """
        async with self._unit_of_work() as uow:
            appointment = await own(uow, citizen.id, appointment_id, lock=True)
            ticket = await self._take(uow, appointment, citizen)
            await uow.commit()
        return ticket

    async def of_login(self, channel: str, user: str, venue: str) -> Ticket | None:
        """Whatever somebody whom a channel knows as ``user`` may check in for at a venue now, the first of it.

        None when there is nothing. Raises CheckInClosed for what is of today, but not now.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            citizen = await uow.citizens.of_login(Login(channel, user))
            if citizen is None:
                return None
            known = [each for each in await uow.hall.of_citizen(citizen.id, china_day(now)) if each.venue == venue]
            mine = await uow.hall.expected(venue, china_day(now))
            theirs = [each for each in mine if each.citizen_id == citizen.id]
            if not theirs:
                return known[0] if known else None
            ticket = await self._first(uow, theirs, citizen)
            await uow.commit()
        return ticket

    async def at_kiosk(self, venue: str, code: str) -> Ticket:
        """By what the ticket's QR code says. Another venue's looks absent.

        Raises NoSuchAppointment, AppointmentOver, CheckInClosed.
        """
        async with self._unit_of_work() as uow:
            ticket = await self._by_code(uow, venue, code)
            await uow.commit()
        return ticket

    async def by_phone(self, venue: str, phone: str) -> Ticket:
        """By the phone number that was given when booking; with several appointments the first that is possible now.

        Raises NoSuchAppointment, CheckInClosed.
        """
        async with self._unit_of_work() as uow:
            ticket = await self._by_phone(uow, venue, phone)
            await uow.commit()
        return ticket

    async def by_clerk(self, actor: Actor, venue: str, code: str, *, first: bool = False) -> Ticket:
        """For somebody at the counter, by number or phone. Raises as :meth:`at_kiosk`, NotPermitted."""
        actor.require(Permission.WINDOW)
        async with self._unit_of_work() as uow:
            by_phone = code.isdecimal() and len(code) == PHONE_DIGITS
            ticket = await (self._by_phone if by_phone else self._by_code)(uow, venue, code, first=first)
            await uow.audit.append(entry_of(actor, Act.CHECKED_IN, ObjectRef("ticket", ticket.id), self._clock.now()))
            await uow.commit()
        return ticket

    async def walk_in(self, who: WalkIn, actor: Actor | None = None) -> Ticket:
        """A number without an appointment, by staff or (without ``actor``) at a kiosk.

        A kiosk gives it as long as the day has room for it, where those who do not come leave theirs; staff may give
        more (加号).
        Raises NoSuchHall (no window there does this), HallFull, NotPermitted.
        """
        if actor is not None:
            actor.require(Permission.WINDOW)
        now = self._clock.now()
        timetable, day = self._timetables(), china_day(now)
        quota = Quota.INTERMEDIARY if who.intermediary else Quota.PUBLIC
        fresh = _ticket(who.venue, who.items, quota, now, first=who.first)
        windows = timetable.supply.serving(who.items, who.venue) if who.items else ()
        if not windows:
            raise NoSuchHall
        if actor is None and not any(timetable.starts(each, day) for each in windows):
            raise HallFull("这里今天不办公，请看开放时间，或预约其他时间。")
        async with self._unit_of_work() as uow:
            await uow.hall.hold(who.venue, day)
            there, expected = await uow.hall.of_day(who.venue, day), await uow.hall.expected(who.venue, day)
            if actor is None and walk_ins_left(timetable, fresh, there, expected, self._rules(who.venue), now) < 1:
                raise HallFull
            ticket = await self._numbered(uow, fresh)
            if actor is not None:
                await uow.audit.append(entry_of(actor, Act.NUMBER_GIVEN, ObjectRef("ticket", ticket.id), now))
            await uow.commit()
        return ticket

    async def _by_code(self, uow: UnitOfWork, venue: str, code: str, *, first: bool = False) -> Ticket:
        appointment = await uow.appointments.get(code, lock=True)
        if appointment is None or appointment.venue != venue:
            raise NoSuchAppointment
        return await self._take(uow, appointment, await uow.citizens.get(appointment.citizen_id), first=first)

    async def _by_phone(self, uow: UnitOfWork, venue: str, phone: str, *, first: bool = False) -> Ticket:
        found = await uow.hall.by_phone(phone, china_day(self._clock.now()))
        here = [each for each in found if each.venue == venue]
        if not here:
            raise NoSuchAppointment
        return await self._first(uow, here, await uow.citizens.get(here[0].citizen_id), first=first)

    async def _first(
        self, uow: UnitOfWork, several: Sequence[Appointment], citizen: Citizen | None, *, first: bool = False
    ) -> Ticket:
        """The first that can be checked in for; else what is wrong with the last."""
        refused: CheckInClosed | AppointmentOver = CheckInClosed()
        for each in several:
            locked = await uow.appointments.get(each.id, lock=True)
            try:
                if locked is not None:
                    return await self._take(uow, locked, citizen, first=first)
            except (CheckInClosed, AppointmentOver) as error:
                refused = error
        raise refused

    async def _take(
        self, uow: UnitOfWork, appointment: Appointment, citizen: Citizen | None, *, first: bool = False
    ) -> Ticket:
        """The ticket of an appointment, which is locked: the one that there is, or a new one."""
        known = await uow.hall.of_appointment(appointment.id)
        if known is not None:
            return known
        now, rules = self._clock.now(), self._rules(appointment.venue)
        if appointment.state is not State.CONFIRMED:
            raise AppointmentOver
        _in_time(appointment, rules, now)
        late = now > appointment.starts_at + timedelta(minutes=rules.late)
        made = _ticket(appointment.venue, appointment.items, appointment.quota, now, booked=True)
        made = replace(
            made,
            due_at=now if late else appointment.starts_at,
            entitled=not late,
            first=first or _elderly(appointment, citizen, rules, now),
            appointment=appointment.id,
            citizen_id=appointment.citizen_id,
        )
        await uow.hall.hold(made.venue, made.day)
        return await self._numbered(uow, made)

    async def _numbered(self, uow: UnitOfWork, fresh: Ticket) -> Ticket:
        number = await uow.hall.number(fresh.venue, fresh.day, fresh.line)
        ticket = replace(fresh, number=number)
        await uow.hall.add(ticket)
        there = await uow.hall.of_day(ticket.venue, ticket.day)
        near = self._rules(ticket.venue).near
        await warn_near(uow, there, self._timetables().supply, near, self._clock.now())
        return ticket


PHONE_DIGITS = 11


def _ticket(
    venue: str, items: tuple[str, ...], quota: Quota, now: datetime, *, booked: bool = False, first: bool = False
) -> Ticket:
    """A ticket that has no number yet."""
    line = line_of(quota, booked=booked)
    return Ticket(
        secrets.token_hex(12), venue, china_day(now), line, 0, items, TicketState.WAITING, now, due_at=now, first=first
    )


def _in_time(appointment: Appointment, rules: HallRules, now: datetime) -> None:
    """Return when one may check in. Raises CheckInClosed, which says from when or that it is over."""
    opens = appointment.starts_at - timedelta(minutes=rules.early)
    closes = appointment.starts_at + timedelta(minutes=rules.closes)
    if now < opens:
        raise CheckInClosed(f"{opens.astimezone(CHINA):%m月%d日 %H:%M} 起可以签到。")
    if now > closes or china_day(now) != appointment.day:
        raise CheckInClosed("已过签到时间，请到取号处取现场号。")


def _elderly(appointment: Appointment, citizen: Citizen | None, rules: HallRules, now: datetime) -> bool:
    """Whether who comes for themselves is of an age that goes first."""
    if citizen is None or appointment.whom != SELF or not citizen.id_number:
        return False
    born = birth_date(citizen.id_number)
    return born is not None and full_years(born, china_day(now)) >= rules.elderly
