"""A form: fields, situations, materials and rules of one item (or a variant of it) from one day on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.forms.conditions import Condition
from knowledge.forms.fields import Field, Section
from knowledge.forms.materials import MaterialSlot

__all__ = ["Decision", "Form", "FormKey", "Rule", "Severity"]


class Severity(StrEnum):
    """How much a finding weighs, the gravest first."""

    ERROR = "error"
    """It must be mended before the application can be submitted."""
    WARNING = "warning"
    """It may be submitted as it is, and may come back."""
    HINT = "hint"
    """Worth knowing; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The situation (情形) of the guide that holds when the answers are such."""

    situation: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """``must`` holds wherever ``when`` does. Broken: ``message`` and ``remedy``, in citizens' words.

    ``place`` is the key of a field or of a material slot; ``source`` the law or standard. What is
    not decided yet is not broken.
    """

    id: str
    must: Condition
    place: str
    message: str
    remedy: str
    source: str
    severity: Severity = Severity.ERROR
    when: Condition | None = None


@dataclass(frozen=True, slots=True, order=True)
class FormKey:
    """What names one form: item, variant ('' = none), and the day from which it holds."""

    item_code: str
    variant: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be filled in and handed in for one item, and by which rules it is judged.

    An application keeps the form it was begun with; :func:`knowledge.codec.digest` tells one from another.
    ``source`` is the law by which what is asked for may be asked for.
    """

    item_code: str
    effective_from: date
    source: str
    variant: str = ""
    version: str = ""
    sections: tuple[Section, ...] = ()
    decisions: tuple[Decision, ...] = ()
    materials: tuple[MaterialSlot, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def key(self) -> FormKey:
        """What names this form."""
        return FormKey(self.item_code, self.variant, self.effective_from)

    def fields(self) -> Iterator[Field]:
        """All fields, in the order of asking."""
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> Field | None:
        """The field of this key."""
        return next((field for field in self.fields() if field.key == key), None)

    def material(self, key: str) -> MaterialSlot | None:
        """The material slot of this key."""
        return next((slot for slot in self.materials if slot.key == key), None)
