"""Nodes to and from the catalogue's own dataclasses, strictly, by their annotations."""

import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from knowledge.forms import Condition, Option, write
from knowledge.importers.faults import FaultLog, Where
from knowledge.importers.yaml_nodes import Node
from knowledge.places import Span

__all__ = ["Decoder", "default_of", "encode", "hints", "unlike_default"]

_NAMES = {
    str: "文字(数字请加引号)",
    int: "整数",
    float: "数字",
    Decimal: "数字",
    bool: "true 或 false",
    date: "日期,如 2024-01-01",
}
_RANGES = {"months": (1, 12), "weekdays": (1, 7), "days": (0, 3650), "latitude": (-90, 90), "longitude": (-180, 180)}


@cache
def hints(kind: type) -> dict[str, Any]:
    """Annotation of every field of a dataclass."""
    return get_type_hints(kind)


@cache
def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


@cache
def default_of(kind: Any, name: str) -> Any:
    """The default of a field; MISSING where it has to be given."""
    return next(field.default for field in _fields(kind) if field.name == name)


def unlike_default(value: Any) -> list[tuple[str, Any]]:
    """Names and values of the fields that differ from their defaults."""
    return [(field.name, given) for field in fields(value) if (given := getattr(value, field.name)) != field.default]


class Decoder:
    """Reads nodes of one file; what does not fit is a fault with file, line and path."""

    def __init__(self, place: str, faults: FaultLog) -> None:
        self._place = place
        self._faults = faults

    def fault(self, code: str, reason: str, node: Node, path: str) -> None:
        """Note an error at ``node``."""
        self._faults.error(code, reason, Where(self._place, node.line), path)

    def mapping(self, node: Node, path: str) -> dict[str, Node]:
        """The node's keys; empty with a fault when it is no mapping."""
        if isinstance(node.value, dict):
            return node.value
        self.fault("yaml-type", "这里应为“键: 值”的一组内容", node, path)
        return {}

    def sequence(self, node: Node, path: str) -> list[Node]:
        """The node's entries; null counts as none, anything else is a fault."""
        if isinstance(node.value, list):
            return node.value
        if node.value is not None:
            self.fault("yaml-type", "这里应为列表,如 [甲, 乙]", node, path)
        return []

    def known(self, given: dict[str, Node], allowed: set[str], path: str) -> dict[str, Node]:
        """Those of ``given`` that are allowed; the others are faults."""
        for key in given.keys() - allowed:
            self.fault("unknown-key", f"不认识的键「{key[:40]}」,请对照格式说明更正", given[key], _join(path, key))
        return {key: node for key, node in given.items() if key in allowed}

    def record(self, kind: type, node: Node, path: str, also: frozenset[str] = frozenset()) -> Any:
        """A ``kind`` from a mapping, or None when a required value is not there."""
        given = self.known(self.mapping(node, path), {field.name for field in _fields(kind)} | also, path)
        values = self.values(kind, {key: child for key, child in given.items() if key not in also}, path)
        missing = [f.name for f in _fields(kind) if f.default is MISSING and values.get(f.name, "") == ""]
        for name in missing:
            self.fault("missing-value", f"缺少「{name}」,请补上", node, _join(path, name))
        return None if missing else kind(**values)

    def values(self, kind: type, given: dict[str, Node], path: str) -> dict[str, Any]:
        """Values of those fields of ``kind`` that are given; null stands for the default."""
        values = {}
        for key, node in given.items():
            default = default_of(kind, key)
            if node.value is None and default is not MISSING:
                values[key] = default
                continue
            value = self.value(hints(kind)[key], node, _join(path, key))
            if value is not None:
                values[key] = value
        return values

    def value(self, kind: Any, node: Node, path: str) -> Any:
        """One value of an annotated kind, or None with a fault."""
        if get_origin(kind) in (Union, types.UnionType):
            kind = next(part for part in get_args(kind) if part is not types.NoneType)
        if get_origin(kind) is tuple:
            read = [
                self.value(get_args(kind)[0], one, f"{path}[{n}]") for n, one in enumerate(self.sequence(node, path))
            ]
            return tuple(value for value in read if value is not None)
        if kind is Span:
            return self._span(node, path)
        if is_dataclass(kind):
            return self.record(kind, node, path)  # type: ignore[arg-type]
        return self._scalar(kind, node, path)

    def _scalar(self, kind: Any, node: Node, path: str) -> Any:
        value = node.value
        if issubclass(kind, StrEnum):
            return self._choice(kind, node, path)
        if kind is date and isinstance(value, str):
            value = _iso(value)
        fits = isinstance(value, (int, float) if kind in {float, Decimal} else kind)
        odd = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
        if not fits or odd:
            self.fault("yaml-type", f"这里应为{_NAMES[kind]}", node, path)
            return None
        if isinstance(value, str):
            return value.strip()
        if not self._within(value, node, path):
            return None
        return Decimal(repr(value)) if kind is Decimal else value

    def _within(self, value: Any, node: Node, path: str) -> bool:
        low, high = _RANGES.get(path.rsplit(".", 1)[-1].split("[", maxsplit=1)[0], (0, 10**9))
        if isinstance(value, date) or low <= value <= high:
            return True
        self.fault("out-of-range", f"应在 {low} 到 {high} 之间", node, path)
        return False

    def _choice(self, kind: type[StrEnum], node: Node, path: str) -> StrEnum | None:
        if node.value in {member.value for member in kind}:
            return kind(node.value)
        choices = "、".join(f'"{member.value}"' if member.value.isdigit() else member.value for member in kind)
        self.fault("yaml-choice", f"只能是 {choices} 之一", node, path)
        return None

    def _span(self, node: Node, path: str) -> Span | None:
        try:
            start, end = (time.fromisoformat(part.strip().zfill(5)) for part in node.value.split("-"))
            if start < end:
                return Span(start, end)
        except (AttributeError, ValueError):
            pass
        self.fault("yaml-type", '这里应为时段,如 "09:00-12:00",先早后晚', node, path)
        return None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def encode(value: Any) -> Any:
    """A value as YAML holds it; fields equal to their defaults are left out."""
    written = value
    if isinstance(value, Span):
        written = f"{value.start:%H:%M}-{value.end:%H:%M}"
    elif isinstance(value, Condition):
        written = write(value)
    elif isinstance(value, Decimal):
        written = int(value) if value == value.to_integral_value() else float(value)
    elif isinstance(value, Option) and value == Option(value.value):
        written = value.value
    elif is_dataclass(value):
        written = {name: encode(given) for name, given in unlike_default(value)}
    elif isinstance(value, tuple):
        written = [encode(one) for one in value]
    elif isinstance(value, StrEnum):
        written = value.value
    return written
