"""What kind of value a field or a term has, and which conditions make sense of it."""

from collections.abc import Mapping
from datetime import date
from enum import Enum, auto
from typing import Final

from knowledge.forms.conditions import (
    Age,
    Answer,
    Compare,
    Condition,
    Count,
    Days,
    Every,
    Includes,
    Known,
    Literal,
    Matches,
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
from knowledge.forms.fields import Column, Field, FieldType
from knowledge.forms.patterns import PATTERNS
from knowledge.forms.sources import source_type
from knowledge.forms.walking import nodes

__all__ = ["Kind", "Kinds", "kind_of"]


class Kind(Enum):
    """What a value can be compared with: its own kind."""

    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    TRUTH = auto()
    CHOICES = auto()
    ADDRESS = auto()
    ROWS = auto()


_KINDS: Final = {
    FieldType.DATE: Kind.DATE,
    FieldType.AMOUNT: Kind.NUMBER,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.CHOICES: Kind.CHOICES,
    FieldType.YES_NO: Kind.TRUTH,
    FieldType.ADDRESS: Kind.ADDRESS,
    FieldType.ROWS: Kind.ROWS,
}
_NUMERIC: Final = {Op.LESS_THAN, Op.AT_MOST, Op.MORE_THAN, Op.AT_LEAST}
_DATED: Final = {Op.BEFORE, Op.NOT_AFTER, Op.AFTER, Op.NOT_BEFORE}


def kind_of(kind: FieldType) -> Kind:
    """The kind of value that a field of this type holds."""
    return _KINDS.get(kind, Kind.TEXT)


class Kinds:
    """The fields of a form as its conditions see them. Every method returns what is wrong, '' = nothing."""

    def __init__(self, fields: Mapping[str, Column]) -> None:
        self._fields = fields

    def wrong(self, condition: Condition) -> str:
        """What is wrong with one condition, those within it left aside."""
        wrong = ""
        match condition:
            case Compare(left, op, right):
                wrong = self._compare(left, op, right)
            case OneOf(left, values):
                wrong = self._texts(left, values)
            case Includes(key, value):
                wrong = self._expect(key, FieldType.CHOICES) or self._option(key, value)
            case Matches(key, pattern):
                wrong = self._expect(key) or ("" if pattern in PATTERNS else f"没有叫「{pattern}」的格式")
            case Within(key):
                wrong = self._expect(key, FieldType.ADDRESS)
            case Unique(key):
                wrong = self._column(key, numbers=False)
            case Every(key, of):
                wrong = self._expect(key, FieldType.ROWS) or self._rows(key, of)
            case Present(key, known):
                wrong = self._source(key) if known else self._expect(key)
        return wrong

    def _expect(self, key: str, *types: FieldType) -> str:
        field = self._fields.get(key)
        if field is None:
            return f"没有 key 为「{key[:60]}」的字段"
        if types and field.type not in types:
            return f"「{field.label}」的类型是 {field.type},这里应为 {'、'.join(types)}"
        return ""

    def _option(self, key: str, value: str) -> str:
        field = self._fields[key]
        if not field.options or any(option.value == value for option in field.options):
            return ""
        return f"「{field.label}」没有选项「{value[:60]}」"

    def _source(self, source: str) -> str:
        return "" if source_type(source) else f"没有叫「{source[:60]}」的来源"

    def _column(self, key: str, *, numbers: bool) -> str:
        table, dot, name = key.partition(".")
        if not dot:
            return self._expect(key, FieldType.AMOUNT, FieldType.NUMBER) if numbers else f"「{key[:60]}」应写成 表.列"
        wrong = self._expect(table, FieldType.ROWS)
        if wrong:
            return wrong
        column = self._columns(table).get(name)
        if column is None:
            return f"「{self._fields[table].label}」没有 key 为「{name[:60]}」的列"
        fits = not numbers or kind_of(column.type) is Kind.NUMBER
        return "" if fits else f"「{column.label}」不是数字,不能求和"

    def _columns(self, table: str) -> dict[str, Column]:
        field = self._fields[table]
        return {column.key: column for column in field.columns} if isinstance(field, Field) else {}

    def _rows(self, table: str, of: Condition) -> str:
        within = Kinds(self._columns(table))
        return next(filter(None, (within.wrong(node) for node in nodes(of))), "")

    def _texts(self, left: Term, values: tuple[str, ...]) -> str:
        kind, wrong = self.kind(left)
        if wrong:
            return wrong
        if kind is not Kind.TEXT:
            return "in 只能用于文字和单选"
        wrongs = [self._option(left.key, value) for value in values] if isinstance(left, Answer) else []
        return next(filter(None, wrongs), "")

    def _compare(self, left: Term, op: Op, right: Term) -> str:
        kind, wrong = self.kind(left)
        if wrong:
            return wrong
        if op in _NUMERIC and kind is not Kind.NUMBER:
            return f"{op} 只能用于数字"
        if op in _DATED and kind is not Kind.DATE:
            return f"{op} 只能用于日期"
        if kind in {Kind.CHOICES, Kind.ROWS, Kind.ADDRESS}:
            return "多选、表格和地址不能这样比较,请用 includes、count、within"
        if isinstance(right, Literal):
            return self._literal(left, kind, right.value)
        other, wrong = self.kind(right)
        return wrong or ("" if other is kind else "两边的类型不同,不能比较")

    def _literal(self, left: Term, kind: Kind, value: object) -> str:
        if kind is Kind.DATE:
            return "" if isinstance(value, str) and _iso(value) else "日期应写成 2024-01-01"
        fits = {Kind.TEXT: isinstance(value, str), Kind.TRUTH: isinstance(value, bool)}
        if not fits.get(kind, not isinstance(value, str | bool)):
            return f"「{value}」与左边的类型不同"
        return self._option(left.key, str(value)) if isinstance(left, Answer) and kind is Kind.TEXT else ""

    def kind(self, term: Term) -> tuple[Kind, str]:
        """The kind of a term, and what is wrong with it."""
        match term:
            case Answer(key):
                wrong = self._expect(key)
                return (Kind.TEXT, wrong) if wrong else (kind_of(self._fields[key].type), "")
            case Known(source):
                held = source_type(source)
                return (kind_of(held), "") if held else (Kind.TEXT, self._source(source))
            case Today():
                return Kind.DATE, ""
            case Sum(keys):
                return Kind.NUMBER, next(filter(None, (self._column(key, numbers=True) for key in keys)), "")
            case Count(key):
                return Kind.NUMBER, self._expect(key, FieldType.ROWS, FieldType.CHOICES)
            case _:
                return Kind.NUMBER, self._composed(term)

    def _composed(self, term: Term) -> str:
        match term:
            case Age(key, at):
                return self._expect(key, FieldType.ID_NUMBER, FieldType.DATE) or self._of_kind(at, Kind.DATE)
            case Days(start, end):
                return self._of_kind(start, Kind.DATE) or self._of_kind(end, Kind.DATE)
            case Times(of, by):
                factor = "" if isinstance(by, Literal) else self._of_kind(by, Kind.NUMBER)
                return self._of_kind(of, Kind.NUMBER) or factor
            case _:
                raise TypeError(type(term).__name__)

    def _of_kind(self, term: Term, wanted: Kind) -> str:
        kind, wrong = self.kind(term)
        expected = "日期" if wanted is Kind.DATE else "数字"
        return wrong or ("" if kind is wanted else f"这里应为{expected}")


def _iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2024-01-01")
