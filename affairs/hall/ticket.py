"""Somebody's turn at the windows of a day, and the rules by which turns are taken. Values."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from affairs.appointments.supply import Quota, Window

__all__ = ["OPEN", "Desk", "HallRules", "Line", "Ticket", "TicketState", "line_of", "serves"]


class TicketState(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    """At a window, or on the way to it."""
    PARKED = "parked"
    """Put aside by the window (挂起): somebody fetches a copy, and comes back."""
    DONE = "done"
    ABSENT = "absent"
    """Called as often as the rules say, and nobody came."""
    LAPSED = "lapsed"
    """The day ended before it was called or taken up again; nobody is blamed for it."""


OPEN = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)
"""States in which somebody still has business in the hall."""


class Line(StrEnum):
    """The letter of a number. Each line counts from 1 at each venue every day."""

    WALK_IN = "A"
    BOOKED = "Y"
    """预约."""
    INTERMEDIARY = "Z"
    """中介: they are never called to a window of the public, nor the public to theirs."""


@dataclass(frozen=True, slots=True)
class HallRules:
    """How a venue's day goes. Minutes, but for ``calls`` (times) and ``near`` (people).

    One may check in from ``early`` before the appointment; who comes more than ``late`` after its start is
    placed among those without an appointment, and that until ``closes`` after its start. ``calls`` in vain make
    a ticket absent; who has ``near`` people ahead is told so. ``elderly`` is the age from which one goes first.
    """

    early: int = 30
    late: int = 10
    closes: int = 120
    calls: int = 3
    near: int = 3
    elderly: int = 70


@dataclass(frozen=True, slots=True)
class Ticket:
    """One turn. ``appointment`` and ``citizen_id`` are '' for a walk-in whom nobody knows.

    ``due_at`` is when it is its turn by right: an appointment's start, else when the number was taken.
    ``entitled``: it goes by an appointment, and before those without, from ``due_at`` on. ``first`` marks the old and
    the disabled. ``window`` is where it was called, or where alone it is to be called (after a transfer); ''= anywhere.
    ``calls`` counts how often it was called in vain so far, and this time. ``revision`` grows with each change.
    """

    id: str
    venue: str
    day: date
    line: Line
    number: int
    items: tuple[str, ...]
    state: TicketState
    taken_at: datetime
    due_at: datetime
    entitled: bool = False
    first: bool = False
    appointment: str = ""
    citizen_id: str = field(default="", repr=False)
    window: str = ""
    calls: int = 0
    called_at: datetime | None = None
    first_called_at: datetime | None = None
    ended_at: datetime | None = None
    warned: bool = False
    revision: int = 0

    @property
    def label(self) -> str:
        """What is called out: ``A012``."""
        return f"{self.line.value}{self.number:03}"

    @property
    def intermediary(self) -> bool:
        """Whether it belongs to the windows of intermediaries."""
        return self.line is Line.INTERMEDIARY

    def rank(self, now: datetime) -> tuple[int, datetime, datetime, str]:
        """What tickets are called by, the least first.

        The old and the disabled; those whose appointment has come; those without; those who came before their time,
        for whom a window is not kept idle.
        """
        early = self.entitled and self.due_at > now
        group = 0 if self.first and not early else 1 if self.entitled and not early else 3 if early else 2
        return group, self.due_at, self.taken_at, self.label

    def waited(self, until: datetime | None) -> timedelta:
        """From when it was its turn by right, and somebody was there, until it was called (or until ``until``)."""
        since = max(self.due_at, self.taken_at) if self.entitled else self.taken_at
        return max((self.first_called_at or until or since) - since, timedelta())


@dataclass(frozen=True, slots=True)
class Desk:
    """A window that is open: who sits there since when."""

    venue: str
    window: str
    staff_id: str
    since: datetime


def line_of(quota: Quota, *, booked: bool) -> Line:
    """The line of whoever has a place of this quota."""
    if quota is Quota.INTERMEDIARY:
        return Line.INTERMEDIARY
    return Line.BOOKED if booked else Line.WALK_IN


def serves(window: Window, ticket: Ticket) -> bool:
    """Whether a ticket may be called to a window: venue, items, kind of people, and no other meant."""
    if window.venue != ticket.venue or (ticket.window and ticket.window != window.code):
        return False
    theirs = any(
        places for quota, places in window.places.items() if (quota is Quota.INTERMEDIARY) == ticket.intermediary
    )
    return theirs and window.slots_for(ticket.items) > 0
