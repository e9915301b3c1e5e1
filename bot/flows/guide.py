"""The main step: a request answered from its guide, or the one question it still needs."""

from collections.abc import Sequence
from urllib.parse import urlencode

from bot import phrases
from bot.answers import View, worded
from bot.answers.materials import materials_depend_on_situation, situations_briefly
from bot.flows.hints import hinted
from bot.flows.request import ITSELF, Request
from bot.flows.resolve import AskRegion, AskVariant, NotThere, Ready, resolve
from bot.flows.turn import Step, Turn, offer
from bot.messages import GuideRef, Link, Reply, ReplyKind
from bot.session import Focus, Offer, Session
from knowledge.facets import Facet
from knowledge.guide import Guide, Item, ItemState, Situation
from knowledge.places import Region
from knowledge.text import normalise
from knowledge.variants import pick_situation

__all__ = ["link_to", "region_name", "tell"]

_EARLIER = 5


def tell(turn: Turn, request: Request) -> Step:
    """Answer a request whose item is certain."""
    item = turn.snapshot.catalogue.items_by_code[request.items[0]]
    if item.state is not ItemState.IN_FORCE:
        return _no_longer(turn, item, request)
    if len(request.regions) > 1:
        return _which_region(turn, item, request, request.regions, phrases.WHICH_OF_REGIONS)
    found = resolve(request, turn.snapshot.catalogue, turn.session.region, turn.setting.home)
    match found:
        case AskRegion(regions):
            return _which_region(turn, item, request, regions, phrases.WHICH_REGION.format(name=item.name))
        case AskVariant(variants):
            return _which_variant(turn, item, request, variants)
        case NotThere():
            return _not_there(turn, item, request, found)
        case Ready():
            return _ready(turn, item, request, found)


def link_to(guide: Guide) -> Link:
    """The page of the whole guide."""
    return _link(guide, guide.variant, guide.region)


def _link(guide: Guide, variant: str, region: str) -> Link:
    """The page of the item; what is not settled ('') is chosen there."""
    asked = {"region": region, "variant": variant}
    query = urlencode({key: value for key, value in asked.items() if value})
    return Link(phrases.FULL_GUIDE, f"/guides/{guide.item_code}" + (f"?{query}" if query else ""))


def region_name(turn: Turn, code: str) -> str:
    """The region's name, '' when there is none of that code."""
    region = turn.snapshot.regions.get(code)
    return region.name if region else ""


def _ready(turn: Turn, item: Item, request: Request, found: Ready) -> Step:
    situation = _situation(item, found.guide, request)
    if situation is None and _situation_matters(found.guide, request):
        return _which_situation(turn, item, request, found)
    view = _view(turn, item, found, situation)
    heading = _heading(turn, item, found, situation)
    told = worded(view, request.facets, found.settled, heading)
    text = _with_gaps(told.text, request, found)
    if found.instead_of:
        other = region_name(turn, found.place)
        named = region_name(turn, found.instead_of)
        text = f"{phrases.REGION_FALLBACK.format(region=named, other=other)}\n{text}"
    guide, confidence = found.guide, next(iter(request.confidences), 1.0)
    place = found.place if found.region_settled else ""
    ref = GuideRef(guide.item_code, item.name, place, guide.variant if found.variant_settled else "", confidence)
    facets = tuple(each.value for each in request.facets)
    links = (
        _link(guide, guide.variant if found.variant_settled else "", guide.region if found.region_settled else ""),
    )
    reply = Reply(ReplyKind.ANSWER, text, guides=(ref,), facets=facets, links=links)
    focus = _focus(found, request, situation)
    session = _focused(turn.session, focus).changed(rest=tuple(told.rest) + turn.session.rest)
    return Step(reply, session, "answered", shown=(item.code,), confidence=confidence)


def _with_gaps(text: str, request: Request, found: Ready) -> str:
    """What was left out because it differs by district is said to be so."""
    following = (Facet.PLACE, Facet.PHONE) if request.facets else (Facet.MATERIALS, Facet.PLACE)
    gaps = [phrases.TITLES[each.value] for each in following if each not in found.settled]
    if not gaps or found.region_settled:
        return text
    return f"{text}\n{phrases.WHICH_REGION_MATTERS.format(titles='、'.join(gaps))}"


def _situation(item: Item, guide: Guide, request: Request) -> Situation | None:
    named = next((each for each in guide.situations if each.name == request.situation), None)
    if named or not guide.situations:
        return named
    said = request.text
    for name in (guide.variant, item.name):
        said = said.replace(normalise(name), " ") if name else said
    return pick_situation(said, guide.situations, (item.name, *item.aliases)) if said.strip() else None


def _situation_matters(guide: Guide, request: Request) -> bool:
    if Facet.MATERIALS not in request.facets or request.situation == ITSELF:
        return False
    return materials_depend_on_situation(guide) and not situations_briefly(guide)


def _view(turn: Turn, item: Item, found: Ready, situation: Situation | None) -> View:
    near: list[Region] = []
    tree = turn.snapshot.regions
    asked = tree.get(found.place) if found.place != found.guide.region else None
    if asked:
        above = [each for each in tree.ancestors(asked.code) if each.code != found.guide.region]
        covered = {each.code for each in tree.ancestors(found.guide.region)}
        near = [each for each in (asked, *above) if each.code not in covered]
    names = tuple(name for each in near for name in (each.name, *each.aliases))
    return View(
        item,
        found.guide,
        turn.now,
        situation,
        names,
        frozenset(each.code for each in near),
        turn.understanding.day,
        turn.setting.calendar,
    )


