"""Whether a form holds together: every fault at once, each with its place in the form."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from knowledge.forms.conditions import Condition
from knowledge.forms.fields import Column, Field, FieldType
from knowledge.forms.form import Form
from knowledge.forms.kinds import Kind, Kinds, kind_of
from knowledge.forms.notation import RESERVED
from knowledge.forms.patterns import PATTERNS
from knowledge.forms.sources import source_type
from knowledge.forms.walking import keys_in, nodes

__all__ = ["DAY", "FormFault", "check"]

Path = tuple[str | int, ...]
DAY: Final = re.compile(r"today(?:[+-]\d{1,5})?|\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
"""How ``earliest`` and ``latest`` are written."""

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TEXTS: Final = {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.ORGANISATION}
_NUMBERS: Final = {FieldType.AMOUNT, FieldType.NUMBER}
_BELONGS: Final[dict[str, set[FieldType]]] = {
    "options": {FieldType.CHOICE, FieldType.CHOICES},
    "unit": _NUMBERS,
    "minimum": _NUMBERS,
    "maximum": _NUMBERS,
    "decimals": _NUMBERS,
    "min_length": _TEXTS,
    "max_length": _TEXTS,
    "earliest": {FieldType.DATE},
    "latest": {FieldType.DATE},
    "pattern": {FieldType.TEXT, FieldType.ORGANISATION},
    "documents": {FieldType.ID_NUMBER},
    "level": {FieldType.ADDRESS},
    "columns": {FieldType.ROWS},
    "min_rows": {FieldType.ROWS},
    "max_rows": {FieldType.ROWS},
}


class FormFault(NamedTuple):
    """What is wrong: where in the form, a stable code, and the reason for the form's author."""

    path: Path
    code: str
    reason: str


def check(form: Form) -> tuple[FormFault, ...]:
    """All faults of a form, in its order; none = it can be used."""
    return tuple(_Checker(form).faults())


class _Checker:
    def __init__(self, form: Form) -> None:
        self._form = form
        self._fields: dict[str, Field] = {field.key: field for field in form.fields()}
        self._kinds = Kinds(self._fields)

    def faults(self) -> Iterator[FormFault]:
        yield from self._keys()
        for number, section in enumerate(self._form.sections):
            for index, field in enumerate(section.fields):
                yield from self._field(field, ("sections", number, "fields", index))
        yield from self._cycles()
        yield from self._decisions()
        yield from self._materials()
        yield from self._rules()

    def _keys(self) -> Iterator[FormFault]:
        places: list[tuple[str, Path]] = [(slot.key, ("materials", n)) for n, slot in enumerate(self._form.materials)]
        for number, section in enumerate(self._form.sections):
            places += [(field.key, ("sections", number, "fields", n)) for n, field in enumerate(section.fields)]
        yield from _odd_keys(places)

    def _field(self, field: Field, path: Path) -> Iterator[FormFault]:
        yield from _column(field, path)
        if field.type is FieldType.ROWS:
            yield from self._table(field, path)
        yield from self._condition(field.when, (*path, "when"))
        yield from self._condition(field.required_when, (*path, "required_when"))
        held = source_type(field.prefill) if field.prefill else field.type
        if held is None:
            yield FormFault((*path, "prefill"), "unknown-source", f"没有叫「{field.prefill[:60]}」的来源")
        elif kind_of(held) is not kind_of(field.type) and not field.prefill.startswith("earlier."):
            yield FormFault((*path, "prefill"), "type-mismatch", f"来源「{field.prefill}」与字段的类型不同")

    def _table(self, field: Field, path: Path) -> Iterator[FormFault]:
        if not field.columns:
            yield FormFault((*path, "columns"), "missing-value", f"表格「{field.label}」没有列")
        yield from _odd_keys([(column.key, (*path, "columns", n)) for n, column in enumerate(field.columns)])
        for number, column in enumerate(field.columns):
            inside = (*path, "columns", number)
            yield from _column(column, inside)
            if column.type is FieldType.ROWS:
                yield FormFault((*inside, "type"), "type-mismatch", "表格里不能再有表格")
        if field.min_rows is not None and field.max_rows is not None and field.min_rows > field.max_rows:
            yield FormFault((*path, "max_rows"), "empty-range", "max_rows 小于 min_rows")

    def _condition(self, condition: Condition | None, path: Path) -> Iterator[FormFault]:
        for node in nodes(condition) if condition is not None else ():
            wrong = self._kinds.wrong(node)
            if wrong:
                code = "unknown-field" if wrong.startswith("没有 key") else "type-mismatch"
                yield FormFault(path, code, wrong)

    def _cycles(self) -> Iterator[FormFault]:
        """Fields that are asked for only when they themselves are answered, in however many steps."""
        asks = {key: keys_in(field.when) for key, field in self._fields.items()}
        for number, section in enumerate(self._form.sections):
            for index, field in enumerate(section.fields):
                if field.key in _reached(asks, field.key):
                    path = ("sections", number, "fields", index, "when")
                    yield FormFault(path, "condition-cycle", f"「{field.label}」出现的条件绕成了圈")

    def _decisions(self) -> Iterator[FormFault]:
        names = Counter(decision.situation for decision in self._form.decisions)
        for number, decision in enumerate(self._form.decisions):
            if names[decision.situation] > 1:
                reason = f"情形「{decision.situation}」有两条,请用 any 合并"
                yield FormFault(("decisions", number, "situation"), "situation-twice", reason)
            yield from self._condition(decision.when, ("decisions", number, "when"))

    def _materials(self) -> Iterator[FormFault]:
        groups = Counter(slot.one_of for slot in self._form.materials if slot.one_of)
        situations = {decision.situation for decision in self._form.decisions}
        for number, slot in enumerate(self._form.materials):
            path: Path = ("materials", number)
            yield from self._condition(slot.when, (*path, "when"))
            yield from self._condition(slot.required_when, (*path, "required_when"))
            for unknown in set(slot.situations) - situations:
                yield FormFault((*path, "situations"), "unknown-situation", f"decisions 里没有情形「{unknown}」")
            if slot.one_of and groups[slot.one_of] < 2:
                yield FormFault(
                    (*path, "one_of"), "lonely-alternative", f"「{slot.one_of}」只有一种材料,谈不上任选其一"
                )
            if slot.valid_on not in {"", "today"} and self._type(slot.valid_on) is not FieldType.DATE:
                yield FormFault((*path, "valid_on"), "unknown-field", f"「{slot.valid_on}」不是日期字段,也不是 today")
            if slot.min_pages is not None and slot.max_pages is not None and slot.min_pages > slot.max_pages:
                yield FormFault((*path, "max_pages"), "empty-range", "max_pages 小于 min_pages")
            for index, comparison in enumerate(slot.compare):
                if comparison.field not in self._fields:
                    reason = f"没有 key 为「{comparison.field}」的字段"
                    yield FormFault((*path, "compare", index, "field"), "unknown-field", reason)

    def _type(self, key: str) -> FieldType | None:
        field = self._fields.get(key)
        return field.type if field else None

    def _rules(self) -> Iterator[FormFault]:
        places = self._fields.keys() | {slot.key for slot in self._form.materials}
        ids = Counter(rule.id for rule in self._form.rules)
        for number, rule in enumerate(self._form.rules):
            path: Path = ("rules", number)
            if ids[rule.id] > 1:
                yield FormFault((*path, "id"), "rule-twice", f"规则编号「{rule.id}」重复")
            if rule.place not in places:
                yield FormFault((*path, "place"), "unknown-place", f"没有 key 为「{rule.place}」的字段或材料")
            yield from self._condition(rule.when, (*path, "when"))
            yield from self._condition(rule.must, (*path, "must"))


