"""Where a conversation stands in its booking: codes, slots and numbers, never who it is."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from bot.session import Session

__all__ = ["FLOW", "NEXT", "Mode", "Place"]

FLOW = "book"
"""The name of this flow in :attr:`bot.session.Session.flow`."""
NEXT = "book-next"
"""In ``Session.data``: the words of a wish to book whose item is still to be chosen."""
_KEY = "book"
_DROPPED = (_KEY, NEXT, "menu", "page", "back", "online")


class Mode(StrEnum):
    """What the last question was about."""

    IDENTITY = "identity"
    WHOM = "whom"
    WHICH = "which"
    """One of several readings of what was said; ``options`` are ISO spans."""
    SLOT = "slot"
    """One of ``options``, names of slots; '' = the waiting list."""
    HELD = "held"
    MINE = "mine"
    """One of one's own, by number."""
    ONE = "one"
    """What to do with the appointment ``number``."""
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Place:
    """``items`` are to be done in one visit for ``whom``, at a venue of ``venues`` (empty = any).

    ``said`` are the words of when. ``number`` is the appointment that is held, or is to be moved.
    """

    mode: Mode = Mode.SLOT
    items: tuple[str, ...] = ()
    whom: str = ""
    situation: str = ""
    region: str = ""
    venues: tuple[str, ...] = ()
    said: str = ""
    number: str = ""
    options: tuple[str, ...] = ()

    def moved(self, **changes: Any) -> Self:
        """The place with some things changed."""
        return replace(self, **changes)

    def within(self, session: Session) -> Session:
        """The session with this place remembered, and no other options open."""
        raw = {name: value for name, value in asdict(self).items() if value}
        data = {**{k: v for k, v in session.data.items() if k not in _DROPPED}, _KEY: raw}
        return session.changed(flow=FLOW, data=data, offers=(), pending=None, rest=())

    @classmethod
    def of(cls, session: Session) -> Self | None:
        """The place that a session remembers; None = no booking is under way."""
        raw = session.data.get(_KEY)
        if session.flow != FLOW or not isinstance(raw, dict):
            return None
        known = {name: value for name, value in raw.items() if name in cls.__slots__}
        for name in ("items", "venues", "options"):
            known[name] = tuple(known.get(name, ()))
        return cls(**{**known, "mode": Mode(known.get("mode", Mode.SLOT))})

    @staticmethod
    def left(session: Session) -> Session:
        """The session without a booking under way."""
        data = {key: value for key, value in session.data.items() if key not in _DROPPED}
        return session.changed(flow="", data=data, offers=(), pending=None, rest=())
