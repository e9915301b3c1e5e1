"""Messages with a subject: which item, variant and situation, and how many questions."""

import re
from collections.abc import Iterator

from bot.understand.model import Intent, Understanding
from bot.understand.questions import clauses
from bot.understand.signs import QUESTION, Signs
from knowledge.guide import Item, Situation, Variant
from knowledge.match import Decision, MatchResult
from knowledge.text import normalise
from knowledge.variants import pick_situation, pick_variant

__all__ = ["ask", "details", "item_of", "match", "questions", "situations_of"]

MOST = 4
"""Questions of one message that are told apart."""

JOINT = re.compile(r"和|跟|与|以及|还有")
LEAST = 2
"""Characters of each of two subjects joined by 和."""

KNOWN = 0.45
"""Probability of being meant of a clause that says by itself what its story is about."""

TOP = 3
SURE = 0.4
"""Confidence of a question that is told apart though its item is not certain."""
FURTHER = re.compile(r"还有|另外|再问|顺便|对了|以及|再就是|再一个|同时")
NEARLY = 0.6
"""As likely as the best, for telling questions apart."""


def match(signs: Signs) -> MatchResult:
    """What the subject matches; of a story in which nothing is recognised as a whole, the clause that is for sure."""
    found = signs.snapshot.match(signs.query, said=signs.text)
    if found.decision is not Decision.DECLINE or signs.snapshot.out_of_scope(signs.text):
        return found
    texts = clauses(signs.text)
    if len(texts) < 2:
        return found
    parts = (_part(signs, text) for text in texts)
    matches = [signs.snapshot.match(part.query, said=part.text) for part in parts if len(part.subject) >= LEAST]
    known = [each for each in matches if each.decision is not Decision.DECLINE and each.meant >= KNOWN]
    return max(known, key=lambda each: each.meant, default=found)


def item_of(signs: Signs, found: MatchResult) -> Item | None:
    """The item, when the match is sure enough to answer."""
    if found.decision is not Decision.ANSWER or not found.candidates:
        return None
    return signs.snapshot.catalogue.items_by_code.get(found.candidates[0].code)


def ask(signs: Signs, found: MatchResult, intent: Intent = Intent.ASK) -> Understanding:
    """The question of these signs, with variant and situation when they were said."""
    item = item_of(signs, found)
    variant, situation = details(signs, item) if item else (None, "")
    return signs.says(intent, match=found, item=item, variant=variant, situation=situation)


def details(signs: Signs, item: Item) -> tuple[Variant | None, str]:
    """The variant and the situation's name that the text says of an item, beside the item's own name."""
    said = signs.query.replace(normalise(item.name), " ") or signs.query
    variant = pick_variant(said, item.variants, (item.name,))
    if variant is not None:
        said = said.replace(normalise(variant.name), " ")
    picked = pick_situation(said, tuple(situations_of(signs, item, variant)), (item.name, *item.aliases))
    return variant, picked.name if picked else ""


def situations_of(signs: Signs, item: Item, variant: Variant | None) -> Iterator[Situation]:
    """Every situation of the item's guides (of the variant, if one was said), each name once."""
    names: set[str] = set()
    for guide in signs.snapshot.catalogue.guides_by_item.get(item.code, ())[:64]:
        if variant is not None and guide.variant != variant.name:
            continue
        for situation in guide.situations:
            if situation.name not in names:
                names.add(situation.name)
                yield situation


def questions(signs: Signs) -> tuple[Signs, ...]:
    """The questions of a message, each with its own subject; clauses without one belong to the one before.

    A single question is given back whole, however many clauses tell its story.
    """
    if pair := _pair(signs):
        return pair
    texts = clauses(signs.text)
    if len(texts) < 2 or sum(_asks(signs, text) for text in texts) < 2:
        return (signs,)
    parts = [_part(signs, text) for text in texts]
    if sum(bool(part.subject) for part in parts) < 2:
        return (signs,)
    groups: list[Signs] = []
    for part in parts:
        if groups and (not part.subject or not groups[-1].subject):
            groups[-1] = _part(signs, f"{groups[-1].text} {part.text}")
        else:
            groups.append(part)
    distinct = _distinct(groups)
    return distinct if len(distinct) > 1 else (signs,)


def _pair(signs: Signs) -> tuple[Signs, ...]:
    """Two items joined by 和 that are asked the same (职工参保登记和失业登记分别在哪办), else ()."""
    if not signs.facets and not signs.asks:
        return ()
    asked = " ".join(signs.text[start:end] for _, start, end in signs.spans)
    for joint in JOINT.finditer(signs.text):
        if _inside_a_name(signs, joint.span()):
            continue
        left, right = signs.text[: joint.start()].strip(), signs.text[joint.end() :].strip()
        parts = (_part(signs, f"{left} {asked}"), _part(signs, right))
        if any(len(part.subject) < LEAST for part in parts):
            continue
        one, other = map(match, parts)
        known = Decision.DECLINE not in (one.decision, other.decision)
        if known and _apart(one, other) and _says(parts[0], one) and _says(parts[1], other):
            return parts
    return ()


def _inside_a_name(signs: Signs, span: tuple[int, int]) -> bool:
    """Whether the 和 belongs to the name of the item that the whole matches best."""
    best = next(iter(match(signs).candidates), None)
    name = normalise(best.name) if best else ""
    start = signs.text.find(name) if name else -1
    return start >= 0 and start <= span[0] and span[1] <= start + len(name)


def _says(part: Signs, found: MatchResult) -> bool:
    """Whether the matched item's own words are most of the part."""
    said = part.subject
    names = [normalise(found.candidates[0].phrase), normalise(found.candidates[0].name)]
    pairs = [said[at : at + 2] for at in range(len(said) - 1)]
    return any(sum(pair in name for pair in pairs) >= len(pairs) * NEARLY for name in names)


def _asks(signs: Signs, clause: str) -> bool:
    start = signs.text.find(clause)
    end = start + len(clause)
    return bool(QUESTION.search(clause)) or any(start <= begin and last <= end for _, begin, last in signs.spans)


def _part(signs: Signs, text: str) -> Signs:
    return Signs(text, signs.session, signs.snapshot, signs.today, signs.calendar)


def _distinct(groups: list[Signs]) -> tuple[Signs, ...]:
    """Groups about different items, each of which really asks something."""
    kept: list[tuple[Signs, MatchResult]] = []
    for group in groups:
        found = match(group)
        if not _sure(found, group.text) or not (group.asks or group.facets):
            continue
        if all(_apart(found, other) for _, other in kept):
            kept.append((group, found))
    return tuple(group for group, _ in kept[:MOST])


def _apart(one: MatchResult, other: MatchResult) -> bool:
    """Neither's best is nearly as likely for the other."""
    return one.candidates[0].code not in _likely(other) and other.candidates[0].code not in _likely(one)


def _sure(found: MatchResult, text: str) -> bool:
    if not found.candidates or found.decision is Decision.DECLINE:
        return False
    return found.decision is Decision.ANSWER or found.candidates[0].confidence >= SURE or bool(FURTHER.match(text))


def _likely(found: MatchResult) -> set[str]:
    best = found.candidates[0].confidence
    return {each.code for each in found.candidates[:TOP] if each.confidence >= best * NEARLY}
