"""Fields that several bodies share."""

from typing import Annotated

from pydantic import Field

__all__ = ["Code", "CreditCode", "IdNumber", "OrganisationName", "PersonName"]

PersonName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f<>]+$")]
IdNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{16}[0-9X]$", description="公民身份号码 (GB 11643), 18 places.")]
CreditCode = Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$")]
OrganisationName = Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00-\x1f\x7f<>]+$")]
Code = Annotated[str, Field(min_length=1, max_length=256)]
