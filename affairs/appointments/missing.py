"""No-shows (爽约): counted, barred for after some, appealed against."""

from dataclasses import replace
from datetime import timedelta

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.current import Timetables
from affairs.appointments.opening import own
from affairs.errors import AppointmentOver, NoSuchAppointment
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["NoShows"]

REFUSED = "申诉未获支持"


class NoShows:
    """Use cases on appointments to which nobody came."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock

    async def record(self, appointment_id: str) -> Appointment:
        """Nobody came: count it, and bar the person for a time when it is one too many; once is enough.

        Raises NoSuchAppointment, AppointmentOver (cancelled, or yet to come).
        """
        async with self._unit_of_work() as uow:
            rules = (await self._timetables.held(uow)).supply.rules
            before = await uow.appointments.get(appointment_id, lock=True)
            now = self._clock.now()
            if before is None:
                raise NoSuchAppointment
            if before.state is State.MISSED:
                return before
            if before.state is not State.CONFIRMED or before.starts_at > now:
                raise AppointmentOver
            await uow.appointments.note_no_show(before, now=now)
            after = replace(before, state=State.MISSED, changed_at=now)
            await uow.appointments.save(after)
            missed = await uow.appointments.no_shows(before.id, now - timedelta(days=rules.no_show_days))
            if rules.no_shows and missed >= rules.no_shows:
                await uow.appointments.bar(before.id, now + timedelta(days=rules.ban_days))
            await uow.commit()
        return after

    async def appeal(self, citizen: Citizen, appointment_id: str, words: str) -> Appointment:
        """Say why nobody came. Raises NoSuchAppointment, AppointmentOver (not missed, or decided already)."""
        async with self._unit_of_work() as uow:
            before = await own(uow, citizen.id, appointment_id, lock=True)
            if before.state is not State.MISSED or before.cause:
                raise AppointmentOver
            after = replace(before, appeal=words, changed_at=self._clock.now())
            await uow.appointments.save(after)
            await uow.commit()
        return after

    async def decide(self, appointment_id: str, *, granted: bool) -> Appointment:
        """Grant an appeal, which takes the no-show back and the bar with it, or refuse it.

        Raises NoSuchAppointment, AppointmentOver (no appeal is open).
        """
        async with self._unit_of_work() as uow:
            rules = (await self._timetables.held(uow)).supply.rules
            before = await uow.appointments.get(appointment_id, lock=True)
            now = self._clock.now()
            if before is None:
                raise NoSuchAppointment
            if before.state is not State.MISSED or before.cause or not before.appeal:
                raise AppointmentOver
            after = replace(before, changed_at=now, cause="" if granted else REFUSED)
            if granted:
                after = replace(after, state=State.EXCUSED)
                await uow.appointments.forgive(before.id)
                missed = await uow.appointments.no_shows(before.id, now - timedelta(days=rules.no_show_days))
                if missed < rules.no_shows:
                    await uow.appointments.bar(before.id, None)
            await uow.appointments.save(after)
            await uow.commit()
        return after
