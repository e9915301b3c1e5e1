"""What an applicant has handed in, by its facts, and what electronic licences were found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.forms import FileKind, FileText

__all__ = ["FoundLicence", "Supplied"]


@dataclass(frozen=True, slots=True)
class Supplied:
    """One file, or one pile of paper handed over at a counter (``kind`` None), for the slot ``slot``.

    ``is_copy``: it is a photocopy, or the picture of one. ``count`` sets of paper; None = all that the slot asks
    for, as a clerk ticked it (a file counts as one). What is not known is None: pages, the dates on it. ``texts``
    is what could be read from it.
    """

    slot: str
    name: str = ""
    kind: FileKind | None = None
    is_copy: bool = False
    count: int | None = 1
    pages: int | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    texts: Mapping[FileText, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundLicence:
    """An electronic licence of the applicant (电子证照); an empty ``valid_until`` = it does not expire."""

    type: str
    number: str = ""
    holder: str = ""
    holder_number: str = ""
    legal_person: str = ""
    address: str = ""
    scope: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def known(self) -> Iterator[tuple[str, str]]:
        """What it tells, as entries of :attr:`.examination.Context.known`."""
        for name in ("number", "holder", "holder_number", "legal_person", "address", "scope"):
            text = getattr(self, name)
            if text:
                yield f"licence.{self.type}.{name}", text
        for name, day in (("valid_from", self.valid_from), ("valid_until", self.valid_until)):
            if day is not None:
                yield f"licence.{self.type}.{name}", day.isoformat()
