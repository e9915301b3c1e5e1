"""From a message to its understanding. Pure: the same text and session, the same result."""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from affairs.clock import NATIONAL, WorkCalendar
from bot.session import Session
from bot.understand.asking import ask, match, questions
from bot.understand.choosing import chosen, correction, unclear
from bot.understand.followups import about_focus, focused_item, other_action, without_subject
from bot.understand.model import Intent, Understanding
from bot.understand.naming import aside, named, unnamed
from bot.understand.noise import personal, unreadable
from bot.understand.questions import shortened, unquoted
from bot.understand.signs import Signs
from bot.understand.wordings import REMEMBERED, alone, always, without
from knowledge.match import Decision, MatchResult
from knowledge.match.negation import affirmed
from knowledge.snapshot import Snapshot
from knowledge.text import normalise

__all__ = ["understand"]

GUARDS = (Intent.INJECTION, Intent.EMERGENCY, Intent.OTHERS_DATA)
NUMBER_OF_CASE = re.compile(r"[a-z]{0,6}\d{8,}[a-z0-9]*")
FEW = 3
A_WORD = 6
SHORT = 12
ASKING = re.compile(r"(?:想|就|要|再|来)(?:问问?|咨询|打听)|问问|问一下|请问")
DEFINED = re.compile(r"^(?:请问)?(?:什么是|什么叫|啥是|啥叫)|.是(?:个)?(?:什么|啥)(?:东西|意思|玩意儿?)?(?:啊|呀|呢)?$")
"""Asks what something is at all: of nothing that is being spoken of."""
STAFF = re.compile(r"态度|窗口|工作人员|办事员|你们|柜员|差评|推诿|踢皮球")


def understand(
    text: str, session: Session, snapshot: Snapshot, today: date, calendar: WorkCalendar = NATIONAL
) -> Understanding:
    """What a message wants; any text, of any length, never raises.

    ``today`` settles which day 明天 and 周六 are, ``calendar`` which 端午 is.
    """
    typed = unquoted(shortened(text), snapshot.catalogue)
    signs = Signs(normalise(typed), session, snapshot, today, calendar)
    if not signs.compact or (len(signs.compact) == 1 and signs.compact.isascii() and not signs.compact.isdigit()):
        return Understanding(Intent.EMPTY, signs.text)
    forced = always(signs.compact, typed.lower())
    for guard in GUARDS:
        if guard in forced:
            return Understanding(guard, signs.text)
    corrected = _corrected(signs.text)
    said = signs if corrected == signs.text else replace(signs, text=corrected)
    return chosen(said) or _alone(signs) or _forced(signs, forced) or _content(said)


@lru_cache(maxsize=REMEMBERED)
def _corrected(text: str) -> str:
    return affirmed(correction(text))


def _alone(signs: Signs) -> Understanding | None:
    intent = alone(signs.compact)
    if intent is not None:
        return signs.says(intent)
    if personal(signs):
        return Understanding(Intent.PERSONAL, signs.text)
    if NUMBER_OF_CASE.fullmatch(signs.compact):
        return Understanding(Intent.PROGRESS, signs.text)
    single = len(signs.compact) == 1 and not signs.hints and _with_before(signs) is None
    meaningless = single or signs.compact.isdigit() or unreadable(signs)
    return Understanding(Intent.UNCLEAR, signs.text) if meaningless else None


def _forced(signs: Signs, forced: frozenset[Intent]) -> Understanding | None:
    for intent in (Intent.HUMAN, Intent.BACK, Intent.OUT_OF_SCOPE):
        if intent in forced:
            return signs.says(intent)
    return None


def _content(signs: Signs) -> Understanding:
    if signs.elsewhere:
        return signs.says(Intent.ELSEWHERE, elsewhere=signs.elsewhere)
    if Intent.ABUSE in signs.hints:
        return _question_within(signs)
    if not signs.subject:
        return (_with_before(signs) if len(signs.compact) == 1 else None) or without_subject(signs)
    if Intent.DIRECTORY in signs.hints:
        return signs.says(Intent.DIRECTORY)
    return about_focus(signs, supposing=True) or other_action(signs) or _questions(signs)


