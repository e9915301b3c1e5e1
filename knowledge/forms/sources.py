"""What is known of an applicant before they fill in anything, by name.

``citizen.*`` is the one who is logged in, ``principal.*`` the relative they act for,
``company.*`` the company they act for; ``licence.TYPE.FIELD`` comes from an electronic licence,
``earlier.KEY`` from the field KEY of the same applicant's earlier application.
"""

import re
from typing import Final

from knowledge.forms.fields import FieldType

__all__ = ["LICENCE_FIELDS", "SOURCES", "source_type"]

SOURCES: Final[dict[str, FieldType]] = {
    "citizen.name": FieldType.NAME,
    "citizen.id_number": FieldType.ID_NUMBER,
    "citizen.mobile": FieldType.MOBILE,
    "principal.name": FieldType.NAME,
    "principal.id_number": FieldType.ID_NUMBER,
    "principal.relation": FieldType.TEXT,
    "company.name": FieldType.ORGANISATION,
    "company.credit_code": FieldType.CREDIT_CODE,
    "company.legal_person": FieldType.NAME,
    "company.legal_person_id_number": FieldType.ID_NUMBER,
    "company.address": FieldType.TEXT,
}
"""The sources with a name of their own, and what they hold."""

LICENCE_FIELDS: Final[dict[str, FieldType]] = {
    "number": FieldType.TEXT,
    "holder": FieldType.TEXT,
    "holder_number": FieldType.TEXT,
    "legal_person": FieldType.NAME,
    "address": FieldType.TEXT,
    "scope": FieldType.LONG_TEXT,
    "valid_from": FieldType.DATE,
    "valid_until": FieldType.DATE,
}
"""What a licence tells beside its type."""

_LICENCE = re.compile(r"licence\.[a-z][a-z0-9_]{0,39}\.([a-z_]{1,40})")
_EARLIER = re.compile(r"earlier\.[a-z][a-z0-9_]{0,59}")


def source_type(source: str) -> FieldType | None:
    """What a source holds; TEXT for ``earlier.*``, whose field says more; None when there is no such source."""
    if source in SOURCES:
        return SOURCES[source]
    licence = _LICENCE.fullmatch(source)
    if licence:
        return LICENCE_FIELDS.get(licence[1])
    return FieldType.TEXT if _EARLIER.fullmatch(source) else None
