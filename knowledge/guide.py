"""Items and service guides as GB/T 39046-2020 (政务服务平台基础数据规范) table 4 lists them.

Everything here is a frozen value. Texts are Simplified Chinese as published; an
empty string or ``None`` means *not published*, never "no". Regions and venues stand
in :mod:`knowledge.places`, the whole in :mod:`knowledge.catalogue`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.places import Venue

__all__ = [
    "Applicant",
    "CaseType",
    "Channel",
    "Disclosure",
    "Fee",
    "Guide",
    "GuideKey",
    "Item",
    "ItemState",
    "LegalBasis",
    "LimitUnit",
    "Material",
    "Question",
    "Situation",
    "Step",
    "TimeLimit",
    "Variant",
]


class ItemState(StrEnum):
    """Whether the item can still be done (事项状态)."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    ABOLISHED = "abolished"
    MERGED = "merged"


class LimitUnit(StrEnum):
    """Unit of a time limit (时限单位): 工作日 or 自然日."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class CaseType(StrEnum):
    """办件类型, GB/T 39046 A.6 (1 即办件, 2 承诺件), and 联办件 of practice."""

    IMMEDIATE = "immediate"
    PROMISED = "promised"
    JOINT = "joint"


class Applicant(StrEnum):
    """服务对象, GB/T 39046 A.4."""

    PERSON = "1"
    ENTERPRISE = "2"
    INSTITUTION = "3"
    SOCIAL_ORGANISATION = "4"
    AUTHORITY = "5"
    OTHER = "6"


class Channel(StrEnum):
    """办理形式, GB/T 39046 A.5."""

    WINDOW = "1"
    COMPUTER = "2"
    MOBILE = "3"
    COURIER = "4"
    OTHER = "9"


class Disclosure(StrEnum):
    """The seven disclosures (七公开) that every guide owes the public."""

    LEGAL_BASIS = "设定依据"
    CONDITIONS = "受理条件"
    MATERIALS = "申请材料"
    PROCESS = "办理流程"
    TIME_LIMITS = "办理时限"
    FEES = "收费标准及依据"
    CONTACTS = "咨询方式"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit in days. ``days`` 0 means done on the spot (即时办结)."""

    days: int
    unit: LimitUnit = LimitUnit.WORKING_DAYS
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """是否收费, 收费标准, 收费依据. ``charged`` None: not published."""

    charged: bool | None = None
    standard: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One legal citation: 《title》, its article, and the date of the version cited."""

    title: str
    article: str = ""
    dated: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """One required document (申请材料) with the columns of GB/T 39046 table 4."""

    name: str
    required: bool | None = None
    originals: int | None = None
    copies: int | None = None
    issuer: str = ""
    issued_within: str = ""
    note: str = ""
    place: str = ""
    usage: str = ""
    electronic: bool | None = None
    sample_url: str = ""
    blank_form_url: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """情形: a circumstance within one guide that decides the materials.

    ``materials`` is the complete list for the circumstance, not a difference.
    """

    name: str
    materials: tuple[Material, ...] = ()
    aliases: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of 办理流程: what, by whom, and how long it may take."""

    name: str
    actor: str = ""
    limit: TimeLimit | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One official question and answer (常见问题)."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Variant:
    """业务办理项: a sub-item with guides of its own."""

    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """事项: a thing a citizen can get done; its code is opaque (≤ 36 characters)."""

    code: str
    name: str
    department: str = ""
    item_type: str = ""
    base_code: str = ""
    state: ItemState = ItemState.IN_FORCE
    state_note: str = ""
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class GuideKey:
    """What names one guide: item, variant ('' = none) and region ('' = everywhere)."""

    item_code: str
    variant: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南: everything published about an item (or a variant of it) in a region."""

    item_code: str
    variant: str = ""
    region: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    conditions: str = ""
    materials: tuple[Material, ...] = ()
    situations: tuple[Situation, ...] = ()
    steps: tuple[Step, ...] = ()
    process: str = ""
    statutory: TimeLimit | None = None
    promised: TimeLimit | None = None
    case_type: CaseType | None = None
    fee: Fee = Fee()
    venues: tuple[Venue, ...] = ()
    phones: tuple[str, ...] = ()
    complaint_phones: tuple[str, ...] = ()
    consultation: str = ""
    channels: tuple[Channel, ...] = ()
    online_url: str = ""
    bookable: bool | None = None
    pay_online: bool | None = None
    courier: bool | None = None
    agent_allowed: bool | None = None
    agent_note: str = ""
    visits: int | None = None
    results: tuple[str, ...] = ()
    result_validity: str = ""
    quantity_limit: str = ""
    special_procedures: str = ""
    intermediary: str = ""
    joint_departments: str = ""
    scope: str = ""
    authority: str = ""
    authority_code: str = ""
    level: str = ""
    questions: tuple[Question, ...] = ()
    notes: str = ""
    effective_from: date | None = None
    effective_until: date | None = None

    @property
    def key(self) -> GuideKey:
        """What names this guide."""
        return GuideKey(self.item_code, self.variant, self.region)

    def missing_disclosures(self) -> tuple[Disclosure, ...]:
        """Those of the seven disclosures that are not published, in their order."""
        published = {
            Disclosure.LEGAL_BASIS: bool(self.legal_basis),
            Disclosure.CONDITIONS: bool(self.conditions),
            Disclosure.MATERIALS: bool(self.materials or self.situations),
            Disclosure.PROCESS: bool(self.steps or self.process),
            Disclosure.TIME_LIMITS: bool(self.promised or self.statutory),
            Disclosure.FEES: self.fee.charged is not None,
            Disclosure.CONTACTS: bool(self.phones or self.consultation),
        }
        return tuple(disclosure for disclosure, there in published.items() if not there)