def _heading(turn: Turn, item: Item, found: Ready, situation: Situation | None) -> str:
    variant = found.guide.variant if found.variant_settled else ""
    region = region_name(turn, found.guide.region) if found.region_settled else ""
    parts = (item.name, variant, situation.name if situation else "", region)
    return phrases.HEADING.format(name="·".join(part for part in parts if part))


def _focus(found: Ready, request: Request, situation: Situation | None) -> Focus:
    variant = (found.guide.variant or request.variant) if found.variant_settled else ""
    facets = tuple(each.value for each in request.facets)
    place = found.place if found.region_settled else ""
    return Focus(found.guide.item_code, variant, situation.name if situation else "", place, facets)


def _focused(session: Session, focus: Focus) -> Session:
    before = [each for each in (session.focus, *session.earlier) if each and _apart(each, focus)]
    return session.changed(
        focus=focus, earlier=tuple(dict.fromkeys(before))[:_EARLIER], offers=(), pending=None, misses=0
    )


def _apart(one: Focus, other: Focus) -> bool:
    """Whether they are of different guides, so that one can go back from the other."""
    return one.item_code != other.item_code or bool(one.region and other.region and one.region != other.region)


def _which_variant(turn: Turn, item: Item, request: Request, variants: Sequence[str]) -> Step:
    fitting = hinted(request.text, item.name, variants)
    offers = [Offer("variant", name or ITSELF, name or item.name) for name in fitting]
    return offer(
        turn, phrases.WHICH_VARIANT.format(name=item.name), offers, pending=request.focus(), guides=_refs(item)
    )


def _which_region(turn: Turn, item: Item, request: Request, regions: Sequence[str], text: str) -> Step:
    named = [Offer("region", code, _full_name(turn, code, regions)) for code in regions]
    offers = [each for each in named if each.label]
    return offer(turn, text, offers, pending=request.focus(), guides=_refs(item))


def _which_situation(turn: Turn, item: Item, request: Request, found: Ready) -> Step:
    offers = [Offer("situation", each.name, each.name) for each in found.guide.situations]
    pending = Request((item.code,), found.guide.variant or request.variant, "", found.place, request.facets).focus()
    return offer(turn, phrases.WHICH_SITUATION.format(name=item.name), offers, pending=pending, guides=_refs(item))


def _not_there(turn: Turn, item: Item, request: Request, found: NotThere) -> Step:
    if not found.regions:
        return _unpublished(turn, item, request)
    place = region_name(turn, found.region)
    if found.variant:
        text = phrases.NO_VARIANT_IN_REGION.format(region=place, variant=found.variant)
    else:
        text = phrases.NOT_IN_REGION.format(region=place, name=item.name)
    return _which_region(turn, item, request, found.regions, text + phrases.DONE_ELSEWHERE)


def _unpublished(turn: Turn, item: Item, request: Request) -> Step:
    """An item of the directory that has no guide: named, so that the citizen knows it exists and whom to ask.

    The knowledge desk counts it as not answered: a guide is missing.
    """
    by = phrases.BY_DEPARTMENT.format(department=item.department) if item.department else ""
    text = phrases.NO_GUIDE_AT_ALL.format(name=item.name, by=by) + phrases.ASK_AT_WINDOW
    session = _focused(turn.session, Focus(item.code, facets=tuple(each.value for each in request.facets)))
    return Step(Reply(ReplyKind.ANSWER, text, guides=_refs(item)), session, "declined", shown=(item.code,))


def _no_longer(turn: Turn, item: Item, request: Request) -> Step:
    """An item that is abolished, merged or suspended: what became of it, and what to ask instead."""
    catalogue = turn.snapshot.catalogue
    text = item.state_note or phrases.STATE[item.state.value].format(name=item.name)
    heirs = [catalogue.items_by_code[code] for code in item.successors if code in catalogue.items_by_code]
    refs = (GuideRef(item.code, item.name),)
    session = _focused(turn.session, Focus(item.code, facets=tuple(each.value for each in request.facets)))
    if not heirs:
        return Step(Reply(ReplyKind.ANSWER, text, guides=refs), session, "answered", shown=(item.code,))
    offers = [Offer("item", heir.code, heir.name) for heir in heirs]
    pending = Focus("", region=request.region, facets=tuple(each.value for each in request.facets))
    turned = turn.with_session(session)
    shown = f"{text}\n{phrases.SUCCESSORS}"
    return offer(turned, shown, offers, pending=pending, kind=ReplyKind.ANSWER, guides=refs, outcome="answered")


def _refs(item: Item) -> tuple[GuideRef, ...]:
    return (GuideRef(item.code, item.name),)


def _full_name(turn: Turn, code: str, among: Sequence[str]) -> str:
    """The name, with its parent's where two of the options are called the same."""
    name = region_name(turn, code)
    if sum(region_name(turn, other) == name for other in among) < 2:
        return name
    parent = next(iter(turn.snapshot.regions.ancestors(code)), None)
    return f"{parent.name}{name}" if parent else name
