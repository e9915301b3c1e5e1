"""Online application in the conversation, as far as it is pure: what is wished of the desk, and when."""

from dataclasses import replace

from bot.applying import phrases
from bot.applying.commands import asks, code_in, is_resume
from bot.applying.place import FLOW
from bot.flows.matter_words import said
from bot.flows.request import Request
from bot.flows.turn import Step, Turn
from bot.messages import Choice, Incoming, Kind, Reply, ReplyKind
from bot.session import Session
from bot.understand import Intent, Understanding
from bot.wishes import Wish, WishKind
from knowledge.snapshot import Snapshot

__all__ = ["back_to_form", "begin", "can_begin", "offered", "wished", "wishing"]

SCENE = "pre:"
ONLINE = "online"
"""In ``Session.data``: the item whose last answer offered the online application as option 1."""
_MEDIA = frozenset({Kind.IMAGE, Kind.FILE})
_PICKS = frozenset({"1", phrases.ONLINE, "1.", "1、"})
_NOTHING = Reply(ReplyKind.SILENT)
# What is not an answer to a question of the form, however it is said.
_OTHERWISE = frozenset(
    {"人工", "转人工", "客服", "重新开始", "从头开始", "更多", "目录", "帮助", "大厅", "电话", "投诉"}
)


def wishing(session: Session, wish: Wish) -> Step:
    """A step that is answered by the desk alone."""
    return Step(_NOTHING, session, wants=wish, recorded=False)


def wished(incoming: Incoming, session: Session) -> Wish | None:
    """What a message wants of the desk before anything else is made of it; None for all that is not its business."""
    if code := _code(incoming):
        return Wish(WishKind.CLAIM, code)
    if session.flow != FLOW:
        return _outside(incoming, session) if incoming.kind is Kind.TEXT else None
    if incoming.kind in _MEDIA and incoming.media_id:
        return Wish(WishKind.SAID, media_id=incoming.media_id)
    if incoming.kind is not Kind.TEXT or _is_otherwise(incoming, session):
        return None
    # Half a character cannot be kept: no phone sends one, but whoever forges a message might.
    words = incoming.text.encode("utf-8", "replace").decode()
    return Wish(WishKind.SAID, words, choice=incoming.choice)


def _code(incoming: Incoming) -> str:
    """The code of a pre-registration, typed or scanned; '' without one."""
    if incoming.kind is Kind.TEXT:
        return code_in(incoming.text)
    scanned = incoming.kind in {Kind.SCAN, Kind.SUBSCRIBE} and incoming.event_key.startswith(SCENE)
    return incoming.event_key.removeprefix(SCENE)[:40] if scanned else ""


def _outside(incoming: Incoming, session: Session) -> Wish | None:
    if is_resume(incoming.text):
        return Wish(WishKind.RESUME)
    focus = session.focus
    if focus and not session.offers and session.data.get(ONLINE) == focus.item_code:
        picks = incoming.choice == 1 if incoming.choice is not None else incoming.text.strip() in _PICKS
        return wish_for(Request.of_focus(focus), session.region) if picks else None
    return None


def _is_otherwise(incoming: Incoming, session: Session) -> bool:
    """Whether words in mid-form are for the rest of the bot: questions, complaints, a person, options of an answer."""
    words = incoming.text.strip()
    return words.rstrip("。！!") in _OTHERWISE or bool(session.offers) or asks(words) or said(words) is not None


def wish_for(request: Request, region: str) -> Wish:
    """To begin with what was asked for."""
    variant = request.variant if request.variant != "-" else ""
    return Wish(
        WishKind.BEGIN,
        item=request.items[0],
        variant=variant,
        region=request.region or region,
        situation=request.situation,
    )


def can_begin(turn: Turn, request: Request) -> bool:
    """Whether the one item that is asked for can be applied for here."""
    return len(request.items) == 1 and _has_form(turn.snapshot, turn, request.items[0], request.variant)


def begin(turn: Turn, request: Request) -> Step:
    """Begin with it, in the district that is meant."""
    return wishing(turn.session, wish_for(request, turn.session.region or turn.setting.home))


def offered(turn: Turn, step: Step) -> Step:
    """A guide's answer with the online application as an option, where there is a form."""
    focus = step.session.focus
    if step.reply.kind is not ReplyKind.ANSWER or step.outcome != "answered" or step.reply.choices or focus is None:
        return step
    shown = step.shown == (focus.item_code,) and step.session.flow != FLOW
    if not shown or not _has_form(turn.snapshot, turn, focus.item_code, focus.variant):
        return step
    if step.reply.facets and turn.session.data.get(ONLINE) == focus.item_code:
        return step  # said already, and a follow-up is answered shortly; the words work all the same
    data = {**step.session.data, ONLINE: focus.item_code}
    reply = replace(step.reply, choices=(Choice(1, phrases.ONLINE),))
    return replace(step, reply=reply, session=step.session.changed(data=data))


def back_to_form(understanding: Understanding, step: Step) -> Step:
    """After an answer to something else in mid-form, the open question is to be asked again."""
    still = step.wants is None and step.session.flow == FLOW and not step.session.offers and not step.session.rest
    if not still or understanding.intent is Intent.MORE:
        return step
    return replace(step, wants=Wish(WishKind.ASK_AGAIN))


def _has_form(snapshot: Snapshot, turn: Turn, code: str, variant: str) -> bool:
    named = variant if variant != "-" else ""
    return snapshot.catalogue.form_for(code, turn.now.date(), named) is not None
