"""Conditions as plain data (what YAML and JSON hold) to nodes; :mod:`.writing` is the way back. Nothing evaluates text.

A condition is a mapping::

    {all: [CONDITION, …]}   {any: [CONDITION, …]}   {not: CONDITION}
    {KEY: VALUE}                        the field KEY equals VALUE, or one of a list of values
    {present: KEY}                      it is answered
    {TERM, OPERATOR: TERM or VALUE}     see :class:`.conditions.Op`, and in, includes, matches, within
    {unique: TABLE.COLUMN}              no two rows hold the same there
    {every: TABLE, holds: CONDITION}    it holds for every row; KEY is a column there

and a list is ``all`` of its entries. A term is ``field: KEY``, ``age: KEY`` (with ``at: TERM``),
``days: [TERM, TERM]``, ``sum: [KEY, …]``, ``count: KEY``, ``times: [TERM, TERM or NUMBER]``, ``today: OFFSET``,
``known: SOURCE``; in a list of terms a text is a field's key.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
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

__all__ = ["RESERVED", "NotationError", "parse", "parse_literal"]

Path = tuple[str | int, ...]
_TERMS: Final = frozenset({"field", "age", "days", "sum", "count", "times", "today", "known"})
_TESTS: Final = frozenset({"in", "includes", "matches", "within", *Op})
RESERVED: Final = _TERMS | _TESTS | {"all", "any", "not", "present", "unique", "at", "every", "holds"}
"""Words that no field may have as its key."""

_DEEPEST = 12
_LARGEST = Decimal(10) ** 15


class NotationError(ValueError):
    """Not a condition: ``path`` leads from its root to what is wrong, ``reason`` is for the form's author."""

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path


def parse(data: Any) -> Condition:
    """The condition that ``data`` writes. Raises NotationError."""
    return _condition(data, ())


def _condition(data: Any, path: Path) -> Condition:
    if len(path) > _DEEPEST:
        raise NotationError("条件嵌套过深,请拆成几条规则", path)
    if isinstance(data, list):
        return All(_conditions(data, path))
    if not isinstance(data, Mapping) or not data:
        raise NotationError("这里应为一个条件,如 {字段: 值} 或 {all: [...]}", path)
    if "every" in data:
        return _every(data, path)
    if len(data) == 1:
        return _single(*next(iter(data.items())), path)
    return _test(data, path)


def _conditions(data: Any, path: Path) -> tuple[Condition, ...]:
    if not isinstance(data, list) or not data:
        raise NotationError("这里应为条件的列表", path)
    return tuple(_condition(each, (*path, n)) for n, each in enumerate(data))


def _single(word: Any, given: Any, path: Path) -> Condition:
    inside = (*path, word)
    if word in _SINGLE:
        return _SINGLE[word](given, inside)
    if word in RESERVED:
        raise NotationError(f"「{word}」不能单独使用,还缺比较方式,如 at_least、equals", inside)
    key = _key(word, path)
    if isinstance(given, list):
        return OneOf(Answer(key), _texts(given, inside))
    return Compare(Answer(key), Op.EQUALS, parse_literal(given, inside))


def _every(data: Mapping[Any, Any], path: Path) -> Every:
    if set(data) != {"every", "holds"}:
        raise NotationError("every 要和 holds 成对:{every: 表格, holds: 条件}", path)
    return Every(_key(data["every"], (*path, "every")), _condition(data["holds"], (*path, "holds")))


def _present(given: Any, path: Path) -> Present:
    if isinstance(given, Mapping):
        if set(given) != {"known"}:
            raise NotationError("present 后面应为字段,或 {known: 来源}", path)
        return Present(_key(given["known"], (*path, "known")), known=True)
    return Present(_key(given, path))


_SINGLE: Final[dict[str, Callable[[Any, Path], Condition]]] = {
    "all": lambda data, path: All(_conditions(data, path)),
    "any": lambda data, path: AnyOf(_conditions(data, path)),
    "not": lambda data, path: Not(_condition(data, path)),
    "present": _present,
    "unique": lambda data, path: Unique(_key(data, path)),
}


