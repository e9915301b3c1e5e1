"""Moving and cancelling one's own appointment.

A place that is given up comes back after a random time, so that it cannot be handed to somebody who waits for the
moment (倒号).
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from affairs.appointments.appointment import Appointment, State, WaitingState
from affairs.appointments.current import Timetables
from affairs.appointments.opening import own, still_acting, upcoming
from affairs.appointments.party import check_standing, party_of
from affairs.appointments.placing import Place, place_in
from affairs.appointments.slot import SlotName
from affairs.appointments.supply import Rules
from affairs.appointments.telling import Teller
from affairs.errors import HoldExpired, TooLate
from affairs.people.citizens import Citizen
from affairs.ports import Clock, IdempotencyKey, UnitOfWorkFactory

__all__ = ["Changing", "back_at"]

OPERATION = "reschedule"
_RANDOM = random.SystemRandom()


class Changing:
    """Use cases on one's own appointments. ``chance`` in [0, 1) decides when a freed place comes back."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        timetables: Timetables,
        clock: Clock,
        chance: Callable[[], float] = _RANDOM.random,
        *,
        teller: Teller | None = None,
    ) -> None:
        self._teller = teller or Teller()
        self._unit_of_work, self._timetables, self._clock, self._chance = unit_of_work, timetables, clock, chance

    async def reschedule(
        self,
        citizen: Citizen,
        appointment_id: str,
        slot: SlotName,
        key: IdempotencyKey | None = None,
        *,
        said: bool = False,
    ) -> Appointment:
        """Take a place of another slot, and then leave the one there was: in one step, or not at all.

        A hold stays one, and ends when it would have. ``said``: they hear of it in the conversation itself.

        Raises NoSuchAppointment, AppointmentOver, HoldExpired, TooLate, SlotFull, NotBookable, BookingLimit,
        BookingBarred.
        """
        async with self._unit_of_work() as uow:
            timetable = await self._timetables.held(uow)
            before = await own(uow, citizen.id, appointment_id, lock=True)
            now, rules = self._clock.now(), timetable.supply.rules
            acting = await still_acting(uow, citizen, before, now)
            if key is not None:
                done = await uow.idempotency.claim(
                    citizen.id, OPERATION, key.key, digest=key.digest, reference=appointment_id, now=now
                )
                if done is not None:
                    return before
            _check_changeable(before, rules, now)
            if (before.venue, before.day, before.start) == (slot.venue, slot.day, slot.start):
                return before
            party = party_of(acting)
            standing = await uow.appointments.standing(party.marks, slot.day, now, but=before.id)
            check_standing(standing, before.items, rules)
            place = await place_in(uow, timetable, party, before.items, slot, now)
            after = _moved(before, slot, place, now)
            await uow.appointments.save(after)
            await uow.freed.put(before, back_at(before, rules, now, self._chance()))
            if after.state is State.CONFIRMED:
                await self._teller.rescheduled(uow, timetable.supply, after, now, said=said)
            await uow.commit()
        return after

    async def cancel(self, citizen: Citizen, appointment_id: str) -> Appointment:
        """Give a place up; once is enough. Raises NoSuchAppointment, AppointmentOver, TooLate."""
        async with self._unit_of_work() as uow:
            timetable = await self._timetables.held(uow)
            before = await own(uow, citizen.id, appointment_id, lock=True)
            now, rules = self._clock.now(), timetable.supply.rules
            if before.state is State.CANCELLED:
                return before
            if before.state is State.CONFIRMED:
                _check_changeable(before, rules, now)
            else:
                upcoming(before, now)
            after = replace(before, state=State.CANCELLED, changed_at=now, expires_at=None)
            await uow.appointments.save(after)
            await uow.freed.put(before, back_at(before, rules, now, self._chance()))
            if before.waiting is not None:
                await uow.freed.settle(before.waiting, WaitingState.LEFT, expected=(WaitingState.OFFERED,))
            await uow.commit()
        return after


def _moved(before: Appointment, slot: SlotName, place: Place, now: datetime) -> Appointment:
    """The same appointment at another place; a hold ends when it would have, and before the visit begins."""
    after = replace(
        before,
        venue=slot.venue,
        window=place.window.code,
        day=slot.day,
        start=slot.start,
        slots=place.slots,
        minutes=place.window.minutes,
        quota=place.quota,
        revision=before.revision + 1,
        reminded=False,
        changed_at=now,
    )
    return after if before.expires_at is None else replace(after, expires_at=min(before.expires_at, after.starts_at))


def _check_changeable(appointment: Appointment, rules: Rules, now: datetime) -> None:
    """What is only held may be moved until the hold ends; what is confirmed until it is too late."""
    if upcoming(appointment, now).state is State.HELD:
        if appointment.expires_at is None or appointment.expires_at <= now:
            raise HoldExpired
        return
    if appointment.starts_at - timedelta(minutes=rules.cancel_before_minutes) < now:
        raise TooLate


def back_at(appointment: Appointment, rules: Rules, now: datetime, chance: float) -> datetime:
    """When the place of an appointment comes back: late enough not to be traded, early enough to be of use."""
    least, most = rules.return_after
    back = now + timedelta(minutes=least + chance * (most - least))
    return max(now, min(back, appointment.starts_at - timedelta(minutes=rules.lead_minutes)))
