"""What an applicant need not type, because it is known already."""

from collections.abc import Mapping
from typing import Any

from affairs.applications.application import Application
from affairs.people.citizens import Citizen
from knowledge.forms import Form

__all__ = ["known_of", "prefilled"]

EARLIER = "earlier."


def known_of(citizen: Citizen) -> dict[str, str]:
    """What is known of whoever is logged in, by the names of :mod:`knowledge.forms.sources`."""
    known = {"citizen.name": citizen.name, "citizen.id_number": citizen.id_number, "citizen.mobile": citizen.phone}
    return {source: value for source, value in known.items() if value}


def prefilled(form: Form, citizen: Citizen, earlier: Application | None = None) -> Mapping[str, Any]:
    """Answers of the fields that name a source, where the source is known."""
    known = known_of(citizen)
    before = earlier.answers if earlier else {}
    answers: dict[str, Any] = {}
    for field in form.fields():
        value = before.get(field.prefill.removeprefix(EARLIER)) if field.prefill.startswith(EARLIER) else None
        value = known.get(field.prefill) if value is None else value
        if value is not None:
            answers[field.key] = value
    return answers
