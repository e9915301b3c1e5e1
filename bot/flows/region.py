"""Which district: said, picked, or told by a shared location."""

from collections.abc import Sequence
from dataclasses import replace

from bot import phrases
from bot.flows.examples import example
from bot.flows.guide import region_name, tell
from bot.flows.request import Request
from bot.flows.turn import Step, Turn, offer, say
from bot.session import Focus, Offer
from knowledge.places import Region

__all__ = ["located", "named", "settle"]


def named(turn: Turn) -> Step:
    """Only a district was named: it is remembered, and what waited for it is answered."""
    understanding = turn.understanding
    if understanding.region is None:
        return _which(turn, understanding.regions)
    return settle(turn, understanding.region.code)


def settle(turn: Turn, code: str, confirm: str = "") -> Step:
    """Remember the district; answer the pending question, or the last one again, for it."""
    session = turn.session.changed(region=code)
    turn = turn.with_session(session)
    subject = _subject(turn)
    if subject:
        request = replace(Request.of_focus(subject, session.last_question), region=code, regions=())
        step = tell(turn.with_session(session.changed(offers=(), pending=None)), request)
        return _confirmed(step, confirm)
    if session.offers and "menu" in session.data:
        pending = replace(session.pending or Focus(""), region=code)
        noted = confirm or phrases.REGION_NOTED.format(region=region_name(turn, code))
        return _confirmed(offer(turn, session.data["menu"], session.offers, pending=pending), noted)
    set_text = phrases.REGION_SET.format(region=region_name(turn, code), example=example(turn.snapshot))
    return say(turn, confirm or set_text)


def located(turn: Turn, latitude: float | None, longitude: float | None, place: str) -> Step:
    """A shared location: the district its address names, else the nearest one."""
    tree = turn.snapshot.regions
    meant: Sequence[Region] = tree.named(place, turn.setting.home) if place else ()
    found = meant[0] if len(meant) == 1 else None
    if found is None and latitude is not None and longitude is not None:
        found = tree.nearest(latitude, longitude)
    if found is None and meant:
        return _which(turn, meant)
    if found is None:
        children = tree.children(turn.setting.home) or tree.children("")
        named_one = next(iter(children), None)
        text = phrases.REGION_UNKNOWN.format(example=named_one.name) if named_one else phrases.REGION_UNKNOWN_BARE
        return say(turn, text)
    return settle(turn, found.code, phrases.REGION_PICKED.format(region=found.name))


def _subject(turn: Turn) -> Focus | None:
    pending = turn.session.pending
    if pending and pending.item_code:
        return pending
    return None if turn.session.offers else turn.session.focus


def _which(turn: Turn, regions: Sequence[Region]) -> Step:
    if not regions:
        return say(turn, phrases.REGION_UNKNOWN_BARE)
    tree = turn.snapshot.regions
    above = {each.code: next(iter(tree.ancestors(each.code)), None) for each in regions}
    offers = [Offer("region", each.code, _path_name(above[each.code], each)) for each in regions]
    return offer(turn, phrases.WHICH_OF_REGIONS, offers, pending=_subject(turn))


def _path_name(parent: Region | None, region: Region) -> str:
    return f"{parent.name}{region.name}" if parent else region.name


def _confirmed(step: Step, confirm: str) -> Step:
    if not confirm:
        return step
    return replace(step, reply=replace(step.reply, text=f"{confirm}\n{step.reply.text}"))
