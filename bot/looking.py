"""Who tells what a reply still needs from outside the conversation."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from affairs.advising.interests import Interests
from affairs.cases.viewing import CaseViewing
from affairs.hall.desk import Hall
from affairs.matters.asking import MatterAsking
from bot.flows.asks import Follow, HallAsk, Leave, Lookup, MattersAsk
from bot.flows.cases import cases_told
from bot.flows.following import followed
from bot.flows.hall import hall_told
from bot.flows.leaving import left
from bot.flows.matters import matters_told
from bot.flows.turn import Step
from bot.messages import Incoming

__all__ = ["Looker", "lookers"]

Looker = Callable[[Incoming, Step], Awaitable[Step]]


def lookers(
    cases: CaseViewing | None, hall: Hall | None, interests: Interests | None, matters: MatterAsking | None
) -> Mapping[type, Looker]:
    """Who tells it, by what is asked; what has nobody cannot be asked here."""
    found: dict[type, Looker] = {}
    if cases is not None:
        found[Lookup] = partial(cases_told, cases)
    if hall is not None:
        found[HallAsk] = partial(hall_told, hall)
    if interests is not None:
        found |= {Leave: partial(left, interests), Follow: partial(followed, interests)}
    if matters is not None:
        found[MattersAsk] = partial(matters_told, matters)
    return found
