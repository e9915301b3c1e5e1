"""What an applicant hands in: one slot for each material of the guide."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.forms.conditions import Condition

__all__ = ["Comparison", "FileKind", "FileText", "MaterialSlot"]


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf"
    OFD = "ofd"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"


class FileText(StrEnum):
    """What can be read from a file and compared with an answer."""

    NAME = "name"
    ID_NUMBER = "id_number"
    ORGANISATION = "organisation"
    CREDIT_CODE = "credit_code"
    LEGAL_PERSON = "legal_person"
    ADDRESS = "address"
    NUMBER = "number"
    VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``text`` in the file has to be what the field ``field`` holds."""

    text: FileText
    field: str


@dataclass(frozen=True, slots=True)
class MaterialSlot:
    """A place for one material, ``name`` as the guide has it; ``label`` tells apart slots of one name.

    Which materials: in one of ``situations`` (of the guide; none = in all), and only ``when``.
    It is required by ``required``, or by ``required_when`` in its stead. Slots that share
    ``one_of`` are alternatives: one of them is enough. ``originals`` and ``copies`` count pieces
    of paper; the scan of an original stands for all of both, none of either = nothing to hand in.

    ``tolerated_days``: may follow within so many working days (容缺). ``licence``: not to be
    handed in when the electronic licence of this type is found (免提交). ``valid_on``: what expires
    must not expire before ``today`` or the date in this field; ``issued_within_days``: must not be
    older. ``source`` is the law that asks for it.
    """

    key: str
    name: str
    label: str = ""
    situations: tuple[str, ...] = ()
    when: Condition | None = None
    required: bool = True
    required_when: Condition | None = None
    originals: int = 1
    copies: int = 0
    accepts: tuple[FileKind, ...] = (FileKind.PDF, FileKind.JPEG, FileKind.PNG)
    max_files: int = 10
    min_pages: int | None = None
    max_pages: int | None = None
    one_of: str = ""
    tolerated_days: int | None = None
    licence: str = ""
    compare: tuple[Comparison, ...] = ()
    valid_on: str = ""
    issued_within_days: int | None = None
    help: str = ""
    sample_url: str = ""
    source: str = ""

    @property
    def title(self) -> str:
        """What the applicant reads."""
        return self.label or self.name
