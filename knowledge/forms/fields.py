"""What an applicant fills in: fields with their types, options and bounds."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.forms.conditions import Condition
from knowledge.places import RegionLevel

__all__ = ["Column", "Field", "FieldType", "IdDocument", "Option", "Section"]


class FieldType(StrEnum):
    """What an answer is, and so how it is asked for and checked.

    An answer is JSON: a string, but a number (or a string of digits) for ``amount`` and
    ``number``, true or false for ``yes_no``, a list of option values for ``choices``,
    ``{"region": code, "detail": text}`` for ``address``, a list of objects for ``rows``.
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    ORGANISATION = "organisation"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    MOBILE = "mobile"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    ADDRESS = "address"
    ROWS = "rows"


class IdDocument(StrEnum):
    """Documents whose numbers follow GB 11643 and may be entered in an ``id_number`` field."""

    RESIDENT = "resident"
    """居民身份证."""
    HMT_RESIDENCE = "hmt_residence"
    """港澳台居民居住证, numbers beginning with 81, 82, 83."""
    FOREIGN_RESIDENCE = "foreign_residence"
    """外国人永久居留身份证 (2023), numbers beginning with 9."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. ``label`` is shown, and is the value itself where it is empty."""

    value: str
    label: str = ""
    help: str = ""

    @property
    def shown(self) -> str:
        """What the applicant reads."""
        return self.label or self.value


@dataclass(frozen=True, slots=True)
class Column:
    """One thing to fill in, within a row of a table or as a field of its own.

    ``minimum`` and ``maximum`` bound amounts and numbers (in ``unit``), ``decimals`` their
    places after the point; ``earliest`` and ``latest`` bound dates: ``2024-01-01``, ``today``,
    ``today+30``, ``today-1``. ``pattern`` names one of :mod:`.patterns`. ``level`` is how deep
    in the region tree an address has to reach. ``source`` is the law or standard that asks for it.
    """

    key: str
    label: str
    type: FieldType
    required: bool = True
    options: tuple[Option, ...] = ()
    help: str = ""
    example: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    earliest: str = ""
    latest: str = ""
    pattern: str = ""
    documents: tuple[IdDocument, ...] = ()
    level: RegionLevel | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Field(Column):
    """One field of a form.

    ``when``: it is asked for only then, else what it holds is ignored. ``required_when``
    takes the place of ``required``. ``prefill`` names one of :mod:`.sources`. A field of type
    ``rows`` has ``columns`` and holds ``min_rows`` to ``max_rows`` rows.
    """

    when: Condition | None = None
    required_when: Condition | None = None
    prefill: str = ""
    columns: tuple[Column, ...] = ()
    min_rows: int | None = None
    max_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that are shown together under one title."""

    title: str
    fields: tuple[Field, ...] = ()
    help: str = ""
