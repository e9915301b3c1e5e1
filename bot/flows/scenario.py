"""A situation of life (开饭店, 孩子出生): the items it takes, in the order they are done."""

from dataclasses import replace

from bot import phrases
from bot.flows.turn import Step, Turn, offer
from bot.messages import GuideRef
from bot.session import Focus, Offer
from bot.understand import Understanding
from knowledge.learning import Scenario
from knowledge.match import Decision
from knowledge.text import normalise

__all__ = ["scenario", "scenario_of"]

_FEWEST = 2
"""Items that make a situation more than an item."""


def scenario_of(turn: Turn) -> Scenario | None:
    """The situation that the whole message names; None when it asks for one item by its own name,
    for a facet, or for several things at once.
    """
    understanding = turn.understanding
    if understanding.also or understanding.facets or understanding.variant or understanding.situation:
        return None
    found = turn.snapshot.scenarios.find(understanding.text)
    if found is None or len(_codes(turn, found)) < _FEWEST or _names_an_item(turn, understanding):
        return None
    return found


def scenario(turn: Turn, found: Scenario) -> Step:
    """Its items as options, each with why; the one that the words matched best stands first among the guides."""
    items = turn.snapshot.catalogue.items_by_code
    codes = _codes(turn, found)
    offers = [
        Offer("item", step.item, f"{items[step.item].name}：{step.why}" if step.why else items[step.item].name)
        for step in found.steps
        if step.item in codes
    ]
    meant = turn.understanding.item.code if turn.understanding.item else ""
    guides = [GuideRef(code, items[code].name) for code in sorted(codes, key=lambda code: code != meant)]
    text = phrases.SCENARIO.format(name=found.name, count=len(offers)) + (f"\n{found.note}" if found.note else "")
    region = turn.understanding.region.code if turn.understanding.region else ""
    step = offer(turn, text, offers, pending=Focus("", region=region), guides=guides)
    return replace(step, session=step.session.changed(misses=0))


def _codes(turn: Turn, found: Scenario) -> tuple[str, ...]:
    known = turn.snapshot.catalogue.items_by_code
    return tuple(dict.fromkeys(step.item for step in found.steps if step.item in known))


def _names_an_item(turn: Turn, understanding: Understanding) -> bool:
    """Whether the best match was found by nearly the very words of the message."""
    match = understanding.match
    if match is None or match.decision is not Decision.ANSWER or not match.candidates:
        return False
    return normalise(match.candidates[0].phrase) in {match.query, normalise(understanding.text)}
