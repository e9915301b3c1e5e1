"""What spares an applicant a material (免提交): electronic licences, found by the desk itself."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from affairs.people.acting import Acting
from affairs.precheck.supplied import FoundLicence

__all__ = ["Licences"]


class Licences(Protocol):
    """A library of electronic licences (电子证照)."""

    async def find(self, types: Sequence[str], acting: Acting) -> Mapping[str, FoundLicence]:
        """The applicant's licences by type, of these types. Raises ServiceUnavailable."""
