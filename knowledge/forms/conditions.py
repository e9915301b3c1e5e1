"""The nodes of the condition language: what is asked of the answers. Values only, see
:mod:`.notation` for how they are written, :mod:`.evaluation` for what they mean.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Age",
    "All",
    "Answer",
    "AnyOf",
    "Compare",
    "Condition",
    "Count",
    "Days",
    "Every",
    "Includes",
    "Known",
    "Literal",
    "Matches",
    "Not",
    "OneOf",
    "Op",
    "Present",
    "Sum",
    "Term",
    "Times",
    "Today",
    "Unique",
    "Within",
]


class Term:
    """Something that has a value, or none as long as an answer is not given."""

    __slots__ = ()


class Condition:
    """Something that is true, false, or not known yet."""

    __slots__ = ()


class Op(StrEnum):
    """How two terms are compared. The last four are for dates, the four before them for numbers."""

    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    BEFORE = "before"
    NOT_AFTER = "not_after"
    AFTER = "after"
    NOT_BEFORE = "not_before"


@dataclass(frozen=True, slots=True)
class Answer(Term):
    """What the field ``key`` holds."""

    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Term):
    """A fixed value; a date is an ISO string. True is not 1 here."""

    value: str | Decimal | bool

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Today(Term):
    """The day of the check, ``offset`` calendar days later."""

    offset: int = 0


@dataclass(frozen=True, slots=True)
class Known(Term):
    """What is known of the applicant, by the name of a source (:mod:`.sources`)."""

    source: str


@dataclass(frozen=True, slots=True)
class Age(Term):
    """Full years (周岁) at the day ``at`` since the date that ``key`` holds, or the birth date in its ID number."""

    key: str
    at: Term = field(default_factory=Today)


@dataclass(frozen=True, slots=True)
class Days(Term):
    """Calendar days from one date to another; negative when the second is the earlier."""

    start: Term
    end: Term


@dataclass(frozen=True, slots=True)
class Sum(Term):
    """The sum of fields, and of columns (``table.column``) over all rows."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count(Term):
    """How many rows, or chosen options, the field ``key`` holds."""

    key: str


@dataclass(frozen=True, slots=True)
class Times(Term):
    """One number multiplied by another."""

    of: Term
    by: Term


@dataclass(frozen=True, slots=True)
class All(Condition):
    """Every one of them."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one of them."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The contrary."""

    of: Condition


@dataclass(frozen=True, slots=True)
class Present(Condition):
    """Whether ``key`` is answered at all: never unknown. ``known`` asks of a source instead."""

    key: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Compare(Condition):
    """Two terms compared."""

    left: Term
    op: Op
    right: Term


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    """The term is one of some texts."""

    left: Term
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Includes(Condition):
    """A field of several choices has this one among them."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Matches(Condition):
    """A text has the shape that :mod:`.patterns` calls ``pattern``."""

    key: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Within(Condition):
    """An address lies in a region, at any depth."""

    key: str
    region: str


@dataclass(frozen=True, slots=True)
class Unique(Condition):
    """No two rows hold the same in a column (``table.column``)."""

    key: str


@dataclass(frozen=True, slots=True)
class Every(Condition):
    """``of`` holds for every row of a table; the keys within are those of its columns."""

    key: str
    of: Condition
