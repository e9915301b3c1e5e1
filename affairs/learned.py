"""What was learned from citizens, carried through imports. Pure.

An import adds to it, entry by entry: the source wins where both have one (of the same
word, question or name). A replacement of the whole catalogue keeps it too, but a kind that
the source brings itself (synonyms, out of scope, regression, scenarios) takes the place of
the one before. An accepted phrasing stays an alias although the source does not know it.
What points to items that are gone goes with them.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, question_key
from knowledge.text import normalise

__all__ = ["has_learned", "with_learned"]

Entry = TypeVar("Entry")


def has_learned(catalogue: Catalogue) -> bool:
    """Whether it carries anything beside items, guides, regions and venues."""
    return bool(catalogue.synonyms or catalogue.out_of_scope or catalogue.regression or catalogue.scenarios)


def with_learned(base: Catalogue, source: Catalogue, whole: Catalogue, *, replaced: bool = False) -> Catalogue:
    """``whole`` (``source`` brought into ``base``, or ``source`` alone when ``replaced``) with what both learned.

    Nothing of sample data is kept in a catalogue that replaces it with real data.
    """
    if replaced and base.sample and not source.sample:
        base = Catalogue()
    if not (has_learned(base) or has_learned(source)):
        return whole
    codes = _renamed((*base.items, *source.items), whole)
    return replace(
        whole,
        items=_with_phrasings(base, whole, codes),
        synonyms=_joined(base.synonyms, source.synonyms, lambda each: normalise(each.word), replaced=replaced),
        out_of_scope=_joined(base.out_of_scope, source.out_of_scope, _scope_key, replaced=replaced),
        regression=_known_questions(
            _joined(base.regression, source.regression, lambda each: question_key(each.question), replaced=replaced),
            codes,
        ),
        scenarios=_known_scenarios(
            _joined(base.scenarios, source.scenarios, lambda each: each.name, replaced=replaced), codes
        ),
    )


def _scope_key(phrase: OutOfScope) -> str:
    return question_key(phrase.text)


def _joined(
    old: Sequence[Entry], new: Sequence[Entry], key: Callable[[Entry], Hashable], *, replaced: bool
) -> tuple[Entry, ...]:
    entries = new if replaced and new else (*old, *new)
    return tuple({key(entry): entry for entry in entries}.values())


def _renamed(items: Iterable[Item], whole: Catalogue) -> Mapping[str, str]:
    """Every code by which an item was known → its code now; an item that is gone has none."""
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in whole.items:
        by_name[item.name].append(item)
    codes = {code: code for code in whole.items_by_code}
    for item in items:
        same = [] if item.code in codes else by_name[item.name]
        if len(same) > 1:
            same = [other for other in same if other.department == item.department]
        if len(same) == 1:
            codes[item.code] = same[0].code
    return codes


def _with_phrasings(base: Catalogue, whole: Catalogue, codes: Mapping[str, str]) -> tuple[Item, ...]:
    accepted: dict[str, list[str]] = defaultdict(list)
    for question in base.regression:
        for code in question.items:
            known = base.items_by_code.get(code)
            if known and code in codes and question.question in known.aliases:
                accepted[codes[code]].append(question.question)
    if not accepted:
        return whole.items
    return tuple(
        replace(item, aliases=tuple(dict.fromkeys((*item.aliases, *accepted[item.code]))))
        if item.code in accepted
        else item
        for item in whole.items
    )


def _known_questions(
    questions: Iterable[RegressionQuestion], codes: Mapping[str, str]
) -> tuple[RegressionQuestion, ...]:
    kept = []
    for question in questions:
        items = _now(question.items, codes)
        if items or not question.items:
            kept.append(question if items == question.items else replace(question, items=items))
    return tuple(kept)


def _known_scenarios(scenarios: Iterable[Scenario], codes: Mapping[str, str]) -> tuple[Scenario, ...]:
    kept = []
    for scenario in scenarios:
        steps = tuple(replace(step, item=codes[step.item]) for step in scenario.steps if step.item in codes)
        if steps:
            kept.append(scenario if steps == scenario.steps else replace(scenario, steps=steps))
    return tuple(kept)


def _now(items: Iterable[str], codes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes[code] for code in items if code in codes))
