"""Reaching a person: the centre's phone, the window, the 12345 line."""

from collections.abc import Sequence
from dataclasses import replace

from bot import phrases
from bot.answers.places import masked, plain
from bot.flows.turn import Step, Turn, say
from bot.handing.place import handing
from bot.messages import ReplyKind
from knowledge.guide import Guide
from knowledge.places import Venue

__all__ = ["centre_of", "focus_guide", "reach", "ways"]


def reach(turn: Turn) -> Step:
    """To be handed over to an advisor; where there are none, how else to reach a person."""
    if turn.setting.capabilities.advisors:
        return handing(turn)
    text = "\n".join((phrases.HUMAN_HONEST + phrases.HUMAN, *ways(turn)))
    step = say(turn, text, kind=ReplyKind.HANDOVER, outcome="handover")
    return Step(step.reply, turn.session.changed(misses=0), "handover", shown=step.shown)


def ways(turn: Turn) -> list[str]:
    """A line for each way that is really there, the surest last."""
    lines: list[str] = []
    guide = focus_guide(turn)
    if guide and (phones := [plain(phone) for phone in guide.phones if not masked(phone)]):
        name = turn.snapshot.catalogue.items_by_code[guide.item_code].name
        lines.append(phrases.HUMAN_ITEM.format(name=name, phones="、".join(phones[:3])))
    centre = centre_of(turn)
    if centre and centre.phones:
        lines.append(phrases.HUMAN_CENTRE.format(name=centre.name, phones="、".join(map(plain, centre.phones))))
    if centre and centre.address:
        lines.append(phrases.HUMAN_WINDOW.format(address=plain(centre.address)))
    hours = (centre.hours_text if centre else "") or turn.setting.office_hours
    if hours:
        lines.append(phrases.HUMAN_HOURS.format(hours=plain(hours)))
    return [*lines, phrases.HUMAN_HOTLINE]


def centre_of(turn: Turn) -> Venue | None:
    """The centre nearest in the tree to the asked or remembered district, else the main one; where
    no centre is on record, the hall that the district's guides send people to.
    """
    catalogue = turn.snapshot.catalogue
    asked = turn.understanding.region.code if turn.understanding.region else turn.session.region or turn.setting.home
    places = [place for place in catalogue.ancestry(asked) if place]
    centres = {centre.region: centre for centre in reversed(catalogue.centres())}
    for place in places:
        if place in centres:
            return centres[place]
    return next(iter(catalogue.centres()), None) or _hall(turn, places)


def _hall(turn: Turn, places: Sequence[str]) -> Venue | None:
    halls = turn.snapshot.catalogue.halls
    place = next((place for place in places if place in halls), None)
    if place is None:
        return None
    region = turn.snapshot.regions.get(place)
    name = phrases.HALL_OF.format(region=region.name if region else "")
    return replace(halls[place], name=name, windows="", phones=())


def focus_guide(turn: Turn) -> Guide | None:
    """The guide that is being spoken of, if one is certain."""
    focus = turn.session.focus
    if focus is None:
        return None
    region = focus.region or turn.session.region or turn.setting.home
    return turn.snapshot.catalogue.guide_for(focus.item_code, focus.variant, region)
