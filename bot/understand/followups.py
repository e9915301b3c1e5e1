"""Messages without a subject of their own: about the guide in focus, the centre, a district."""

import re

from bot.understand.asking import ask, details, match
from bot.understand.model import Intent, Understanding
from bot.understand.signs import CENTRE_FACETS, Signs
from knowledge.facets import Facet
from knowledge.guide import Item
from knowledge.match import Decision

__all__ = ["about_focus", "focused_item", "other_action", "without_subject"]

HOW = re.compile(r"办|弄|整|搞|申请|可以|能|行|怎么|咋|如何|要")
SUPPOSING = re.compile(
    r"^(?:那|如果|要是|假如|若)|呢$|的话|"
    r"^(?:我|俺|我们|咱|我家|孩子|老人|本人|公司|他|她)(?:们|家|俩)*(?:是|就是|属于|租的?|住|没|的|现在)(?!.*(?:想|要|怎|咋|办|如何|什么|啥|哪))"
)
ACTIONS = re.compile(r"新办|设立|开办|变更|延续|延期|补办|补领|换领|换发|注销|吊销|核发|审批|申领|登记|首次")
WAY = re.compile(r"坐.{0,4}车|怎么(?:走|去|过去)|咋(?:走|去)|停车|地铁|公交|导航")
SERVICES = (Intent.PROGRESS, Intent.COMPLAINT, Intent.BOOKING, Intent.DIRECTORY)


def focused_item(signs: Signs) -> Item | None:
    """The item being spoken of, or still to be completed."""
    focus = signs.session.pending or signs.session.focus
    return signs.snapshot.catalogue.items_by_code.get(focus.item_code) if focus else None


def without_subject(signs: Signs) -> Understanding:
    """What a message wants that names no item."""
    service = next((intent for intent in SERVICES if intent in signs.hints), None)
    if service:
        return signs.says(service)
    if Intent.APPLY in signs.hints and not signs.asks:
        return signs.says(Intent.APPLY)
    if signs.facets:
        return _facets(signs)
    if signs.regions and not signs.centre:
        return signs.says(Intent.REGION)
    return _rest(signs)


def _facets(signs: Signs) -> Understanding:
    about_centre = set(signs.facets) <= CENTRE_FACETS and (signs.centre or not _in_hand(signs))
    if about_centre and _choosing_item(signs) and not signs.centre:
        about_centre = set(signs.facets) == {Facet.HOURS} or bool(WAY.search(signs.compact))
    if about_centre:
        return signs.says(Intent.CENTRE)
    return about_focus(signs) or signs.says(Intent.FACET)


def _choosing_item(signs: Signs) -> bool:
    """Whether options wait that settle which item is meant."""
    pending = signs.session.pending
    return bool(signs.session.offers) and not (pending and pending.item_code)


def _in_hand(signs: Signs) -> bool:
    """Whether an item is certain that a follow-up can be about."""
    return not _choosing_item(signs) and focused_item(signs) is not None


def _rest(signs: Signs) -> Understanding:
    day = signs.day
    if day is not None or signs.centre:
        facets = (Facet.HOURS,) if day is not None else ()
        about_item = _in_hand(signs) and not signs.centre
        return signs.says(Intent.FACET if about_item else Intent.CENTRE, facets=facets, day=day)
    if (followed := about_focus(signs)) is not None:
        return followed
    if signs.hints:
        return signs.says(signs.hints[0])
    if HOW.search(signs.compact) or ((signs.session.focus or signs.session.offers) and SUPPOSING.search(signs.compact)):
        return signs.says(Intent.FACET)
    found, item = match(signs), focused_item(signs)
    if found.decision is Decision.DECLINE:
        return signs.says(Intent.CHITCHAT)
    in_talk = item is not None and signs.session.focus and not signs.session.offers
    return signs.says(Intent.UNCLEAR, match=found, item=item) if in_talk else ask(signs, found)


def about_focus(signs: Signs, *, supposing: bool = False) -> Understanding | None:
    """A follow-up that names a variant or situation of the item in focus, else None.

    ``supposing``: only when it is put as one (那…呢, 如果…的话).
    """
    item = focused_item(signs)
    if item is None or (supposing and not SUPPOSING.search(signs.compact)):
        return None
    variant, situation = details(signs, item)
    if variant is None and not situation:
        return None
    return signs.says(Intent.FACET, variant=variant, situation=situation)


def other_action(signs: Signs) -> Understanding | None:
    """那注销呢: another action on what was spoken of, matched with its name, else None."""
    item, action = focused_item(signs), ACTIONS.search(signs.compact)
    if item is None or action is None or ACTIONS.sub("", signs.subject):
        return None
    if action[0] in item.name:
        return None
    found = signs.snapshot.matcher.match(f"{ACTIONS.sub('', item.name)}{action[0]}")
    understood = ask(signs, found)
    same = understood.item is not None and understood.item.code == item.code
    return None if same else understood
