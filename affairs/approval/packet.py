"""What an approval system is handed: one application, whole, and what has happened to it since.

The fields are those of GB/T 39046-2020 tables 5 to 8 (申请, 受理, 办理, 办结). Nothing here is in the
code of any one system: profiles translate (see :mod:`integrations.approval.profile`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from knowledge.guide import Applicant, CaseType, TimeLimit

__all__ = [
    "CasePacket",
    "Contact",
    "Department",
    "FileReference",
    "GetType",
    "IdType",
    "ItemReference",
    "Outcome",
    "Party",
    "ProvidedMaterial",
    "Result",
    "Source",
    "SpecialKind",
    "SpecialProcedure",
    "Step",
    "StepOutcome",
    "StepPlace",
]


class IdType(StrEnum):
    """证件类型 (the usual ones of GA/T 2000.156), and the code of an organisation."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    RESIDENCE_PERMIT = "residence_permit"
    CREDIT_CODE = "credit_code"
    """统一社会信用代码"""
    OTHER = "other"


class Source(StrEnum):
    """申报来源."""

    ONLINE = "online"
    WINDOW = "window"
    OTHER = "other"


class GetType(StrEnum):
    """收取方式: how a material came to us."""

    PAPER = "paper"
    UPLOAD = "upload"
    LICENCE = "licence"
    """电子证照引用"""
    SHARED = "shared"
    """数据共享"""
    OTHER = "other"


class StepPlace(StrEnum):
    """Where in the procedure a step stands (环节类型). ``ONLY`` both begins and ends it (即办, 不受理)."""

    START = "start"
    MIDDLE = "middle"
    END = "end"
    ONLY = "only"


class StepOutcome(StrEnum):
    """环节处理结果."""

    DISAGREED = "disagreed"
    AGREED = "agreed"
    NOT_TAKEN = "not_taken"
    """不受理: no case for this authority at all."""
    ACCEPTANCE_REFUSED = "acceptance_refused"
    """不予受理"""
    ACCEPTED = "accepted"
    CORRECTION = "correction"
    SPECIAL = "special"
    RETURNED = "returned"


class SpecialKind(StrEnum):
    """特别程序种类, GB/T 39046 A.7: 1 延长审批, 2 除延长外."""

    EXTENSION = "extension"
    OTHER = "other"


class Outcome(StrEnum):
    """How a case ended (办结结果)."""

    GRANTED = "granted"
    REFUSED = "refused"
    """不予许可"""
    ACCEPTANCE_REFUSED = "acceptance_refused"
    WITHDRAWN = "withdrawn"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class ItemReference:
    """The item of the catalogue that is applied for. ``version`` is the catalogue version read."""

    code: str
    name: str
    version: int
    item_type: str = ""
    base_code: str = ""
    variant: str = ""
    variant_code: str = ""
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """实施主体 or 受理单位; ``code`` is its 统一社会信用代码 where known."""

    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """申请者. ``legal_representative`` is owed by every kind of organisation."""

    kind: Applicant
    name: str
    id_type: IdType
    id_number: str
    address: str = ""
    postcode: str = ""
    legal_representative: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """联系人, or 代理人 when given as the agent."""

    name: str
    mobile: str
    id_type: IdType | None = None
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class FileReference:
    """A file in our store: ``reference`` opens it (see :class:`affairs.approval.system.FileSource`)."""

    reference: str
    name: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class ProvidedMaterial:
    """One material as handed in. ``key`` names it within the application; a material may have several files."""

    key: str
    name: str
    get_type: GetType
    count: int = 1
    files: tuple[FileReference, ...] = ()
    provided_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken (环节). Never made up: what did not happen is not here."""

    number: int
    name: str
    place: StepPlace
    outcome: StepOutcome
    actor: str
    department: Department
    started_at: datetime
    ended_at: datetime | None = None
    opinion: str = ""
    accepted_at: datetime | None = None
    promised_until: datetime | None = None
    invites_rating: bool = False


@dataclass(frozen=True, slots=True)
class SpecialProcedure:
    """特别程序 that was begun; ``ended_at`` None while it runs."""

    number: int
    kind: SpecialKind
    name: str
    reason: str
    handler: str
    started_at: datetime
    ended_at: datetime | None = None
    result: str = ""
    opinion: str = ""
    applied_by: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """办结: how the case ended, and what was issued. ``reason`` is owed by every ending but GRANTED."""

    outcome: Outcome
    at: datetime
    handler: str
    description: str = ""
    reason: str = ""
    licence_name: str = ""
    licence_number: str = ""
    licence_until: date | None = None
    issuer: str = ""
    by_courier: bool = False
    fee_charged: bool = False


@dataclass(frozen=True, slots=True)
class CasePacket:
    """One application as submitted, and what has happened to it. Holds personal data: never logged.

    ``steps``, ``specials`` and ``result`` are empty at submission; they are filled for systems that
    a case is *reported* to. Times have an offset; ``accepted_at`` is None until it was accepted.
    """

    application_no: str
    item: ItemReference
    department: Department
    applicant: Party
    contact: Contact
    applied_at: datetime
    region: str
    region_name: str = ""
    case_type: CaseType = CaseType.PROMISED
    source: Source = Source.ONLINE
    agent: Contact | None = None
    summary: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    materials: tuple[ProvidedMaterial, ...] = ()
    statutory: TimeLimit | None = None
    promised: TimeLimit | None = None
    project_code: str = ""
    """投资项目编号"""
    bundle: str = ""
    """Number of the 一件事 it is part of."""
    accepted_at: datetime | None = None
    accept_document: str = ""
    promised_until: datetime | None = None
    receipt_no: str = ""
    steps: tuple[Step, ...] = ()
    specials: tuple[SpecialProcedure, ...] = ()
    result: Result | None = None
