"""What answers hold once they have been read: the values that conditions work on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

__all__ = ["Address", "Facts", "Row", "Value"]


@dataclass(frozen=True, slots=True)
class Address:
    """An address: ``path`` are the codes of its region and of those above, the smallest first."""

    path: tuple[str, ...]
    detail: str


Row: TypeAlias = Mapping[str, "str | Decimal | bool | date | tuple[str, ...] | Address"]
Value: TypeAlias = str | Decimal | bool | date | tuple[str, ...] | Address | tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a condition may ask for.

    ``given`` are the fields that are answered and apply, ``values`` those of them whose
    answers are fit; ``known`` is what is known of the applicant, by source.
    """

    today: date
    values: Mapping[str, Value] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    known: Mapping[str, Value] = field(default_factory=dict)
