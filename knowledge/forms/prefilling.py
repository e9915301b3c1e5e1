"""What a form can be filled in with before anything is asked."""

from collections.abc import Mapping

from knowledge.forms.conditions import All, Answer, Compare, Condition, Includes, Literal, Op
from knowledge.forms.fields import FieldType
from knowledge.forms.form import Form
from knowledge.forms.kinds import kind_of
from knowledge.forms.sources import source_type

__all__ = ["prefilled", "situated", "sources_wanted"]


def sources_wanted(form: Form) -> frozenset[str]:
    """The sources that fields of the form are prefilled from."""
    return frozenset(field.prefill for field in form.fields() if field.prefill)


def prefilled(form: Form, known: Mapping[str, object]) -> dict[str, object]:
    """Answers from what is known, by source; ``earlier.KEY`` as it was answered then. The applicant may change them."""
    answers: dict[str, object] = {}
    for field in form.fields():
        value = known.get(field.prefill) if field.prefill else None
        same = field.prefill.startswith("earlier.") or _fits(field.prefill, field.type)
        if value not in (None, "") and same:
            answers[field.key] = value
    return answers


def _fits(source: str, held: FieldType) -> bool:
    kind = source_type(source)
    return kind is not None and kind_of(kind) is kind_of(held)


def situated(form: Form, situation: str) -> dict[str, object]:
    """The answers that a situation chosen beforehand gives away; none where it takes more than one reading."""
    decision = next((each for each in form.decisions if each.situation == situation), None)
    return _settled(decision.when, form) if decision else {}


def _settled(condition: Condition, form: Form) -> dict[str, object]:
    match condition:
        case All(of):
            answers: dict[str, object] = {}
            for each in of:
                answers |= _settled(each, form)
            return answers
        case Compare(Answer(key), Op.EQUALS, Literal(value)) if isinstance(value, str | bool):
            return {key: value}
        case Includes(key, value):
            return {key: [value]}
        case _:
            return {}
