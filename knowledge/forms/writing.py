"""Conditions back to the plain data that :func:`.notation.parse` reads, exactly."""

from decimal import Decimal
from typing import Any

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
    Literal,
    Matches,
    Not,
    OneOf,
    Op,
    Present,
    Sum,
    Term,
    Times,
    Today,
    Unique,
    Within,
)

__all__ = ["write"]


def write(condition: Condition) -> Any:
    """The condition as :func:`parse` reads it; the same for equal conditions."""
    written: dict[str, Any]
    match condition:
        case All(of):
            written = {"all": [write(each) for each in of]}
        case AnyOf(of):
            written = {"any": [write(each) for each in of]}
        case Not(of):
            written = {"not": write(of)}
        case Present(key, known):
            written = {"present": {"known": key} if known else key}
        case Unique(key):
            written = {"unique": key}
        case Every(key, of):
            written = {"every": key, "holds": write(of)}
        case _:
            written = _written_test(condition)
    return written


def _written_test(condition: Condition) -> dict[str, Any]:
    written: dict[str, Any]
    match condition:
        case Compare(Answer(key), Op.EQUALS, Literal(value)):
            written = {key: _written_literal(value)}
        case Compare(left, op, Literal(value)):
            written = {**_written_term(left), op.value: _written_literal(value)}
        case Compare(left, op, right):
            written = {**_written_term(left), op.value: _written_term(right)}
        case OneOf(Answer(key), values):
            written = {key: list(values)}
        case OneOf(left, values):
            written = {**_written_term(left), "in": list(values)}
        case Includes(key, value):
            written = {"field": key, "includes": value}
        case Matches(key, pattern):
            written = {"field": key, "matches": pattern}
        case Within(key, region):
            written = {"field": key, "within": region}
        case _:
            raise TypeError(type(condition).__name__)
    return written


def _written_term(term: Term) -> dict[str, Any]:
    written: dict[str, Any]
    match term:
        case Answer(key):
            written = {"field": key}
        case Age(key, at):
            written = {"age": key} if at == Today() else {"age": key, "at": _written_operand(at)}
        case Days(start, end):
            written = {"days": [_written_operand(start), _written_operand(end)]}
        case Sum(keys):
            written = {"sum": list(keys)}
        case Count(key):
            written = {"count": key}
        case Times(of, by):
            factor = _written_literal(by.value) if isinstance(by, Literal) else _written_operand(by)
            written = {"times": [_written_operand(of), factor]}
        case Today(offset):
            written = {"today": offset}
        case Known(source):
            written = {"known": source}
        case _:
            raise TypeError(type(term).__name__)
    return written


def _written_operand(term: Term) -> Any:
    return term.key if isinstance(term, Answer) else _written_term(term)


def _written_literal(value: str | Decimal | bool) -> str | bool | int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
