"""Where a conversation stands in its hand-over: an id and whether it was confirmed. Pure."""

from dataclasses import dataclass, replace
from typing import Self

from affairs.handover.handover import Reason
from bot.applying.place import FLOW as APPLYING
from bot.applying.place import Place as FormPlace
from bot.flows.turn import Step, Turn
from bot.handing import phrases
from bot.messages import Incoming, Kind, Reply, ReplyKind
from bot.session import Session
from bot.wishes import Wish, WishKind

__all__ = ["FLOW", "UPSET", "HandingPlace", "handing", "handover_offer", "item_asks_for_it", "to_advisor"]

FLOW = "handover"
"""The name of this flow in :attr:`bot.session.Session.flow`."""
UPSET = "upset"
"""In ``Session.data``: the citizen was displeased."""
_KEY = "handover"
_MISSES = 2
_SAID = frozenset({Kind.TEXT, Kind.IMAGE, Kind.FILE, Kind.VOICE, Kind.VIDEO, Kind.LINK, Kind.LOCATION})
_NOTHING = Reply(ReplyKind.SILENT)
_FIRST_TALK = ("先咨询", "人工咨询", "须咨询", "提前咨询")
"""What a guide says of matters that are to be talked over before anything is handed in."""


@dataclass(frozen=True, slots=True)
class HandingPlace:
    """``confirmed``: it has gone to staff. ``told``: the citizen knows that what they add is passed on."""

    id: str
    confirmed: bool = False
    told: bool = False

    def within(self, session: Session) -> Session:
        """The session with this place remembered, and no other options open."""
        kept = {"id": self.id, "confirmed": self.confirmed, "told": self.told}
        return session.changed(flow=FLOW, data={**session.data, _KEY: kept}, offers=(), pending=None, rest=(), misses=0)

    @classmethod
    def of(cls, session: Session) -> Self | None:
        """The place that a session remembers."""
        raw = session.data.get(_KEY)
        if session.flow != FLOW or not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
            return None
        return cls(raw["id"], bool(raw.get("confirmed")), bool(raw.get("told")))

    @staticmethod
    def left(session: Session) -> Session:
        """The session without it; a form that was open before is open again."""
        data = {key: value for key, value in session.data.items() if key not in {_KEY, UPSET}}
        left = session.changed(flow="", data=data, offers=(), pending=None, rest=())
        return left.changed(flow=APPLYING) if "apply" in data else left


def to_advisor(incoming: Incoming, session: Session) -> Step | None:
    """What is said while a hand-over is under way goes to the advisor, unless it is a menu key or a code."""
    if session.flow != FLOW or incoming.kind not in _SAID:
        return None
    words = incoming.text.encode("utf-8", "replace").decode()
    wish = Wish(WishKind.TO_ADVISOR, words, choice=incoming.choice, media_id=incoming.media_id)
    return Step(_NOTHING, session, wants=wish, recorded=False)


def handing(turn: Turn) -> Step:
    """To be handed over, with what was spoken of."""
    session, focus = turn.session, turn.session.focus
    form = FormPlace.of(session)
    wish = Wish(
        WishKind.HAND_OVER,
        _reason(session, stuck=form is not None),
        item=form.item if form else focus.item_code if focus else "",
        variant=form.variant if form else focus.variant if focus else "",
        situation=form.situation if form else focus.situation if focus else "",
        region=(focus.region if focus else "") or session.region or turn.setting.home,
    )
    return Step(_NOTHING, session, "handover", wants=wish)


def handover_offer(turn: Turn) -> tuple[str, ...]:
    """That one can be handed over, where that is so."""
    return (phrases.OFFER,) if turn.setting.capabilities.advisors else ()


def item_asks_for_it(turn: Turn, step: Step) -> Step:
    """After the guide of a matter that has to be talked over first: how to reach somebody who does."""
    focus = step.session.focus
    if step.outcome != "answered" or focus is None or step.shown != (focus.item_code,):
        return step
    region = focus.region or step.session.region or turn.setting.home
    guide = turn.snapshot.catalogue.guide_for(focus.item_code, focus.variant, region)
    if guide is None or not any(each in guide.consultation or each in guide.notes for each in _FIRST_TALK):
        return step
    return replace(step, reply=replace(step.reply, text=f"{step.reply.text}\n{phrases.ITEM_OFFER}"))


def _reason(session: Session, *, stuck: bool) -> str:
    if stuck:
        return Reason.STUCK
    if session.data.get(UPSET):
        return Reason.FRUSTRATED
    return Reason.MISSED if session.misses >= _MISSES else Reason.ASKED