def _odd_keys(places: Iterable[tuple[str, Path]]) -> Iterator[FormFault]:
    places = list(places)
    times = Counter(key for key, _ in places)
    for key, path in places:
        if not _KEY.fullmatch(key) or key in RESERVED:
            reason = f"key「{key[:60]}」应为小写英文字母开头的字母、数字、下划线,且不是保留词"
            yield FormFault((*path, "key"), "odd-key", reason)
        elif times[key] > 1:
            yield FormFault((*path, "key"), "key-twice", f"key「{key}」重复(字段和材料不能同名)")


def _column(column: Column, path: Path) -> Iterator[FormFault]:
    for name, types in _BELONGS.items():
        given = getattr(column, name, None)
        if given not in (None, "", ()) and column.type not in types:
            yield FormFault((*path, name), "type-mismatch", f"类型 {column.type} 的字段没有 {name}")
    yield from _options(column, path)
    if column.pattern and column.pattern not in PATTERNS:
        yield FormFault((*path, "pattern"), "unknown-pattern", f"没有叫「{column.pattern}」的格式")
    for name, day in (("earliest", column.earliest), ("latest", column.latest)):
        if day and not DAY.fullmatch(day):
            yield FormFault((*path, name), "odd-date", "应为 2024-01-01、today、today+30 或 today-1")
    for low, high in (("minimum", "maximum"), ("min_length", "max_length")):
        lower, upper = getattr(column, low), getattr(column, high)
        if lower is not None and upper is not None and lower > upper:
            yield FormFault((*path, high), "empty-range", f"{high} 小于 {low}")


def _options(column: Column, path: Path) -> Iterator[FormFault]:
    if kind_of(column.type) is not Kind.CHOICES and column.type is not FieldType.CHOICE:
        return
    if not column.options:
        yield FormFault((*path, "options"), "missing-value", f"「{column.label}」没有选项")
    times = Counter(option.value for option in column.options)
    for number, option in enumerate(column.options):
        if times[option.value] > 1:
            yield FormFault((*path, "options", number), "option-twice", f"选项「{option.value}」重复")


def _reached(asks: dict[str, frozenset[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = list(asks[start])
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(asks.get(key, ()))
    return reached
