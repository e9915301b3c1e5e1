"""One booking, and what belongs to it. Values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from affairs.appointments.supply import Quota
from affairs.appointments.timetable import moment

__all__ = ["Appointment", "Freed", "Key", "Mark", "MarkKind", "Standing", "State", "Waiting", "WaitingState"]


class State(StrEnum):
    """Where a booking stands."""

    HELD = "held"
    """Kept until ``expires_at``, to be confirmed."""
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    """By whoever booked, or by the centre (``cause``)."""
    EXPIRED = "expired"
    """Held, and not confirmed in time."""
    ATTENDED = "attended"
    """Whoever booked came (到场)."""
    MISSED = "missed"
    """Nobody came (爽约)."""
    EXCUSED = "excused"
    """Nobody came, and an appeal was granted."""

    @property
    def open(self) -> bool:
        """Whether the place is kept."""
        return self in {State.HELD, State.CONFIRMED}


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What names the counter of one slot's places of one quota. Their order is the order of locks."""

    day: date
    window: str
    start: int
    quota: Quota


@dataclass(frozen=True, slots=True)
class Appointment:
    """A place (or several in a row: ``slots`` of ``minutes`` each) at a window, from minute ``start`` of ``day``.

    ``whom`` as in :func:`affairs.people.acting.acting_for`. ``revision`` counts the times it was moved.
    ``appeal`` is what was said against a no-show. ``reminded``: the evening before was told of. ``bars_until``:
    this no-show was one too many, and the end of the bar is not told yet. ``serial`` is the order in which they were
    made (0 = not stored yet), which no clock gives: two may be made at the same moment.
    """

    id: str
    citizen_id: str
    whom: str
    items: tuple[str, ...]
    venue: str
    window: str
    day: date
    start: int
    slots: int
    minutes: int
    quota: Quota
    state: State
    created_at: datetime
    changed_at: datetime
    expires_at: datetime | None = None
    situation: str = ""
    cause: str = ""
    revision: int = 0
    waiting: int | None = None
    appeal: str = field(default="", repr=False)
    reminded: bool = False
    bars_until: datetime | None = None
    serial: int = field(default=0, compare=False)

    @property
    def starts_at(self) -> datetime:
        """When to be there."""
        return moment(self.day, self.start)

    @property
    def ends_at(self) -> datetime:
        """When the last slot ends."""
        return moment(self.day, self.start + self.slots * self.minutes)

    def places(self) -> list[Key]:
        """Its places, in the order of locks."""
        return [Key(self.day, self.window, self.start + step * self.minutes, self.quota) for step in range(self.slots)]


class MarkKind(StrEnum):
    """By what somebody is known when appointments are counted."""

    PERSON = "id-number"
    PHONE = "phone"
    LICENCE = "licence"
    COMPANY = "company"
    ACCOUNT = "account"
    """Every way the account is known to a platform (openid, unionid)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the things by which appointments are counted; the store keeps it as a keyed hash alone.

    The ``value`` of an account is our citizen id: the store goes by the logins that are tied to it.
    """

    kind: MarkKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is counted under one mark: open appointments on the day asked about, and ahead; until when barred."""

    kind: MarkKind
    on_day: int
    ahead: int
    items: frozenset[str]
    barred_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Freed:
    """A place (or ``slots`` in a row) that was given up and comes back at ``due_at``, once."""

    id: int
    venue: str
    window: str
    day: date
    start: int
    slots: int
    minutes: int
    quota: Quota
    due_at: datetime

    def places(self, first: int = 0) -> list[Key]:
        """Its places from the ``first`` on, in the order of locks."""
        steps = range(first, self.slots)
        return [Key(self.day, self.window, self.start + step * self.minutes, self.quota) for step in steps]


class WaitingState(StrEnum):
    """Where somebody on the waiting list stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    """The offer was not taken in time."""
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a place of an item, at a venue ('' = any), from ``first`` through ``last``."""

    id: int
    citizen_id: str
    whom: str
    item: str
    venue: str
    first: date
    last: date
    quota: Quota
    state: WaitingState
    created_at: datetime
    appointment: str = ""
