"""What an applicant need not type, because it is known already."""

from collections.abc import Mapping
from typing import Any

from affairs.applications.application import Application
from knowledge.forms import Form

__all__ = ["prefilled"]

EARLIER = "earlier."


def prefilled(form: Form, known: Mapping[str, str], earlier: Application | None = None) -> Mapping[str, Any]:
    """Answers of the fields whose source (:mod:`knowledge.forms.sources`) is known."""
    before = earlier.answers if earlier else {}
    answers: dict[str, Any] = {}
    for field in form.fields():
        value = before.get(field.prefill.removeprefix(EARLIER)) if field.prefill.startswith(EARLIER) else None
        value = known.get(field.prefill) if value is None else value
        if value is not None:
            answers[field.key] = value
    return answers
