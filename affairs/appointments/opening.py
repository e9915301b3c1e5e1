"""Finding an appointment for whoever asks: a stranger's looks absent."""

from datetime import datetime

from affairs.appointments.appointment import Appointment
from affairs.errors import AppointmentOver, NoSuchAppointment, NoSuchPrincipal
from affairs.people.acting import Acting, acting_for
from affairs.people.citizens import Citizen
from affairs.ports import UnitOfWork

__all__ = ["own", "still_acting", "upcoming"]


async def own(uow: UnitOfWork, citizen_id: str, appointment_id: str, *, lock: bool = False) -> Appointment:
    """The appointment, if the citizen made it. Raises NoSuchAppointment."""
    appointment = await uow.appointments.get(appointment_id, lock=lock)
    if appointment is None or appointment.citizen_id != citizen_id:
        raise NoSuchAppointment
    return appointment


def upcoming(appointment: Appointment, now: datetime) -> Appointment:
    """The appointment, if it is open and has not begun. Raises AppointmentOver."""
    if not appointment.state.open or appointment.starts_at <= now:
        raise AppointmentOver
    return appointment


async def still_acting(uow: UnitOfWork, citizen: Citizen, appointment: Appointment, now: datetime) -> Acting:
    """For whom the appointment is; who may not act for them any more may not move it. Raises NoSuchAppointment."""
    try:
        return await acting_for(uow, citizen, appointment.whom, now)
    except NoSuchPrincipal:
        raise NoSuchAppointment from None
