"""Profiles: one system's field names, lengths, code tables, date formats and allowed pairs, as data (YAML).

Schemas differ by place and by year (national v3 and v4, each province, each vendor), adapters do
not: a new layout is a new file. ``docs/adapters.md`` describes the format.
"""

import functools
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from affairs.approval.updates import UpdateKind

__all__ = [
    "FieldRule",
    "Form",
    "KindRule",
    "Message",
    "Pair",
    "Profile",
    "ProfileFault",
    "Reading",
    "load_profile",
    "shipped_profiles",
]

FOLDER = Path(__file__).parent / "profiles"
LARGEST = 1_000_000
"""Bytes of a profile; the largest known one has 20 kB."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ProfileFault(Exception):
    """A profile that cannot be used: every fault, a line each."""


class Form(StrEnum):
    """How a value is written."""

    TEXT = "text"
    INTEGER = "int"
    FLAG = "flag"
    """1 or 0"""
    REGION = "region"
    """行政区划 in twelve digits: zeros follow a shorter code (GB/T 2260, GB/T 10114)."""
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    """A time without an offset in China's zone, for columns of databases."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FieldRule(_Strict):
    """One field: where its value is from (``from``: a path; ``text``: a pattern of paths; ``value``: a constant),
    how it is written, and what is allowed.
    """

    title: str = ""
    source: str = Field("", alias="from")
    text: str = ""
    value: str | int | None = None
    form: Form = Field(Form.TEXT, alias="as")
    codes: str = ""
    otherwise: str = ""
    """Path of another value, taken when the first is absent."""
    max: int | None = Field(None, gt=0)
    pattern: str = ""
    required: bool = False
    required_when: dict[str, list[str]] = Field(default_factory=dict)
    """Path → values: required when any of the paths has one of its values."""

    @model_validator(mode="after")
    def _one_origin(self) -> "FieldRule":
        given = sum((bool(self.source), bool(self.text), self.value is not None))
        if given != 1:
            raise ValueError("exactly one of from, text, value")
        return self


class Pair(_Strict):
    """Two coded fields whose values must fit: the first's value → what the second may be."""

    fields: tuple[str, str]
    allowed: dict[str, list[str]]


class Message(_Strict):
    """One message (or table) that is sent: its name outside, its fields in order, its pairs."""

    target: str = ""
    fields: dict[Name, FieldRule]
    pairs: list[Pair] = Field(default_factory=list)


class KindRule(_Strict):
    """Some fields of a record, joined by ``|``, → what happened."""

    fields: list[str]
    values: dict[str, UpdateKind]


class Reading(_Strict):
    """How a record that comes back is read: our field → its path there; the first kind rule that knows it wins."""

    target: str = ""
    fields: dict[str, str]
    kinds: list[KindRule] = Field(default_factory=list)
    otherwise: UpdateKind = UpdateKind.UNKNOWN
    optional: bool = False
    """A record without the time says nothing yet, and nothing is amiss (a special procedure that goes on)."""


class Answers(_Strict):
    """What answers mean: where the code is, which codes say yes, that it was there already, to try later."""

    code: str = "code"
    message: str = "message"
    success: list[str] = Field(default_factory=lambda: ["200"])
    repeated: list[str] = Field(default_factory=list)
    later: list[str] = Field(default_factory=list)


class Profile(_Strict):
    """One layout, whole."""

    name: Name
    title: str
    source: str = ""
    """Where its facts are from (a standard, a vendor's document)."""
    date_format: str = "%Y%m%d"
    time_format: str = "%Y%m%dT%H%M%S"
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    messages: dict[str, Message] = Field(default_factory=dict)
    readings: dict[str, Reading] = Field(default_factory=dict)
    answers: Answers = Answers()
    paths: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    """Names of the bookkeeping columns of an exchange database."""

    @model_validator(mode="after")
    def _tables_are_there(self) -> "Profile":
        missing = [
            f"messages.{message}.{name}: there is no code table {rule.codes}"
            for message, spec in self.messages.items()
            for name, rule in spec.fields.items()
            if rule.codes and rule.codes not in self.codes
        ]
        missing += [
            f"messages.{message}.pairs: there is no field {name}"
            for message, spec in self.messages.items()
            for pair in spec.pairs
            for name in pair.fields
            if name not in spec.fields
        ]
        if missing:
            raise ValueError("; ".join(missing))
        return self


def shipped_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with the product."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_profile(name: str, beside: Path | None = None) -> Profile:
    """The profile of that name: a .yaml beside the settings, else one of ours. Raises ProfileFault."""
    path = (beside or Path()) / name if name.endswith(".yaml") else FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise ProfileFault(f"there is no profile {name}; shipped: {', '.join(shipped_profiles())}")
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> Profile:
    if path.stat().st_size > LARGEST:
        raise ProfileFault(f"{path.name}: larger than {LARGEST} bytes")
    try:
        raw: Any = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return Profile.model_validate(raw if isinstance(raw, Mapping) else {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProfileFault(f"{path.name}: {str(error).splitlines()[0]}") from None
    except ValidationError as error:
        lines = [f"{path.name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise ProfileFault("\n".join(lines)) from None
