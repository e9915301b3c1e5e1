"""A reply to options: by number, by words, by what tells the options apart; or plainly none of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.session import DECIDING, REASKED, Offer, Session
from bot.understand.asking import item_of, match, situations_of
from bot.understand.followups import focused_item
from bot.understand.model import Intent, Understanding
from bot.understand.naming import content, shares
from bot.understand.picks import narrowed, number_picks, word_pick
from bot.understand.signs import Signs
from bot.understand.wordings import alone
from knowledge.guide import Item, Variant
from knowledge.match import Decision, MatchResult
from knowledge.text import normalise
from knowledge.variants import pick_variant

__all__ = ["chosen", "correction", "unclear"]

LONG = 30
SHORT = 12
"""Characters of a reply that may describe a deciding option; an item."""

A_WORD = 6
"""Characters of a message that may name an option shown before the last answer."""

MANY = 4
"""Options that 都要 may mean."""

CORRECTION = re.compile(
    r"^(?:(?:不是|不对|错了|弄错了|搞错了|你(?:理解|搞|弄|听)错了|不不+|哎呀?|啊|我去|唉)(?:啊|呀|吧|的|哦)*\s*)*"
    r"(?:我(?:刚才|刚刚)?(?:要|想)?(?:说|问|讲|办|指)的?(?:不是.{1,12}?(?:我(?:要|想)?(?:说|问|讲|办)的)?)?(?:是|就是)|我的意思是(?:说)?|我是(?:说|问|想问|要)|"
    r"(?:不是|不对)(?:这个|那个|这些)?(?:是))"
)
ANOTHER = re.compile(r"^(?:那|再|我)?(?:换个|换一个|另外|还有个?|再问|问个别|问别的|算了|不问|先不|顺便|对了)")


def chosen(signs: Signs) -> Understanding | None:
    """The options that a message picks, else None."""
    offers = signs.session.offers or _before(signs.session)
    numbers = number_picks(signs.text, len(offers))
    if numbers is not None:
        return _picked(signs, numbers)
    if not signs.session.offers:
        earlier = word_pick(signs.text, offers) if len(signs.compact) <= A_WORD and not signs.facets else None
        return _picked(signs, (earlier,)) if earlier else None
    said = alone(signs.compact)
    if said is Intent.ALL:
        return _picked(signs, _all(offers))
    if said in (Intent.NO, Intent.UNSURE, Intent.YES):
        return None
    by_words = _region_pick(signs, offers) or word_pick(signs.text, offers) or _likely_pick(signs, offers)
    return _picked(signs, (by_words,)) if by_words else None


def correction(text: str) -> str:
    """The normalised text without the words that only say that something else was meant."""
    left = CORRECTION.sub("", text).strip()
    return left if len(left) > 1 else text


def unclear(signs: Signs, found: MatchResult) -> bool:
    """Whether it was said while options wait, picks none, and is not surely about another item.

    Only the first time: who says it in other words again gets what they say.
    """
    offers, data = signs.session.offers, signs.session.data
    if not offers or ANOTHER.search(signs.compact):
        return False
    if offers[0].kind in DECIDING and narrowed(signs.text, offers) and not _sure(signs, found):
        return True
    if data.get(REASKED):
        return False
    if offers[0].kind == "item":
        return found.decision is Decision.DECLINE
    return offers[0].kind in DECIDING and not _sure(signs, found)


def _sure(signs: Signs, found: MatchResult) -> bool:
    """Whether an item is named for certain: asked about, or in the very words it is known by."""
    if item_of(signs, found) is None:
        return False
    phrase = normalise(found.candidates[0].phrase).replace(" ", "")
    named = phrase in signs.compact or (len(signs.subject) > 1 and signs.subject in phrase)
    return signs.asks or bool(signs.facets) or named


def _before(session: Session) -> tuple[Offer, ...]:
    """The options before, while the answer to one of them is being spoken of."""
    menus = session.data.get("back") or ()
    return tuple(Offer(**each) for each in menus[-1]["offers"]) if menus else ()


def _all(offers: tuple[Offer, ...]) -> tuple[int, ...]:
    numbers = tuple(n for n, offer in enumerate(offers, 1) if offer.kind != "intent")
    return numbers if len(numbers) <= MANY else ()


def _picked(signs: Signs, numbers: tuple[int, ...]) -> Understanding:
    if not numbers:
        return signs.says(Intent.PICK)
    first, *more = (signs.says(Intent.PICK, pick=number) for number in numbers)
    return replace(first, also=tuple(more))


def _region_pick(signs: Signs, offers: tuple[Offer, ...]) -> int | None:
    if signs.subject or len(signs.mentions) == 0:
        return None
    named = {mention.region.code for mention in signs.mentions}
    fitting = [n for n, offer in enumerate(offers, 1) if offer.kind == "region" and offer.value in named]
    return fitting[0] if len(fitting) == 1 else None


def _likely_pick(signs: Signs, offers: tuple[Offer, ...]) -> int | None:
    """A short reply that fits one option by what tells the options apart, and no other item."""
    deciding = offers[0].kind in DECIDING
    if len(signs.compact) > (LONG if deciding else SHORT) or signs.facets or correction(signs.text) != signs.text:
        return None
    labels = [Variant(offer.label, code=str(n), aliases=_aliases(signs, offer)) for n, offer in enumerate(offers, 1)]
    if not deciding and not _names(content(signs.subject), labels):
        return None  # told at once, for it is what most questions after a list of items come to
    picked = pick_variant(signs.text, labels)
    if picked is None or offers[int(picked.code) - 1].kind == "intent":
        return None
    if not deciding and not _names(content(signs.subject), (picked,)):
        return None
    return None if _another(signs, offers) else int(picked.code)


def _names(words: tuple[str, ...], options: Iterable[Variant]) -> bool:
    """Whether each word of substance has two characters in a row of one of the options' names."""
    if not words:
        return False
    names = "\n".join(normalise(each) for option in options for each in (option.name, *option.aliases))
    return all(shares(word, names) for word in words)


def _another(signs: Signs, offers: tuple[Offer, ...]) -> bool:
    """Whether the words surely name an item that is neither offered nor in hand."""
    other = item_of(signs, match(signs)) if signs.subject and (signs.asks or len(signs.subject) > 3) else None
    item: Item | None = focused_item(signs)
    if other is None or other.code in {offer.value for offer in offers}:
        return False
    return (item is None or other.code != item.code) and (signs.asks or other.name in signs.text)


def _aliases(signs: Signs, offer: Offer) -> tuple[str, ...]:
    """Other words for an option, as the catalogue has them."""
    if offer.kind == "item":
        item = signs.snapshot.catalogue.items_by_code.get(offer.value)
        return item.aliases if item else ()
    if offer.kind not in ("variant", "situation"):
        return ()
    item = focused_item(signs)
    return tuple(_other_names(signs, item, offer)) if item else ()


def _other_names(signs: Signs, item: Item, offer: Offer) -> Iterator[str]:
    if offer.kind == "variant":
        yield from (alias for each in item.variants if each.name == offer.value for alias in each.aliases)
        return
    for situation in situations_of(signs, item, None):
        if situation.name == offer.value:
            yield from situation.aliases
