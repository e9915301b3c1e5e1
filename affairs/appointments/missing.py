"""Who came and who did not (到场, 爽约): counted, barred for after some, appealed against."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.attending import note_attended, note_missed
from affairs.appointments.current import Timetables
from affairs.appointments.opening import own
from affairs.appointments.supply import Rules
from affairs.appointments.telling import Teller
from affairs.errors import AppointmentOver, NoSuchAppointment
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["NoShows"]

REFUSED = "申诉未获支持"
MOST_APPEALS = 100


class NoShows:
    """Use cases on appointments whose time has come."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, *, teller: Teller | None = None
    ) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock
        self._teller = teller or Teller()

    async def attended(self, appointment_id: str) -> Appointment:
        """They are here; once is enough. Raises NoSuchAppointment, AppointmentOver."""
        async with self._unit_of_work() as uow:
            await self._timetables.held(uow)
            after = await note_attended(uow, await _locked(uow, appointment_id), self._clock.now())
            await uow.commit()
        return after

    async def record(self, appointment_id: str) -> Appointment:
        """Nobody came; once is enough. Raises NoSuchAppointment, AppointmentOver (cancelled, or yet to come)."""
        async with self._unit_of_work() as uow:
            rules = (await self._timetables.held(uow)).supply.rules
            before = await _locked(uow, appointment_id)
            after = await note_missed(uow, rules, self._teller, before, self._clock.now())
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

    async def appeals(self, actor: Actor, limit: int = MOST_APPEALS) -> Sequence[Appointment]:
        """Missed ones with an appeal that nobody decided, the oldest first. Raises NotPermitted."""
        actor.require(Permission.CASES)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.appointments.appeals(limit)

    async def decide(self, actor: Actor, appointment_id: str, *, granted: bool) -> Appointment:
        """Grant an appeal, which takes the no-show back and the bar with it, or refuse it; they are told.

        Raises NotPermitted, NoSuchAppointment, AppointmentOver (no appeal is open).
        """
        actor.require(Permission.CASES)
        async with self._unit_of_work() as uow:
            rules, now = (await self._timetables.held(uow)).supply.rules, self._clock.now()
            before = await _locked(uow, appointment_id)
            if before.state is not State.MISSED or before.cause or not before.appeal:
                raise AppointmentOver
            after = replace(before, changed_at=now, cause="" if granted else REFUSED)
            freed = False
            if granted:
                after = replace(after, state=State.EXCUSED, bars_until=None)
                freed = await _forgiven(uow, rules, before, now)
            await uow.appointments.save(after)
            await self._teller.judged(uow, after, now, granted=granted, freed=freed)
            act = Act.APPEAL_GRANTED if granted else Act.APPEAL_REFUSED
            await uow.audit.append(entry_of(actor, act, ObjectRef("appointment", before.id), now))
            await uow.commit()
        return after


async def _forgiven(uow: UnitOfWork, rules: Rules, missed: Appointment, now: datetime) -> bool:
    """Take the no-show back; whether a bar ends with it."""
    await uow.appointments.forgive(missed.id)
    count = await uow.appointments.no_shows(missed.id, now - timedelta(days=rules.no_show_days))
    if count >= rules.no_shows:
        return False
    until = await uow.appointments.barred_until(missed.id)
    await uow.appointments.bar(missed.id, None)
    return until is not None and until > now


async def _locked(uow: UnitOfWork, appointment_id: str) -> Appointment:
    found = await uow.appointments.get(appointment_id, lock=True)
    if found is None:
        raise NoSuchAppointment
    return found
