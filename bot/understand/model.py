"""The result of understanding: a frozen value."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.facets import Facet
from knowledge.guide import Item, Variant
from knowledge.match import MatchResult
from knowledge.places import Region

__all__ = ["Intent", "Understanding"]


class Intent(StrEnum):
    """What the message is for."""

    ASK = "ask"
    """A question about an item; also anything else with a subject of its own."""
    FACET = "facet"
    """A follow-up without a subject: it is about the guide being spoken of."""
    PICK = "pick"
    """A number, an ordinal or the words of an option; ``pick`` None = no such option."""
    REGION = "region"
    """Only a district is named."""
    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    RESTART = "restart"
    BACK = "back"
    MORE = "more"
    HUMAN = "human"
    PROGRESS = "progress"
    BOOKING = "booking"
    APPLY = "apply"
    COMPLAINT = "complaint"
    CENTRE = "centre"
    """Address, phone or opening hours of the service centre itself."""
    DIRECTORY = "directory"
    EMERGENCY = "emergency"
    ABUSE = "abuse"
    INJECTION = "injection"
    OTHERS_DATA = "others_data"
    """Somebody else's personal data is asked for."""
    ELSEWHERE = "elsewhere"
    """The business of another city; ``elsewhere`` names it."""
    CHITCHAT = "chitchat"
    OUT_OF_SCOPE = "out_of_scope"
    EMPTY = "empty"
    YES = "yes"
    NO = "no"
    ALL = "all"
    """都要: every option."""
    UNSURE = "unsure"
    """不知道, 都行: no choice is made."""
    UNCLEAR = "unclear"
    """Options wait, and the words pick none of them and ask for nothing else."""
    PERSONAL = "personal"
    """Nothing but a number that belongs to a person: identity card, telephone."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message (or one of its questions), understood.

    ``text`` is normalised. ``item`` is set when the match is sure enough to answer.
    ``region`` is the one meant, ``regions`` those it may be when ambiguous. ``pick`` is
    1-based into the session's offers. ``also`` holds further questions, or further picks,
    of the same message. ``day`` is the day opening hours are asked for.
    """

    intent: Intent
    text: str = ""
    match: MatchResult | None = None
    item: Item | None = None
    variant: Variant | None = None
    situation: str = ""
    region: Region | None = None
    regions: tuple[Region, ...] = ()
    facets: tuple[Facet, ...] = ()
    pick: int | None = None
    elsewhere: str = ""
    also: tuple["Understanding", ...] = ()
    day: date | None = None
