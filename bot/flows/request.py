"""What somebody asks: candidate items, and everything they have already said about them."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from bot.session import Focus, Session
from bot.understand import Intent, Understanding
from knowledge.facets import Facet
from knowledge.match import Candidate, Decision, MatchResult

__all__ = ["ITSELF", "Request", "requests_of"]

ITSELF = "-"
"""As a variant: the item's own guide was meant, none of its sub-items."""

_KNOWN = frozenset(each.value for each in Facet)
_GUESSES = 3
_FAR_LESS = 0.05
_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One question. ``items`` has one code when the item is certain, several to choose from,
    none when nothing in the catalogue is meant. '' = not said. ``text`` is the question's words.
    """

    items: tuple[str, ...] = ()
    variant: str = ""
    situation: str = ""
    region: str = ""
    facets: tuple[Facet, ...] = ()
    text: str = ""
    confidences: tuple[float, ...] = ()
    regions: tuple[str, ...] = ()

    def focus(self) -> Focus:
        """As the session keeps it while something is still to be chosen."""
        code = self.items[0] if len(self.items) == 1 else ""
        return Focus(code, self.variant, self.situation, self.region, tuple(each.value for each in self.facets))

    @classmethod
    def of_focus(cls, focus: Focus, text: str = "") -> Self:
        """The request that a session kept; facets of another version are dropped."""
        facets = tuple(Facet(each) for each in focus.facets if each in _KNOWN)
        items = (focus.item_code,) if focus.item_code else ()
        return cls(items, focus.variant, focus.situation, focus.region, facets, text)

    def dumps(self) -> str:
        """JSON, for what is left to be answered later."""
        return json.dumps({k: v for k, v in asdict(self).items() if v}, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loads(cls, text: str) -> Self:
        """The request of :meth:`dumps`."""
        raw: dict[str, Any] = json.loads(text)
        facets = tuple(Facet(each) for each in raw.pop("facets", ()) if each in _KNOWN)
        raw.update({key: tuple(raw[key]) for key in ("items", "confidences", "regions") if key in raw})
        return cls(facets=facets, **raw)


def requests_of(understanding: Understanding, session: Session) -> tuple[Request, ...]:
    """The questions of a message in their order; a district said once holds for all of them."""
    whole = [understanding, *understanding.also][:_AT_ONCE]
    region = next((each.region.code for each in whole if each.region), "")
    requests = [_request(whole[0], region, session)]
    for each in whole[1:]:
        if each.intent is Intent.FACET:
            requests[-1] = replace(requests[-1], facets=tuple(dict.fromkeys((*requests[-1].facets, *each.facets))))
        elif each.intent is Intent.ASK:
            requests.append(_request(each, region, session))
    return tuple(requests)


def _request(understanding: Understanding, region: str, session: Session) -> Request:
    item, match = understanding.item, understanding.match
    guesses = _guesses(match) if match else ()
    confidences = tuple(each.confidence for each in guesses)
    codes = (item.code,) if item else tuple(each.code for each in guesses)
    if not item and match and match.decision is not Decision.CLARIFY:
        codes = ()
    waiting = session.pending if session.pending and session.pending.item_code in codes else Focus("")
    facets = understanding.facets or Request.of_focus(waiting).facets or _carried(understanding.text, session)
    return Request(
        items=codes,
        variant=understanding.variant.name if understanding.variant else waiting.variant,
        situation=understanding.situation or waiting.situation,
        region=understanding.region.code if understanding.region else region or waiting.region,
        facets=facets,
        text=understanding.text,
        confidences=confidences,
        regions=tuple(each.code for each in understanding.regions) if not understanding.region else (),
    )


def _guesses(match: MatchResult) -> tuple[Candidate, ...]:
    """The best three, without those that are far less likely than the first."""
    first = match.candidates[:_GUESSES]
    least = _FAR_LESS * max((each.confidence for each in first), default=0.0)
    return tuple(each for each in first if each.confidence >= least)


def _carried(text: str, session: Session) -> tuple[Facet, ...]:
    """The facets asked before, when the words ask for the same of something else (那护照呢)."""
    before = session.pending or session.focus
    if session.pending and not session.pending.item_code and not session.offers:
        return Request.of_focus(session.pending).facets
    if before and text.startswith("那") and text.rstrip("?？。!").endswith("呢"):
        return Request.of_focus(before).facets
    return ()
