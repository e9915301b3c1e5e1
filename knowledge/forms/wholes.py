"""All conditions of a form."""

from collections.abc import Iterator

from knowledge.forms.conditions import Condition
from knowledge.forms.form import Form

__all__ = ["conditions_of"]


def conditions_of(form: Form) -> Iterator[Condition]:
    """Every condition that stands anywhere in the form."""
    held: list[Condition | None] = []
    for field in form.fields():
        held += [field.when, field.required_when]
    held += [decision.when for decision in form.decisions]
    for slot in form.materials:
        held += [slot.when, slot.required_when]
    for rule in form.rules:
        held += [rule.when, rule.must]
    return (condition for condition in held if condition is not None)
