"""Booking: at once, or held and then confirmed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from affairs.applications.numbers import new_number
from affairs.appointments.appointment import Appointment, State, WaitingState
from affairs.appointments.current import Timetables
from affairs.appointments.lookout import Lookout
from affairs.appointments.opening import own
from affairs.appointments.party import Party, check_standing, party_of
from affairs.appointments.placing import Place, place_in
from affairs.appointments.slot import SlotName
from affairs.appointments.telling import Teller
from affairs.clock import china_day
from affairs.errors import AppointmentOver, HoldExpired, SlotFull
from affairs.people.acting import SELF, acting_for
from affairs.people.citizens import Citizen
from affairs.ports import Clock, IdempotencyKey, UnitOfWorkFactory

__all__ = ["Booking", "Wish"]

OPERATION = "appointments"
NUMBER = "YY"
"""预约."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be booked. ``items`` are done in one visit, in one row of slots at one window."""

    slot: SlotName
    items: tuple[str, ...]
    whom: str = SELF
    situation: str = ""


class Booking:
    """Use cases that take a place. ``verifies``: this installation can verify people, and so demands it."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        timetables: Timetables,
        clock: Clock,
        *,
        verifies: bool = False,
        teller: Teller | None = None,
        lookout: Lookout | None = None,
    ) -> None:
        self._unit_of_work, self._timetables, self._clock, self._verifies = unit_of_work, timetables, clock, verifies
        self._teller, self._lookout = teller or Teller(), lookout

    async def book(
        self, citizen: Citizen, wish: Wish, key: IdempotencyKey | None = None, *, hold: bool = False
    ) -> Appointment:
        """A place, confirmed at once or held for some minutes; the same one for the same key.

        Raises NotBookable, SlotFull, AlreadyBooked, BookingLimit, BookingBarred, IdentityRequired, NoSuchPrincipal,
        IdempotencyMismatch.
        """
        if self._lookout is None:
            return await self._book(citizen, wish, key, hold=hold)
        await self._lookout.refuse_full(citizen, wish.items, wish.whom, wish.slot)
        try:
            return await self._book(citizen, wish, key, hold=hold)
        except SlotFull:
            self._lookout.forget()
            raise

    async def _book(self, citizen: Citizen, wish: Wish, key: IdempotencyKey | None, *, hold: bool) -> Appointment:
        async with self._unit_of_work() as uow:
            timetable = await self._timetables.held(uow)
            now = self._clock.now()
            number = new_number(china_day(now), NUMBER)
            if key is not None:
                first = await uow.idempotency.claim(
                    citizen.id, OPERATION, key.key, digest=key.digest, reference=number, now=now
                )
                if first is not None:
                    return await own(uow, citizen.id, first)
            party = party_of(await acting_for(uow, citizen, wish.whom, now), verified=self._verifies)
            rules = timetable.supply.rules
            check_standing(await uow.appointments.standing(party.marks, wish.slot.day, now), wish.items, rules)
            place = await place_in(uow, timetable, party, wish.items, wish.slot, now)
            appointment = _booked(number, party, wish, place, now)
            if hold:
                until = min(now + timedelta(minutes=rules.hold_minutes), appointment.starts_at)
                appointment = replace(appointment, state=State.HELD, expires_at=until)
            await uow.appointments.add(appointment, party.marks)
            if not hold:
                await self._teller.confirmed(uow, timetable.supply, appointment, now)
            await uow.commit()
        return appointment

    async def confirm(self, citizen: Citizen, appointment_id: str, *, said: bool = False) -> Appointment:
        """Confirm a place that is held; once is enough. ``said``: they hear of it in the conversation itself.

        Raises NoSuchAppointment, HoldExpired, AppointmentOver.
        """
        async with self._unit_of_work() as uow:
            timetable = await self._timetables.held(uow)
            held = await own(uow, citizen.id, appointment_id, lock=True)
            now = self._clock.now()
            if held.state is State.CONFIRMED:
                return held
            _check_hold(held, now)
            confirmed = replace(held, state=State.CONFIRMED, expires_at=None, changed_at=now)
            await uow.appointments.save(confirmed)
            if held.waiting is not None:
                await uow.freed.settle(held.waiting, WaitingState.TAKEN, expected=(WaitingState.OFFERED,))
            await self._teller.confirmed(uow, timetable.supply, confirmed, now, said=said)
            await uow.commit()
        return confirmed


def _check_hold(appointment: Appointment, now: datetime) -> None:
    if appointment.state is State.EXPIRED:
        raise HoldExpired
    if appointment.state is not State.HELD:
        raise AppointmentOver
    if appointment.expires_at is None or appointment.expires_at <= now:
        raise HoldExpired


def _booked(number: str, party: Party, wish: Wish, place: Place, now: datetime) -> Appointment:
    return Appointment(
        id=number,
        citizen_id=party.citizen_id,
        whom=party.whom,
        items=wish.items,
        venue=wish.slot.venue,
        window=place.window.code,
        day=wish.slot.day,
        start=wish.slot.start,
        slots=place.slots,
        minutes=place.window.minutes,
        quota=place.quota,
        state=State.CONFIRMED,
        created_at=now,
        changed_at=now,
        situation=wish.situation,
    )
