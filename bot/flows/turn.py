"""What a flow is given, and what it gives back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from affairs.clock import NATIONAL, WorkCalendar
from bot import phrases
from bot.bulletin import Bulletin
from bot.capabilities import Capabilities
from bot.flows.asks import Ask
from bot.messages import Choice, GuideRef, Link, Reply, ReplyKind
from bot.session import REASKED, Focus, Offer, Session
from bot.understand import Understanding
from bot.wishes import Wish
from knowledge.snapshot import Snapshot

__all__ = ["PAGE", "Setting", "Step", "Turn", "offer", "say", "short_label"]

PAGE = 8
_LONGEST_LABEL, _LABEL_HEAD, _LABEL_TAIL = 40, 25, 14


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every conversation. ``home`` is a region's code, '' = none."""

    home: str = ""
    base_url: str = ""
    office_hours: str = ""
    capabilities: Capabilities = field(default_factory=Capabilities)
    calendar: WorkCalendar = NATIONAL
    bulletin: Bulletin = field(default_factory=Bulletin)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as understood, in its conversation."""

    understanding: Understanding
    session: Session
    snapshot: Snapshot
    now: datetime
    setting: Setting = field(default_factory=Setting)

    def with_session(self, session: Session) -> Self:
        """The same message in another state of the conversation."""
        return type(self)(self.understanding, session, self.snapshot, self.now, self.setting)


@dataclass(frozen=True, slots=True)
class Step:
    """Reply and session after one step, and what the knowledge desk is told of it.

    ``outcome`` is one of AskedQuestion's; ``shown`` item codes in order; ``chosen`` the
    item picked from options; ``confidence`` a probability. With ``asks`` the reply is what is said when the store is
    away. ``wants`` is what the application desk has to do before the step is whole; what is not ``recorded`` the
    knowledge desk is never told, for it may be personal.
    """

    reply: Reply
    session: Session
    outcome: str = "smalltalk"
    shown: tuple[str, ...] = ()
    chosen: str = ""
    confidence: float | None = None
    asks: Ask | None = None
    wants: Wish | None = None
    recorded: bool = True

    def with_session(self, session: Session) -> Self:
        """The same step, after which the conversation stands as ``session``; called in every turn, and so not by
        ``dataclasses.replace``.
        """
        return type(self)(
            self.reply,
            session,
            self.outcome,
            self.shown,
            self.chosen,
            self.confidence,
            self.asks,
            self.wants,
            self.recorded,
        )


def say(
    turn: Turn,
    text: str,
    *,
    kind: ReplyKind = ReplyKind.SMALLTALK,
    outcome: str = "smalltalk",
    links: Sequence[Link] = (),
) -> Step:
    """A sentence that leaves the conversation where it is."""
    return Step(Reply(kind, text, links=tuple(links)), turn.session, outcome)


def offer(
    turn: Turn,
    text: str,
    offers: Sequence[Offer],
    *,
    pending: Focus | None,
    kind: ReplyKind = ReplyKind.CHOICES,
    guides: Sequence[GuideRef] = (),
    links: Sequence[Link] = (),
    start: int = 0,
    outcome: str = "clarified",
) -> Step:
    """Numbered options, a page at a time; all of them can be picked by number or words."""
    page = range(start, min(start + PAGE, len(offers)))
    choices = tuple(Choice(at + 1, short_label(offers[at].label)) for at in page)
    hint = phrases.PAGE_HINT.format(total=len(offers)) if page.stop < len(offers) else ""
    kept = {key: value for key, value in turn.session.data.items() if key != REASKED}
    data: dict[str, Any] = {**kept, "menu": text, "page": page.stop}
    session = turn.session.changed(offers=tuple(offers), pending=pending, data=data)
    shown = "\n".join(filter(None, (text, hint)))
    reply = Reply(kind, shown, choices=choices, guides=tuple(guides), links=tuple(links))
    codes = tuple(guide.code for guide in guides)
    return Step(reply, session, outcome, shown=codes)


def short_label(name: str) -> str:
    """A long name without its middle: what tells names apart stands at both ends."""
    one_line = " ".join(name.split())
    if len(one_line) <= _LONGEST_LABEL:
        return one_line
    return f"{one_line[:_LABEL_HEAD]}…{one_line[-_LABEL_TAIL:]}"
