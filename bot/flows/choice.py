"""Options: picking one, and going on with what was asked before."""

from dataclasses import asdict, replace
from typing import Any

from bot import phrases
from bot.flows import directory, region
from bot.flows.examples import example
from bot.flows.human import reach
from bot.flows.items import NONE, QUEUED, answer_all, correct
from bot.flows.request import Request
from bot.flows.turn import Step, Turn, say
from bot.session import Focus, Offer, Session
from knowledge.facets import Facet
from knowledge.variants import pick_variant

__all__ = ["pick", "previous_menu", "remember_menu"]

_BACK_STEPS = 5


def pick(turn: Turn, number: int | None) -> Step:
    """Take option ``number`` (from 1), whatever it stands for."""
    if not turn.session.offers and turn.session.data.get("back"):
        turn = turn.with_session(previous_menu(turn.session))
    offers = turn.session.offers
    if not offers:
        return say(turn, phrases.NO_OPTIONS.format(example=example(turn.snapshot)))
    if number is None or not 1 <= number <= len(offers):
        return say(turn, phrases.NO_SUCH_OPTION.format(n=number or "?", last=len(offers)))
    chosen = offers[number - 1]
    if chosen.kind == "intent":
        return _intent(turn, chosen.value)
    if chosen.kind == "region" and not (turn.session.pending and turn.session.pending.item_code):
        cleared = turn.session.changed(offers=(), pending=None)
        return region.settle(turn.with_session(cleared), chosen.value)
    return _go_on(turn, chosen)


def remember_menu(session: Session) -> Session:
    """The session with its present options kept for one step back."""
    if not session.offers or "menu" not in session.data:
        return session
    menu: dict[str, Any] = {
        "text": session.data["menu"],
        "offers": [asdict(each) for each in session.offers],
        "pending": asdict(session.pending) if session.pending else None,
    }
    return session.changed(data={**session.data, "back": [*session.data.get("back", []), menu][-_BACK_STEPS:]})


def previous_menu(session: Session) -> Session:
    """The session with the options before open again; as it is when there were none."""
    *stack, menu = session.data.get("back") or [None]
    if menu is None:
        return session
    pending = Focus(**{**menu["pending"], "facets": tuple(menu["pending"]["facets"])}) if menu["pending"] else None
    offers = tuple(Offer(**each) for each in menu["offers"])
    data = {**session.data, "back": stack, "menu": menu["text"]}
    return session.changed(offers=offers, pending=pending, data=data)


def _go_on(turn: Turn, chosen: Offer) -> Step:
    session = turn.session
    request = _completed(turn, _before(turn), chosen)
    also = [_completed(turn, _before(turn), other) for other in _others(turn)]
    waiting = [Request.loads(each.removeprefix(QUEUED)) for each in session.rest if each.startswith(QUEUED)]
    kept = tuple(each for each in session.rest if not each.startswith(QUEUED))
    place = chosen.value if chosen.kind == "region" else session.region
    ready = remember_menu(session).changed(offers=(), pending=None, rest=kept, region=place)
    step = answer_all(turn.with_session(ready), (request, *also, *waiting))
    return replace(step, chosen=chosen.value if chosen.kind == "item" else request.items[0] if request.items else "")


def _others(turn: Turn) -> list[Offer]:
    """Further options picked in the same message (1和3)."""
    numbers = [each.pick for each in turn.understanding.also if each.pick]
    return [turn.session.offers[n - 1] for n in numbers if n <= len(turn.session.offers)]


def _before(turn: Turn) -> Request:
    """What was asked before the options came, with what the pick itself adds (第二个多少钱)."""
    understanding = turn.understanding
    request = Request.of_focus(turn.session.pending or Focus(""), turn.session.last_question)
    region = understanding.region.code if understanding.region else request.region
    return replace(request, facets=understanding.facets or request.facets, region=region)


def _completed(turn: Turn, request: Request, chosen: Offer) -> Request:
    match chosen.kind:
        case "item":
            item = turn.snapshot.catalogue.items_by_code.get(chosen.value)
            said = pick_variant(request.text, item.variants, (item.name,)) if item and request.text else None
            return replace(request, items=(chosen.value,), variant=request.variant or (said.name if said else ""))
        case "variant":
            return replace(request, variant=chosen.value)
        case "situation":
            return replace(request, situation=chosen.value)
        case "region":
            return replace(request, region=chosen.value, regions=())
        case _:
            return replace(request, facets=(Facet(chosen.value),))


def _intent(turn: Turn, value: str) -> Step:
    if value == NONE:
        return correct(turn)
    if value == "human":
        return reach(turn)
    kept = turn.with_session(remember_menu(turn.session).changed(offers=(), pending=None))
    return directory.opened(kept, value)
