"""The advisor's form for a proposal to correct an application: what may be changed, and what was typed as answers."""

from dataclasses import dataclass
from datetime import date

from affairs.applications.application import Application
from affairs.errors import InvalidValue
from affairs.handover.handover import Change
from affairs.precheck import Severity
from affairs.precheck.reading import ReadingRoom
from bot.applying.masking import masked_id
from bot.applying.values import answer_of
from handlers.console.forms import Form as Posted
from handlers.console.reviews import said_answer
from knowledge.forms import Field, FieldType, Form
from knowledge.snapshot import Snapshot

__all__ = ["Row", "changes_of", "rows_of"]

HIDDEN = frozenset({FieldType.ID_NUMBER, FieldType.BANK_CARD})
"""Shown in a conversation by their ends alone."""
PREFIX = "f."
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One answer that may be changed: its name in the form, what it is, and what there is to choose from."""

    name: str
    label: str
    said: str
    options: tuple[str, ...] = ()


def rows_of(form: Form, application: Application, snapshot: Snapshot) -> list[Row]:
    """Every answer but tables, in the form's order."""
    return [
        Row(f"{PREFIX}{field.key}", field.label, _before(field, application, snapshot), _options(field))
        for field in form.fields()
        if field.type is not FieldType.ROWS
    ]


def changes_of(
    posted: Posted, form: Form, application: Application, snapshot: Snapshot, today: date
) -> tuple[Change, ...]:
    """What was typed, read and checked as the applicant's own answers are. Raises InvalidValue, naming the answer."""
    made = []
    for field in form.fields():
        text = posted.text(f"{PREFIX}{field.key}")[:LONGEST] if field.type is not FieldType.ROWS else ""
        if text:
            value = answer_of(field, text, None, today)
            if value is None:
                raise InvalidValue(f"“{field.label}”没看懂，请从选项里选。", field="correction")
            _value, placed = ReadingRoom(today, snapshot.regions).read(field, value)
            wrong = [each.flaw for each in placed if each.flaw.severity is Severity.ERROR]
            if wrong:
                raise InvalidValue(f"“{field.label}”：{wrong[0].message}{wrong[0].remedy}", field="correction")
            if value != application.answers.get(field.key):
                said = _shown(field, value, snapshot)
                made.append(Change(field.key, field.label, _before(field, application, snapshot), said, value))
    return tuple(made)


def _before(field: Field, application: Application, snapshot: Snapshot) -> str:
    answer = application.answers.get(field.key)
    return "" if answer is None else _shown(field, answer, snapshot)


def _shown(field: Field, answer: object, snapshot: Snapshot) -> str:
    return masked_id(str(answer)) if field.type in HIDDEN else said_answer(field, answer, snapshot)


def _options(field: Field) -> tuple[str, ...]:
    if field.type is FieldType.YES_NO:
        return ("是", "否")
    return tuple(option.shown for option in field.options) if field.type is FieldType.CHOICE else ()
