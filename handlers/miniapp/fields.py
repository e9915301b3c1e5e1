"""Fields that several bodies share."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

__all__ = ["SAYING", "WHOLE", "WORD", "Code", "CreditCode", "IdNumber", "OrganisationName", "PersonName"]


def _whole(value: Any) -> Any:
    """``3.0`` as 3: JSON has one kind of numbers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""For an integer of a strict body; to stand last, or the bounds before it are not in the document."""

_UNSEEN = r"\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff<>"
"""What is not seen where a name is read (controls, zero widths, changes of direction), and what markup begins with."""
SAYING = rf"^[^{_UNSEEN}]*[^\s{_UNSEEN}][^{_UNSEEN}]*$"
"""One line with something in it beside blanks."""
WORD = rf"^[^\s{_UNSEEN}]+$"
"""Something without a blank in it; engines differ on which control characters are blanks, so none is let in."""
PersonName = Annotated[str, Field(min_length=1, max_length=60, pattern=SAYING)]
IdNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{16}[0-9X]$", description="公民身份号码 (GB 11643), 18 places.")]
CreditCode = Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$")]
OrganisationName = Annotated[str, Field(min_length=2, max_length=200, pattern=SAYING)]
Code = Annotated[str, Field(min_length=1, max_length=256)]
