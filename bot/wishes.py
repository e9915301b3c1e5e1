"""What a step of the conversation wants of the application desk, before it can be answered."""

from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Wish", "WishKind"]


class WishKind(StrEnum):
    """What is wanted."""

    BEGIN = "begin"
    """An application for ``item``, from the guide that was spoken of."""
    RESUME = "resume"
    """To go on with what was begun."""
    SAID = "said"
    """What was said, or sent, while an application is being filled in."""
    ASK_AGAIN = "ask-again"
    """Something else was answered in between: the open question once more, below that answer."""
    BOOK = "book"
    """A place at a window for ``items``, when ``text`` says; '' items = still to be asked for."""
    BOOKING_SAID = "booking-said"
    """What was said while a place is being booked."""
    MY_PLACES = "my-places"
    """One's own appointments; ``text`` is what is to be done with them."""
    HAND_OVER = "hand-over"
    """To be handed over to an advisor; ``text`` says why (:class:`affairs.handover.handover.Reason`)."""
    TO_ADVISOR = "to-advisor"
    """What was said, or sent, in a conversation that is handed over."""
    CLAIM = "claim"
    """The application that was opened at a counter (预登记), by its code in ``text``."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish. ``text`` may be personal, and is kept out of every ``repr``."""

    kind: WishKind
    text: str = field(default="", repr=False)
    choice: int | None = None
    media_id: str = ""
    item: str = ""
    variant: str = ""
    region: str = ""
    situation: str = ""
    items: tuple[str, ...] = ()
