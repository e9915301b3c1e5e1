"""Errors of the day in the hall: checking in, tickets, windows."""

from affairs.errors.base import DomainError

__all__ = [
    "CheckInClosed",
    "HallFull",
    "NoSuchHall",
    "NoSuchTicket",
    "NobodyWaiting",
    "NotAtWindow",
    "TicketMoved",
    "WindowBusy",
    "WindowTaken",
]


class CheckInClosed(DomainError):
    """It is too early to check in, too late, or not the day."""

    code = "check-in-closed"


class HallFull(DomainError):
    """No more numbers are given out today: those who wait fill the rest of the day."""

    code = "hall-full"


class NoSuchHall(DomainError):
    """No venue, or no window there, of that code."""

    code = "no-such-hall"


class NoSuchTicket(DomainError):
    """No ticket of that id, or none of the caller's; not checked in yet."""

    code = "no-such-ticket"


class NobodyWaiting(DomainError):
    """Nobody waits whom this window may call."""

    code = "nobody-waiting"


class NotAtWindow(DomainError):
    """The member of staff is not signed in at a window."""

    code = "not-at-window"


class TicketMoved(DomainError):
    """The ticket is not where this could be done with it: another window has it, or it is over."""

    code = "ticket-moved"


class WindowBusy(DomainError):
    """The window has somebody already."""

    code = "window-busy"


class WindowTaken(DomainError):
    """Somebody else is signed in at the window."""

    code = "window-taken"
