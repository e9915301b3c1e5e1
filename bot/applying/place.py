"""Where a conversation stands in its application: keys and a number, never a value that was filled in."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from bot.session import Session

__all__ = ["FLOW", "Mode", "Place"]

FLOW = "apply"
"""The name of this flow in :attr:`bot.session.Session.flow`."""
_KEY = "apply"


class Mode(StrEnum):
    """What the last question was about."""

    IDENTITY = "identity"
    WHOM = "whom"
    DRAFT = "draft"
    """Whether to go on with a draft, and with which."""
    AT = "at"
    """The field, material or step named by ``at``."""
    WHICH_SLOT = "which-slot"
    """Which material ``media`` is."""
    PAYER = "payer"
    DISCARD = "discard"
    """Whether the draft is to be thrown away."""


@dataclass(frozen=True, slots=True)
class Place:
    """The state of one form by conversation.

    ``number`` is the application's, '' before it is begun; ``at`` the key that is asked for
    (``table[2].column`` in a table, ``materials.KEY`` for a material); everything up to ``upto`` was passed.
    ``revision`` is that of the application when the question was asked: whoever changed it meanwhile is
    not overwritten. ``options`` are opaque ids behind numbered options, ``media`` a file that waits for its slot.
    """

    mode: Mode = Mode.AT
    number: str = ""
    at: str = ""
    upto: str = ""
    revision: int = 0
    item: str = ""
    variant: str = ""
    region: str = ""
    situation: str = ""
    options: tuple[str, ...] = ()
    media: str = ""
    later: bool = False
    """Identity was asked for and is to follow when handing in."""

    def moved(self, **changes: Any) -> Self:
        """The place with some things changed."""
        return replace(self, **changes)

    def within(self, session: Session) -> Session:
        """The session with this place remembered, and no other options open."""
        raw = {name: value for name, value in asdict(self).items() if value}
        data = {**{k: v for k, v in session.data.items() if k not in ("menu", "page", "back")}, _KEY: raw}
        return session.changed(flow=FLOW, data=data, offers=(), pending=None, rest=())

    @classmethod
    def of(cls, session: Session) -> Self | None:
        """The place that a session remembers; None = no application is under way."""
        raw = session.data.get(_KEY)
        if session.flow != FLOW or not isinstance(raw, dict):
            return None
        known = {name: value for name, value in raw.items() if name in cls.__slots__}
        known["options"] = tuple(known.get("options", ()))
        return cls(**{**known, "mode": Mode(known.get("mode", Mode.AT))})

    @staticmethod
    def left(session: Session) -> Session:
        """The session without an application under way."""
        data = {key: value for key, value in session.data.items() if key != _KEY}
        return session.changed(flow="", data=data, offers=(), pending=None, rest=())
