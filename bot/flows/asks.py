"""What a reply still needs from outside the conversation. Values."""

from dataclasses import dataclass, field

__all__ = ["Ask", "Follow", "HallAsk", "Leave", "Lookup", "MattersAsk"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The person's cases, or the one of ``application_no``.

    ``otherwise`` is where else to ask, for those whom we do not know.
    """

    application_no: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class HallAsk:
    """The person's tickets in the hall; with ``venue`` they check in there first."""

    venue: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """No more subscriptions."""


@dataclass(frozen=True, slots=True)
class Follow:
    """To be told what comes next in a project."""


@dataclass(frozen=True, slots=True)
class MattersAsk:
    """The person's complaints and suggestions; with ``content`` that one is sent first (``kind``: which it is)."""

    kind: str = ""
    content: str = field(default="", repr=False)


Ask = Lookup | HallAsk | Leave | Follow | MattersAsk
