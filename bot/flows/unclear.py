"""Replies that settle nothing: 不知道, 都行, and words that fit none of the options."""

from collections.abc import Sequence
from dataclasses import replace

from bot import phrases
from bot.answers.places import masked, plain
from bot.flows.examples import example
from bot.flows.guide import tell
from bot.flows.items import decline
from bot.flows.request import ITSELF, Request
from bot.flows.turn import Step, Turn, offer, say
from bot.messages import ReplyKind
from bot.session import REASKED
from bot.understand import narrowed
from knowledge.facets import Facet
from knowledge.guide import Guide

__all__ = ["asked_again", "none_of_kinds", "unclear", "unsure"]


def unclear(turn: Turn) -> Step:
    """The options once more, kindly; without options, that it could not be read."""
    if not turn.session.offers:
        return _about_focus(turn) if turn.understanding.match else _unreadable(turn)
    session = turn.session
    if fewer := narrowed(turn.understanding.text, session.offers):
        return offer(turn, str(session.data.get("menu", "")), fewer, pending=session.pending)
    return asked_again(turn, phrases.NOT_AMONG)


def _unreadable(turn: Turn) -> Step:
    text = phrases.UNREADABLE.format(example=example(turn.snapshot))
    return say(turn, text, kind=ReplyKind.DECLINED, outcome="declined")


def _about_focus(turn: Turn) -> Step:
    """Something about the guide in focus that it does not tell: who can do it, and whom to ask."""
    focus, item = turn.session.focus, turn.understanding.item
    known = turn.snapshot.catalogue.items_by_code.get(focus.item_code) if focus else None
    if focus is None or known is None:
        return _unreadable(turn)
    if item is None:
        return _which_subject(turn, known.name)
    request = replace(Request.of_focus(focus, turn.understanding.text), facets=(Facet.CONDITIONS, Facet.PHONE))
    step = tell(turn, request)
    if step.outcome != "answered":
        return step
    return replace(step, reply=replace(step.reply, text=f"{phrases.NOT_SAID}\n{step.reply.text}"))


def _which_subject(turn: Turn, name: str) -> Step:
    """Not understood in mid-talk: what can be asked; the second time in a row as any miss."""
    if turn.session.misses:
        return decline(turn)
    counted = turn.with_session(turn.session.changed(misses=1))
    text = phrases.NOT_SURE_ABOUT.format(name=name, example=example(turn.snapshot))
    return say(counted, text, kind=ReplyKind.DECLINED, outcome="declined")


def unsure(turn: Turn) -> Step:
    """Who does not know gets all of it where that is short, else where to ask."""
    session, pending = turn.session, turn.session.pending
    if not session.offers:
        item = turn.snapshot.catalogue.items_by_code.get(session.focus.item_code) if session.focus else None
        if item:
            return say(turn, phrases.ASK_ON.format(name=item.name))
        return say(turn, phrases.TAKE_YOUR_TIME.format(example=example(turn.snapshot)))
    kind = session.offers[0].kind
    if kind == "situation" and pending and pending.item_code in turn.snapshot.catalogue.items_by_code:
        request = Request(
            (pending.item_code,), pending.variant, ITSELF, pending.region, Request.of_focus(pending).facets
        )
        return tell(turn.with_session(session.changed(offers=(), pending=None)), request)
    lead = {"region": phrases.UNSURE_REGION, "variant": phrases.UNSURE_KIND}.get(kind, phrases.UNSURE_ITEM)
    return asked_again(turn, "\n".join(filter(None, (lead, _by_phone(turn) if kind == "variant" else ""))))


def asked_again(turn: Turn, lead: str, *, kind: ReplyKind = ReplyKind.CHOICES, outcome: str = "clarified") -> Step:
    """The options that are open, after a sentence; what was asked about them is kept."""
    session = turn.session
    menu = str(session.data.get("menu", ""))
    step = offer(turn, f"{lead}\n{menu}" if menu else lead, session.offers, pending=session.pending, kind=kind)
    data = {**step.session.data, "menu": menu, REASKED: 1}
    return Step(step.reply, step.session.changed(data=data), outcome, shown=step.shown)


def none_of_kinds(turn: Turn) -> Step:
    """None of the sub-items or situations fits: who can tell; the item stays in hand."""
    session = turn.session
    if session.offers[0].kind == "region":
        return say(turn, phrases.NO_OTHER_REGION, kind=ReplyKind.DECLINED)
    cleared = session.changed(offers=(), pending=None, focus=session.pending or session.focus)
    text = "\n".join(filter(None, (phrases.NONE_OF_KINDS, _by_phone(turn) or phrases.ASK_AT_WINDOW)))
    return say(turn.with_session(cleared), text, kind=ReplyKind.DECLINED, outcome="corrected")


def _by_phone(turn: Turn) -> str:
    """Numbers of the item's guides here, at most three."""
    pending = turn.session.pending
    if pending is None:
        return ""
    guides: Sequence[Guide] = turn.snapshot.catalogue.guides_by_item.get(pending.item_code, ())
    near = set(turn.snapshot.catalogue.ancestry(pending.region or turn.session.region or turn.setting.home))
    here = [guide for guide in guides if guide.region in near] or guides[:1]
    phones = dict.fromkeys(plain(phone) for guide in here for phone in guide.phones if not masked(phone))
    return phrases.ASK_BY_PHONE.format(phones="、".join(list(phones)[:3])) if phones else ""