def _questions(signs: Signs) -> Understanding:
    first, *more = questions(signs)
    understood = _question(first)
    return replace(understood, also=tuple(_question(each) for each in more)) if more else understood


def _question_within(signs: Signs) -> Understanding:
    """Insults are answered as such, unless a real question stands among them."""
    clean = replace(signs, text=without(Intent.ABUSE, signs.text))
    if clean.subject or clean.facets:
        found = without_subject(clean) if not clean.subject else _question(clean)
        known = found.intent is not Intent.ASK or (found.match and found.match.decision is not Decision.DECLINE)
        if known and (clean.facets or clean.asks or found.item):
            return replace(found, text=signs.text)
    return signs.says(Intent.ABUSE)


def _question(signs: Signs) -> Understanding:
    found = match(signs)
    if DEFINED.search(signs.compact) and not signs.facets:
        return signs.says(Intent.OUT_OF_SCOPE) if found.decision is Decision.DECLINE else ask(signs, found)
    answered = found.decision is Decision.ANSWER
    service = _service(signs, answered=answered, known=found.decision is not Decision.DECLINE)
    if service is not None:
        return ask(signs, found, service) if named(signs, found) else signs.says(service)
    return _mid_talk(signs, found) or _about_item(signs, found)


def _about_item(signs: Signs, found: MatchResult) -> Understanding:
    odd = unclear(signs, found)
    if found.decision is Decision.ANSWER and not odd:
        return ask(signs, found)
    if (followed := about_focus(signs)) is not None:
        return followed
    if (more := _with_before(signs)) is not None:
        return more
    unknown = found.decision is Decision.DECLINE
    if unknown and signs.facets and len(signs.subject) < FEW and focused_item(signs) is not None:
        return signs.says(Intent.FACET)
    return signs.says(Intent.UNCLEAR) if odd else ask(signs, found)


def _with_before(signs: Signs) -> Understanding | None:
    """A word or two that add to the question whose guesses are open, if together they are of items known."""
    session = signs.session
    if (
        not session.offers
        or session.offers[0].kind != "item"
        or len(signs.compact) > A_WORD
        or not session.last_question
    ):
        return None
    both = replace(signs, text=f"{normalise(session.last_question)} {signs.text}", session=session.changed(offers=()))
    found = match(both)
    return None if found.decision is Decision.DECLINE else ask(both, found)


def _mid_talk(signs: Signs, found: MatchResult) -> Understanding | None:
    """A short message that belongs to the guide being spoken of, or to nothing that is known."""
    item = focused_item(signs)
    if item is None or signs.session.offers or signs.regions or not signs.session.focus:
        return None
    if found.decision is not Decision.DECLINE and found.candidates and found.candidates[0].code == item.code:
        return None
    if aside(signs, found, item):
        followed = about_focus(signs) or (signs.says(Intent.FACET) if signs.facets else None)
        return followed or signs.says(Intent.UNCLEAR, match=found, item=item)
    stated = found.decision is Decision.DECLINE and len(signs.subject) <= SHORT
    odd = (stated or unnamed(signs, found)) and not signs.facets and not signs.hints
    return signs.says(Intent.UNCLEAR, match=found) if odd else None


def _service(signs: Signs, *, answered: bool, known: bool) -> Intent | None:
    """Progress, booking, application or complaint, unless it is rather a question about an item."""
    asked = known and bool(signs.facets)
    if Intent.PROGRESS in signs.hints:
        return Intent.PROGRESS
    if Intent.COMPLAINT in signs.hints:
        about_item = answered and (signs.facets or signs.asks)
        about_item = about_item and (not STAFF.search(signs.compact) or bool(ASKING.search(signs.compact)))
        return None if about_item else Intent.COMPLAINT
    if Intent.BOOKING in signs.hints and not asked:
        return Intent.BOOKING
    return Intent.APPLY if Intent.APPLY in signs.hints and not signs.asks else None
