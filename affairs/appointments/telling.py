"""What people are told of their appointments: outbox rows, written in the transaction that makes them true."""

from datetime import datetime, timedelta

from affairs.appointments.appointment import Appointment
from affairs.appointments.timetable import moment
from affairs.ports import UnitOfWork

__all__ = ["CANCELLED", "CONFIRMED", "MOVED", "OFFERED", "REMIND", "RESCHEDULED", "remind", "tell"]

CONFIRMED = "appointment-confirmed"
REMIND = "appointment-remind"
RESCHEDULED = "appointment-rescheduled"
MOVED = "appointment-moved"
"""By the centre; the payload's ``cause`` says why."""
CANCELLED = "appointment-cancelled"
"""By the centre; the payload's ``cause`` says why."""
OFFERED = "appointment-offered"
"""A place for somebody on the waiting list, to be confirmed until ``expires_at``."""
EVENING = 18 * 60


async def tell(
    uow: UnitOfWork, kind: str, appointment: Appointment, *, now: datetime, due: datetime | None = None, cause: str = ""
) -> None:
    """One row; number, revision and kind name it, so that twice is once.

    Whoever carries it out looks whether the appointment still has this revision and is still open.
    """
    payload = {
        "citizen_id": appointment.citizen_id,
        "appointment_id": appointment.id,
        "revision": appointment.revision,
    }
    if cause:
        payload["cause"] = cause
    await uow.outbox.put(kind, f"{kind}:{appointment.id}:{appointment.revision}", payload, now=now, due=due)


async def remind(uow: UnitOfWork, appointment: Appointment, *, now: datetime) -> None:
    """Have somebody reminded the evening before; who books later than that is not."""
    evening = moment(appointment.day - timedelta(days=1), EVENING)
    if evening > now:
        await tell(uow, REMIND, appointment, now=now, due=evening)
