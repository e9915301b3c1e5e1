"""Progress, booking, applying: what this installation cannot do yet is said plainly.

A later flow takes an intent over by its switch in :class:`bot.capabilities.Capabilities`.
"""

from dataclasses import replace

from bot import phrases
from bot.answers.places import masked, plain
from bot.flows import apply as online
from bot.flows.human import focus_guide
from bot.flows.items import answer_all
from bot.flows.request import Request, requests_of
from bot.flows.turn import Step, Turn, say
from knowledge.facets import Facet
from knowledge.guide import Guide

__all__ = ["apply", "booking", "progress"]


def progress(turn: Turn) -> Step:
    """Where the state of one's case can be asked."""
    guide = focus_guide(turn)
    lines = [phrases.PROGRESS]
    if guide and (phones := [plain(phone) for phone in guide.phones if not masked(phone)]):
        name = turn.snapshot.catalogue.items_by_code[guide.item_code].name
        lines.append(phrases.PROGRESS_PHONES.format(name=name, phones="、".join(phones[:3])))
    return say(turn, "\n".join(lines))


def booking(turn: Turn) -> Step:
    """That places cannot be booked here; of a known item, where and when to go."""
    request = _subject(turn)
    if request is None:
        return say(turn, phrases.BOOKING)
    step = _answered(turn, replace(request, facets=(Facet.PLACE, Facet.HOURS, Facet.PHONE)))
    return _prefixed(step, phrases.BOOKING)


def apply(turn: Turn) -> Step:
    """Begin here where there is a form; else the guide's own address to apply at, or the window, then the guide."""
    request = _subject(turn)
    if request is None:
        return say(turn, phrases.APPLY + phrases.APPLY_WINDOW)
    if turn.setting.capabilities.apply:
        if online.can_begin(turn, request):
            return online.begin(turn, request)
        if len(request.items) != 1:
            return _answered(turn, request)
    step = _answered(turn, request)
    if step.outcome != "answered":
        return step
    guide = focus_guide(turn.with_session(step.session))
    return _prefixed(step, _how_to_apply(guide))


def _how_to_apply(guide: Guide | None) -> str:
    if guide and guide.online_url:
        return phrases.APPLY + phrases.APPLY_ONLINE.format(url=guide.online_url)
    return phrases.APPLY + phrases.APPLY_WINDOW


def _subject(turn: Turn) -> Request | None:
    understanding = turn.understanding
    if understanding.item or (understanding.match and understanding.match.candidates and not turn.session.focus):
        request = requests_of(understanding, turn.session)[0]
        if request.items:
            return request
    return Request.of_focus(turn.session.focus) if turn.session.focus else None


def _answered(turn: Turn, request: Request) -> Step:
    return answer_all(turn.with_session(turn.session.changed(offers=(), pending=None, rest=())), (request,))


def _prefixed(step: Step, sentence: str) -> Step:
    return replace(step, reply=replace(step.reply, text=f"{sentence}\n{step.reply.text}"))
