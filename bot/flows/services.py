"""Progress, booking, applying: what this installation cannot do yet is said plainly.

A later flow takes an intent over by its switch in :class:`bot.capabilities.Capabilities`.
"""

from dataclasses import replace

from affairs.applications.numbers import number_in
from bot import phrases
from bot.answers.places import masked, plain
from bot.flows import apply as online
from bot.flows.asks import Lookup
from bot.flows.human import focus_guide
from bot.flows.items import answer_all
from bot.flows.request import Request, requests_of
from bot.flows.turn import Step, Turn, say
from knowledge.facets import Facet
from knowledge.guide import Guide

__all__ = ["apply", "booking", "looked_up", "progress"]


def progress(turn: Turn) -> Step:
    """The state of one's cases, or of the one whose number was typed; where to ask, where that cannot be told here."""
    guide = focus_guide(turn)
    phones = [plain(phone) for phone in guide.phones if not masked(phone)] if guide else []
    name = turn.snapshot.catalogue.items_by_code[guide.item_code].name if guide else ""
    ask = phrases.PROGRESS_PHONES.format(name=name, phones="、".join(phones[:3])) if phones else ""
    if turn.setting.capabilities.progress:
        return looked_up(turn, number_in(turn.understanding.text) or "", ask)
    return say(turn, "\n".join(filter(None, (phrases.PROGRESS, ask))))


def looked_up(turn: Turn, application_no: str, otherwise: str = "") -> Step:
    """The state of one case, or of all of the person's; options that were open stay so."""
    return replace(say(turn, phrases.APOLOGY), asks=Lookup(application_no, otherwise))


def booking(turn: Turn) -> Step:
    """That places cannot be booked here; of a known item, where and when to go."""
    request, told = _subject(turn), phrases.BOOKING
    if turn.setting.capabilities.booking:
        told = phrases.NO_BOOKING
    if request is None:
        return say(turn, told)
    step = _answered(turn, replace(request, facets=(Facet.PLACE, Facet.HOURS, Facet.PHONE)))
    return _prefixed(step, told) if step.outcome == "answered" else step


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
