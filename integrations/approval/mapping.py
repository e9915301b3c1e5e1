"""Our packet → a system's fields, by its profile; every fault found before anything leaves. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from affairs.approval.errors import FieldFault
from affairs.clock import CHINA
from integrations.approval.profile import FieldRule, Form, Message, Profile

__all__ = ["Rendered", "Scope", "render"]

PLACEHOLDER = re.compile(r"\{([a-z_.]+)\}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What paths may begin with (``case``, ``step``, ``settings`` …), and how each is called in faults."""

    roots: Mapping[str, Any]
    labels: Mapping[str, str]

    def value(self, path: str) -> Any:
        """What is at ``a.b.c``; None as soon as a part of it is absent."""
        found: Any = self.roots
        for part in path.split("."):
            if found is None:
                return None
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
        return found

    def label(self, path: str) -> str:
        """The path as faults name it: without ``case.``, and with the number of a step or a material."""
        root, _, rest = path.partition(".")
        named = self.labels.get(root, root)
        return f"{named}.{rest}" if named and rest else rest or named


@dataclass(frozen=True, slots=True)
class Rendered:
    """The fields of one message, and what is wrong with them."""

    fields: Mapping[str, Any]
    faults: tuple[FieldFault, ...]


def render(profile: Profile, message: str, scope: Scope) -> Rendered:
    """One message of the profile over ``scope``. Fields without a value are None."""
    spec = profile.messages[message]
    fields: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for name, rule in spec.fields.items():
        title = rule.title or name
        try:
            fields[name] = _written(profile, rule, title, scope)
        except _Fault as fault:
            fields[name] = None
            faults.append(FieldFault(scope.label(rule.source) or name, fault.code, fault.reason))
    faults += _pair_faults(spec, fields, scope)
    return Rendered(fields, tuple(faults))


class _Fault(Exception):
    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code, self.reason = code, reason


def _written(profile: Profile, rule: FieldRule, title: str, scope: Scope) -> Any:
    value = _origin(rule, scope)
    if value in (None, ""):
        if rule.form is Form.FLAG:
            return "0"
        if rule.required or _is_required(rule, scope):
            raise _Fault("required", f"“{title}”不能为空")
        return None
    if rule.codes:
        value = _coded(profile.codes[rule.codes], value, title)
    written = _formed(profile, rule.form, value, title)
    if rule.max is not None and len(str(written)) > rule.max and not isinstance(written, datetime):
        raise _Fault("too-long", f"“{title}”不能超过{rule.max}个字，现在有{len(str(written))}个")
    if rule.pattern and not re.fullmatch(rule.pattern, str(written)):
        raise _Fault("bad-format", f"“{title}”的格式不对")
    return written


def _origin(rule: FieldRule, scope: Scope) -> Any:
    if rule.value is not None:
        return rule.value
    if rule.text:
        return PLACEHOLDER.sub(lambda found: _plain(scope.value(found[1])), rule.text)
    value = scope.value(rule.source)
    return scope.value(rule.otherwise) if rule.otherwise and value in (None, "") else value


def _is_required(rule: FieldRule, scope: Scope) -> bool:
    return any(_plain(scope.value(path)) in values for path, values in rule.required_when.items())


def _coded(table: Mapping[str, str], value: Any, title: str) -> str:
    plain = _plain(value)
    if plain not in table:
        raise _Fault("not-in-codes", f"“{title}”的值“{plain}”不在代码项之中")
    return table[plain]


def _formed(profile: Profile, form: Form, value: Any, title: str) -> Any:
    written: Mapping[Form, Callable[[Any], Any]] = {
        Form.INTEGER: int,
        Form.FLAG: lambda given: "1" if given else "0",
        Form.REGION: lambda given: _plain(given).ljust(12, "0"),
        Form.DATE: lambda given: _in_china(given).strftime(profile.date_format),
        Form.TIME: lambda given: _in_china(given).strftime(profile.time_format),
        Form.MOMENT: lambda given: _in_china(given).replace(tzinfo=None, microsecond=0),
        Form.TEXT: _plain,
    }
    try:
        return written[form](value)
    except (TypeError, ValueError, AttributeError):
        raise _Fault("bad-format", f"“{title}”的格式不对") from None


def _in_china(value: Any) -> Any:
    return value.astimezone(CHINA) if isinstance(value, datetime) else value


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _pair_faults(spec: Message, fields: Mapping[str, Any], scope: Scope) -> list[FieldFault]:
    faults = []
    for pair in spec.pairs:
        first, second = (fields.get(name) for name in pair.fields)
        if first is None or second is None or str(second) in pair.allowed.get(str(first), []):
            continue
        titles = [spec.fields[name].title or name for name in pair.fields]
        reason = f"“{titles[0]}”为“{first}”时，“{titles[1]}”不能是“{second}”"
        faults.append(FieldFault(scope.label(spec.fields[pair.fields[1]].source), "pair-not-allowed", reason))
    return faults
