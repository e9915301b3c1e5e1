"""Throwing a draft away: asked once more, for nothing of it comes back."""

from bot.applying import phrases
from bot.applying.path import Path
from bot.applying.place import Mode, Place
from bot.applying.talk import Talk
from bot.applying.values import picked
from bot.flows.turn import Step
from bot.wishes import Wish

__all__ = ["discard_chosen", "discarding"]


def discarding(talk: Talk, path: Path, place: Place) -> Step:
    """Ask whether the draft is really to go: what is deleted does not come back."""
    application = path.application
    if not application.handed_in_never:
        return talk.tells(place, phrases.NOT_DISCARDABLE)
    asked = phrases.DISCARD.format(name=talk.item_name(application.item_code), number=place.number)
    return talk.tells(place.moved(mode=Mode.DISCARD), asked, options=(phrases.DISCARD_YES, phrases.DISCARD_NO))


async def discard_chosen(talk: Talk, path: Path, place: Place, wish: Wish) -> Step:
    """Only the option itself, or its number, throws it away. Raises NoSuchApplication, NotChangeable."""
    if picked(wish.text, wish.choice, [phrases.DISCARD_YES, phrases.DISCARD_NO]) != 0:
        return talk.stop(path, place.moved(mode=Mode.AT), place.at)
    await talk.cases.drafts.discard(talk.citizen.id, place.number)
    return talk.tells(None, phrases.DISCARDED.format(name=talk.item_name(path.application.item_code)))
