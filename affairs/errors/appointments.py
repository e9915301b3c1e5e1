"""Errors of appointments: slots, bookings, the waiting list."""

from affairs.errors.base import DomainError

__all__ = [
    "AlreadyBooked",
    "AppointmentOver",
    "BookingBarred",
    "BookingLimit",
    "HoldExpired",
    "NoSuchAppointment",
    "NoSuchSlot",
    "NoSuchWaiting",
    "NotBookable",
    "SlotFull",
    "SupplyChanged",
    "TooLate",
]


class AlreadyBooked(DomainError):
    """This person has an open appointment for the item already."""

    code = "already-booked"


class AppointmentOver(DomainError):
    """The appointment was cancelled, has expired, or is over."""

    code = "appointment-over"


class BookingBarred(DomainError):
    """Too many appointments were missed: for some time none can be booked; an appeal can end that."""

    code = "booking-barred"


class BookingLimit(DomainError):
    """As many open appointments as one may have, on that day or altogether."""

    code = "booking-limit"


class HoldExpired(DomainError):
    """The place was not confirmed in time."""

    code = "hold-expired"


class NoSuchAppointment(DomainError):
    """No appointment of that number, or none of the caller's."""

    code = "no-such-appointment"


class NoSuchSlot(DomainError):
    """No slot has that name."""

    code = "no-such-slot"


class NoSuchWaiting(DomainError):
    """No entry of the waiting list of that number, or none of the caller's."""

    code = "no-such-waiting"


class NotBookable(DomainError):
    """No window has places for this item, or for these items together."""

    code = "not-bookable"


class SlotFull(DomainError):
    """No place is left in the slot, or it cannot be booked any more."""

    code = "slot-full"


class SupplyChanged(DomainError):
    """Somebody changed what can be booked meanwhile; look again and repeat it."""

    code = "supply-changed"


class TooLate(DomainError):
    """It begins too soon to be changed or cancelled."""

    code = "too-late"
