"""Through conditions and forms: what is within, and which answers it depends on."""

from collections.abc import Iterator

from knowledge.forms.conditions import (
    Age,
    All,
    Answer,
    AnyOf,
    Compare,
    Condition,
    Count,
    Days,
    Every,
    Includes,
    Known,
    Matches,
    Not,
    OneOf,
    Present,
    Sum,
    Term,
    Times,
    Unique,
    Within,
)

__all__ = ["keys_in", "known_in", "nodes"]


def nodes(condition: Condition) -> Iterator[Condition]:
    """The condition and all those within it, but for what is asked of single rows."""
    yield condition
    match condition:
        case All(of) | AnyOf(of):
            for each in of:
                yield from nodes(each)
        case Not(inner):
            yield from nodes(inner)


def keys_in(condition: Condition | None) -> frozenset[str]:
    """The keys of the fields that the condition asks for."""
    if condition is None:
        return frozenset()
    return frozenset(key for node in nodes(condition) for key in _keys(node))


def known_in(condition: Condition | None) -> frozenset[str]:
    """The sources that the condition asks for."""
    found: set[str] = set()
    for node in nodes(condition) if condition else ():
        if isinstance(node, Present) and node.known:
            found.add(node.key)
        found.update(term.source for term in _terms(node) if isinstance(term, Known))
        found |= known_in(node.of) if isinstance(node, Every) else frozenset()
    return frozenset(found)


def _keys(node: Condition) -> Iterator[str]:
    match node:
        case Present(key, known) if not known:
            yield key
        case Includes(key) | Matches(key) | Within(key) | Every(key):
            yield key
        case Unique(key):
            yield key.partition(".")[0]
    for term in _terms(node):
        match term:
            case Answer(key) | Age(key) | Count(key):
                yield key
            case Sum(keys):
                yield from (key.partition(".")[0] for key in keys)


def _terms(node: Condition) -> Iterator[Term]:
    match node:
        case Compare(left, _, right):
            yield from _within(left)
            yield from _within(right)
        case OneOf(left):
            yield from _within(left)


def _within(term: Term) -> Iterator[Term]:
    yield term
    match term:
        case Age(_, at):
            yield from _within(at)
        case Days(start, end):
            yield from _within(start)
            yield from _within(end)
        case Times(of, by):
            yield from _within(of)
            yield from _within(by)