def _test(data: Mapping[Any, Any], path: Path) -> Condition:
    tests = [word for word in data if word in _TESTS]
    if len(tests) != 1:
        told = "、".join(map(str, tests)) or "、".join(map(str, data))
        raise NotationError(f"一个条件要有且只有一种比较方式,这里是「{told[:60]}」", path)
    test = tests[0]
    left = _term({word: given for word, given in data.items() if word != test}, path)
    right, inside = data[test], (*path, test)
    if test == "in":
        return OneOf(left, _texts(right, inside))
    if test in {"includes", "matches", "within"}:
        if not isinstance(left, Answer):
            raise NotationError(f"「{test}」前面应为 field", inside)
        return _OF_FIELD[test](left.key, _text(right, inside))
    operand = _term(right, inside) if isinstance(right, Mapping) else parse_literal(right, inside)
    return Compare(left, Op(test), operand)


_OF_FIELD: Final[dict[str, Callable[[str, str], Condition]]] = {
    "includes": Includes,
    "matches": Matches,
    "within": Within,
}


def _term(data: Mapping[Any, Any], path: Path) -> Term:
    words = [word for word in data if word in _TERMS]
    odd = [word for word in data if word not in _TERMS and not (word == "at" and "age" in data)]
    if odd:
        raise NotationError(f"不认识的运算「{str(odd[0])[:40]}」", (*path, odd[0]))
    if len(words) != 1:
        raise NotationError("比较的一边要有且只有一个值,如 field、age、days、sum", path)
    word = words[0]
    given, inside = data[word], (*path, word)
    if word == "age":
        at = data.get("at")
        return Age(_key(given, inside)) if at is None else Age(_key(given, inside), _operand(at, (*path, "at")))
    return _READERS[word](given, inside)


def _operand(data: Any, path: Path) -> Term:
    """A term within a term: a text is a field's key."""
    return _term(data, path) if isinstance(data, Mapping) else Answer(_key(data, path))


def _days(data: Any, path: Path) -> Term:
    start, end = _pair(data, path)
    return Days(_operand(start, (*path, 0)), _operand(end, (*path, 1)))


def _times(data: Any, path: Path) -> Term:
    of, by = _pair(data, path)
    factor = Literal(_number(by, (*path, 1))) if isinstance(by, int | float) else _operand(by, (*path, 1))
    return Times(_operand(of, (*path, 0)), factor)


def _sum(data: Any, path: Path) -> Term:
    if not isinstance(data, list) or not data:
        raise NotationError("sum 后面应为字段的列表", path)
    return Sum(tuple(_key(each, (*path, n)) for n, each in enumerate(data)))


def _today(data: Any, path: Path) -> Term:
    offset = _number(data, path)
    if offset != int(offset) or abs(offset) > 40_000:
        raise NotationError("today 后面应为相差的天数,如 0、30、-90", path)
    return Today(int(offset))


_READERS: Final[dict[str, Callable[[Any, Path], Term]]] = {
    "field": lambda data, path: Answer(_key(data, path)),
    "count": lambda data, path: Count(_key(data, path)),
    "known": lambda data, path: Known(_key(data, path)),
    "days": _days,
    "times": _times,
    "sum": _sum,
    "today": _today,
}


def _pair(data: Any, path: Path) -> tuple[Any, Any]:
    if not isinstance(data, list) or len(data) != 2:
        raise NotationError("这里应为两个值的列表", path)
    return data[0], data[1]


def _key(data: Any, path: Path) -> str:
    if not isinstance(data, str) or not data or data in RESERVED:
        raise NotationError("这里应为字段的 key", path)
    return data


def _text(data: Any, path: Path) -> str:
    if not isinstance(data, str) or not data:
        raise NotationError("这里应为文字(数字请加引号)", path)
    return data


def _texts(data: Any, path: Path) -> tuple[str, ...]:
    if not isinstance(data, list) or not data:
        raise NotationError("这里应为值的列表", path)
    return tuple(_text(each, (*path, n)) for n, each in enumerate(data))


def _number(data: Any, path: Path) -> Decimal:
    literal = parse_literal(data, path).value
    if isinstance(literal, Decimal):
        return literal
    raise NotationError("这里应为数字", path)


def parse_literal(data: Any, path: Path = ()) -> Literal:
    """A text, number or boolean as a literal. Raises NotationError."""
    if isinstance(data, bool) or (isinstance(data, str) and data):
        return Literal(data)
    if isinstance(data, int | float):
        number = Decimal(repr(data)) if isinstance(data, float) else Decimal(data)
        if not number.is_finite() or abs(number) > _LARGEST:
            raise NotationError("数字过大", path)
        return Literal(number)
    raise NotationError("这里应为文字、数字、true 或 false", path)
