"""能做什么 and 目录: what can be asked, by department or by theme."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot import phrases
from bot.flows.examples import examples
from bot.flows.turn import Step, Turn, offer, say
from bot.messages import Link
from bot.session import Focus, Offer
from knowledge.guide import Item, ItemState

__all__ = ["directory", "help_me", "opened"]

_DEPARTMENT, _THEME = "department:", "theme:"
_LISTED = 40


def help_me(turn: Turn) -> Step:
    """What the bot can do, with three questions of this catalogue."""
    asked = examples(turn.snapshot) or [phrases.EXAMPLE_FALLBACK]
    return say(turn, "\n".join((phrases.HELP, *(f"· {each}" for each in asked), phrases.HELP_MORE)))


def directory(turn: Turn) -> Step:
    """Departments to choose from; themes, or the items themselves, where none are published."""
    items = _in_force(turn)
    link = Link(phrases.ALL_ITEMS, "/guides")
    if not items:
        return say(turn, phrases.DIRECTORY_EMPTY)
    departments = _ranked(item.department for item in items)
    themes = _ranked(theme for item in items for theme in item.themes)
    if len(departments) > 1:
        offers = [Offer("intent", _DEPARTMENT + name, name) for name in departments]
        return offer(turn, phrases.DIRECTORY, offers, pending=None, links=(link,), outcome="smalltalk")
    if len(themes) > 1:
        offers = [Offer("intent", _THEME + name, name) for name in themes]
        return offer(turn, phrases.DIRECTORY_THEMES, offers, pending=None, links=(link,), outcome="smalltalk")
    return _list(turn, phrases.DIRECTORY_FLAT, items)


def opened(turn: Turn, value: str) -> Step:
    """The items of the department or theme that was picked."""
    if value.startswith(_DEPARTMENT):
        name = value.removeprefix(_DEPARTMENT)
        items = [item for item in _in_force(turn) if item.department == name]
    elif value.startswith(_THEME):
        name = value.removeprefix(_THEME)
        items = [item for item in _in_force(turn) if name in item.themes]
    else:
        return help_me(turn)
    return _list(turn, phrases.DIRECTORY_OF.format(name=name), items)


def _list(turn: Turn, text: str, items: Sequence[Item]) -> Step:
    offers = [Offer("item", item.code, item.name) for item in items[:_LISTED]]
    link = Link(phrases.ALL_ITEMS, "/guides")
    return offer(turn, text, offers, pending=Focus(""), links=(link,), outcome="smalltalk")


def _in_force(turn: Turn) -> list[Item]:
    catalogue = turn.snapshot.catalogue
    guided = catalogue.guides_by_item
    return [item for item in catalogue.items if item.state is ItemState.IN_FORCE and item.code in guided]


def _ranked(names: Iterable[str]) -> list[str]:
    """Names by how many items they have; the largest first, at most forty."""
    return [name for name, _ in Counter(filter(None, names)).most_common(_LISTED)]
