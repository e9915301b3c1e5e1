"""What a condition means for given facts. Total: whatever does not fit is unknown, nothing is raised."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, DecimalException
from typing import Any, Final

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
from knowledge.forms.patterns import PATTERNS
from knowledge.forms.truth import Truth, all_of, any_of, not_
from knowledge.forms.values import Address, Facts, Value

__all__ = ["evaluate", "full_years", "row_truths"]

_SCALARS: Final = (str, Decimal, date)
_OPERATORS: Final[dict[Op, Callable[[Any, Any], bool]]] = {
    Op.EQUALS: operator.eq,
    Op.NOT_EQUALS: operator.ne,
    Op.LESS_THAN: operator.lt,
    Op.AT_MOST: operator.le,
    Op.MORE_THAN: operator.gt,
    Op.AT_LEAST: operator.ge,
    Op.BEFORE: operator.lt,
    Op.NOT_AFTER: operator.le,
    Op.AFTER: operator.gt,
    Op.NOT_BEFORE: operator.ge,
}


def evaluate(condition: Condition | None, facts: Facts) -> Truth:
    """Whether the condition holds; True for none at all, None when what it asks for is not known."""
    truth: Truth = None
    match condition:
        case None:
            truth = True
        case All(of):
            truth = all_of(evaluate(each, facts) for each in of)
        case AnyOf(of):
            truth = any_of(evaluate(each, facts) for each in of)
        case Not(inner):
            truth = not_(evaluate(inner, facts))
        case Present(key, known):
            truth = key in (facts.known if known else facts.given)
        case Compare(left, op, right):
            truth = _compared(_value(left, facts), op, _value(right, facts))
        case OneOf(left, values):
            text = _value(left, facts)
            truth = text in values if isinstance(text, str) else None
        case _:
            truth = _of_field(condition, facts)
    return truth


def _of_field(condition: Condition, facts: Facts) -> Truth:
    truth: Truth = None
    match condition:
        case Includes(key, value):
            chosen = facts.values.get(key)
            truth = value in chosen if isinstance(chosen, tuple) else None
        case Matches(key, pattern):
            text = facts.values.get(key)
            truth = PATTERNS[pattern].fits(text) if isinstance(text, str) and pattern in PATTERNS else None
        case Within(key, region):
            address = facts.values.get(key)
            truth = region in address.path if isinstance(address, Address) else None
        case Unique(key):
            cells = _cells(key, facts)
            truth = None if cells is None else len({str(cell) for cell in cells}) == len(cells)
        case Every(key):
            truth = all_of(row_truths(condition, facts)) if isinstance(facts.values.get(key), tuple) else None
    return truth


def row_truths(condition: Every, facts: Facts) -> tuple[Truth, ...]:
    """Whether it holds, row by row; () when there is no table."""
    rows = facts.values.get(condition.key)
    if not isinstance(rows, tuple):
        return ()
    return tuple(evaluate(condition.of, _row_facts(row, facts)) for row in rows)


def _row_facts(row: object, facts: Facts) -> Facts:
    cells = row if isinstance(row, Mapping) else {}
    return Facts(facts.today, cells, frozenset(cells), facts.known)


def _compared(left: Value | None, op: Op, right: Value | None) -> Truth:
    if isinstance(left, bool) or isinstance(right, bool):
        both = isinstance(left, bool) and isinstance(right, bool)
        return _OPERATORS[op](left, right) if both and op in {Op.EQUALS, Op.NOT_EQUALS} else None
    if isinstance(left, date) and isinstance(right, str):
        right = _iso(right)
    for kind in _SCALARS:
        if isinstance(left, kind) and isinstance(right, kind):
            return _OPERATORS[op](left, right)
    return None


def _value(term: Term, facts: Facts) -> Value | None:
    value: Value | None = None
    match term:
        case Answer(key):
            value = facts.values.get(key)
        case Literal(literal):
            value = literal
        case Known(source):
            value = facts.known.get(source)
        case Today(offset):
            value = _shifted(facts.today, offset)
        case Age(key, at):
            value = _age(facts.values.get(key), _value(at, facts))
        case Days(start, end):
            value = _days(_value(start, facts), _value(end, facts))
        case Sum(keys):
            value = _sum(keys, facts)
        case Count(key):
            several = facts.values.get(key)
            value = Decimal(len(several)) if isinstance(several, tuple) else None
        case Times(of, by):
            value = _product(_value(of, facts), _value(by, facts))
    return value


def full_years(birth: date, at: date) -> int:
    """Full years (周岁) from ``birth`` to ``at``."""
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


def _age(value: Value | None, at: Value | None) -> Decimal | None:
    birth = _iso(f"{value[6:10]}-{value[10:12]}-{value[12:14]}") if isinstance(value, str) else value
    if not isinstance(birth, date) or not isinstance(at, date):
        return None
    return Decimal(full_years(birth, at))


def _days(start: Value | None, end: Value | None) -> Decimal | None:
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    return Decimal((end - start).days)


def _sum(keys: tuple[str, ...], facts: Facts) -> Decimal | None:
    total = Decimal(0)
    for key in keys:
        cells = _cells(key, facts) if "." in key else [facts.values.get(key)]
        for cell in [None] if cells is None else cells:
            if not isinstance(cell, Decimal):
                return None
            total += cell
    return total


def _cells(key: str, facts: Facts) -> list[Any] | None:
    """A column's cells; None when there is no table, or a row has not been filled in."""
    table, _, column = key.partition(".")
    rows = facts.values.get(table)
    if not isinstance(rows, tuple):
        return None
    cells = [row.get(column) if isinstance(row, Mapping) else None for row in rows]
    return None if any(cell is None for cell in cells) else cells


def _product(number: Value | None, factor: Value | None) -> Decimal | None:
    if not isinstance(number, Decimal) or not isinstance(factor, Decimal):
        return None
    try:
        return number * factor
    except DecimalException:
        return None


def _shifted(day: date, offset: int) -> date | None:
    try:
        return day + timedelta(days=offset)
    except OverflowError:
        return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
