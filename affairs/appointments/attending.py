"""Whether somebody came: both ends of an appointment's day, for whoever keeps the hall.

Functions within the caller's transaction, which has asked for the supply first and then locked the appointment.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.supply import Rules
from affairs.appointments.telling import Teller
from affairs.errors import AppointmentOver
from affairs.ports import UnitOfWork

__all__ = ["note_attended", "note_missed"]


async def note_attended(uow: UnitOfWork, appointment: Appointment, now: datetime) -> Appointment:
    """Whoever booked is here: not a no-show, and no place ahead any more; once is enough. Raises AppointmentOver."""
    if appointment.state is State.ATTENDED:
        return appointment
    if appointment.state is not State.CONFIRMED:
        raise AppointmentOver
    after = replace(appointment, state=State.ATTENDED, changed_at=now)
    await uow.appointments.save(after)
    return after


async def note_missed(
    uow: UnitOfWork, rules: Rules, teller: Teller, appointment: Appointment, now: datetime
) -> Appointment:
    """Nobody came: count it, bar the person for a time when it is one too many, and tell them; once is enough.

    Raises AppointmentOver (cancelled, attended, or yet to come).
    """
    if appointment.state is State.MISSED:
        return appointment
    if appointment.state is not State.CONFIRMED or appointment.starts_at > now:
        raise AppointmentOver
    await uow.appointments.note_no_show(appointment, now=now)
    missed = await uow.appointments.no_shows(appointment.id, now - timedelta(days=rules.no_show_days))
    until = now + timedelta(days=rules.ban_days) if rules.no_shows and missed >= rules.no_shows else None
    after = replace(appointment, state=State.MISSED, changed_at=now, bars_until=until)
    await uow.appointments.save(after)
    if until is not None:
        await uow.appointments.bar(appointment.id, until)
        await teller.barred(uow, after, until, now)
    return after
