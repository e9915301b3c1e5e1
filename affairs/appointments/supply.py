"""What can be booked: venues, windows, their hours and places, and the rules of booking. Values.

Slots are never written down; :mod:`.timetable` computes them from this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from knowledge.places import Hours, Venue

__all__ = ["NO_SUPPLY", "Change", "Limit", "Quota", "Rules", "Shift", "Supply", "Window"]


class Quota(StrEnum):
    """Whose a place is. Those who come with an intermediary's licence never take the public's (群众和中介分窗)."""

    PUBLIC = "public"
    INTERMEDIARY = "intermediary"
    COMPANY = "company"
    ONSITE = "onsite"
    """Given out in the hall alone."""
    INTERNAL = "internal"
    """Given out by staff alone."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many open appointments somebody may have: on one day, and altogether ahead."""

    per_day: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Rules:
    """When one may book, and how often.

    A day opens ``days_ahead`` days before at ``opens_at`` (minutes of the day); a slot closes ``lead_minutes``
    before it begins, and of today's places a window's ``same_day`` are given out only from ``same_day_from``.
    ``return_after`` is the least and longest number of minutes after which a freed place comes back.
    ``no_shows`` within ``no_show_days`` days bar for ``ban_days`` (0 = never).
    """

    days_ahead: int = 14
    opens_at: int = 0
    lead_minutes: int = 30
    same_day_from: int = 8 * 60
    hold_minutes: int = 10
    offer_minutes: int = 30
    cancel_before_minutes: int = 60
    return_after: tuple[int, int] = (5, 30)
    person: Limit = Limit(3, 6)
    account: Limit = Limit(6, 12)
    phone: Limit = Limit(6, 12)
    company: Limit = Limit(6, 20)
    licence: Limit = Limit(10, 40)
    no_shows: int = 3
    no_show_days: int = 90
    ban_days: int = 30


@dataclass(frozen=True, slots=True)
class Window:
    """One window. A slot is ``minutes`` long and has ``places`` by quota.

    ``serves`` is how many minutes an item takes here; one that takes longer than a slot takes several in a row.
    ``general`` marks a 综合窗口. ``hours`` in place of the venue's, as ``hours_text`` was written; empty = the venue's.
    ``same_day`` of the public's places are kept until the day itself. ``staffed``: it is open only while somebody
    stands at it (a :class:`Shift`).
    """

    code: str
    venue: str
    name: str
    minutes: int
    places: Mapping[Quota, int]
    serves: Mapping[str, int]
    department: str = ""
    general: bool = False
    hours: tuple[Hours, ...] = ()
    same_day: int = 0
    staffed: bool = False
    hours_text: str = ""

    def slots_for(self, items: tuple[str, ...]) -> int:
        """Slots in a row that these items take together; 0 where not all of them are done here."""
        if any(item not in self.serves for item in items):
            return 0
        return -(-sum(self.serves[item] for item in items) // self.minutes)


@dataclass(frozen=True, slots=True)
class Change:
    """A one-off opening or closing of a venue, or of one of its windows ('' = all).

    It holds from ``first`` through ``last``, on each day from minute ``start`` until before ``end``.
    """

    venue: str
    window: str
    first: date
    last: date
    start: int = 0
    end: int = 24 * 60
    reason: str = ""

    def concerns(self, window: Window, day: date) -> bool:
        """Whether it is about this window on this day."""
        return (
            self.first <= day <= self.last
            and self.venue == window.venue
            and (not self.window or self.window == window.code)
        )


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's turn at a window (排班): from ``first`` through ``last``, from minute ``start`` until before ``end``.

    ``weekdays`` are 1 to 7; empty = every day. ``staff`` is a log-in, never a name.
    """

    window: str
    staff: str
    first: date
    last: date
    weekdays: tuple[int, ...] = ()
    start: int = 0
    end: int = 24 * 60

    def on(self, day: date) -> bool:
        """Whether it is of this day."""
        return self.first <= day <= self.last and (not self.weekdays or day.isoweekday() in self.weekdays)


@dataclass(frozen=True)
class Supply:
    """All that can be booked. ``revision`` is the store's number; 0 = nothing was ever set."""

    name: str = ""
    rules: Rules = Rules()
    venues: tuple[Venue, ...] = ()
    windows: tuple[Window, ...] = ()
    openings: tuple[Change, ...] = ()
    closings: tuple[Change, ...] = ()
    shifts: tuple[Shift, ...] = ()
    revision: int = field(default=0, compare=False)

    @cached_property
    def venues_by_code(self) -> dict[str, Venue]:
        """Venue by its code."""
        return {venue.code: venue for venue in self.venues}

    @cached_property
    def windows_by_code(self) -> dict[str, Window]:
        """Window by its code."""
        return {window.code: window for window in self.windows}

    @cached_property
    def windows_by_item(self) -> dict[str, tuple[Window, ...]]:
        """The windows where an item is done, those of a department before general ones."""
        found: dict[str, list[Window]] = {}
        for window in sorted(self.windows, key=lambda each: each.general):
            for item in window.serves:
                found.setdefault(item, []).append(window)
        return {item: tuple(windows) for item, windows in found.items()}

    def serving(self, items: tuple[str, ...], venue: str = "") -> tuple[Window, ...]:
        """The windows where all of these items are done, at a venue or anywhere."""
        first = self.windows_by_item.get(items[0], ()) if items else ()
        return tuple(each for each in first if each.slots_for(items) and (not venue or each.venue == venue))

    def bookable(self, item: str) -> bool:
        """Whether a citizen can ever book a place for this item."""
        mine = (Quota.PUBLIC, Quota.COMPANY)
        return any(window.places.get(quota, 0) for window in self.serving((item,)) for quota in mine)


NO_SUPPLY = Supply()
