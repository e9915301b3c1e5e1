"""An application as the API takes and shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from affairs.applications.application import Application, Courier, PrincipalKind
from affairs.applications.viewing import View
from affairs.directory import find_region
from affairs.people.acting import SELF
from affairs.precheck import Examination, Finding
from handlers.miniapp.fields import SAYING, PersonName
from handlers.miniapp.form_schema import FormOut, MaterialOut, form_out, materials_out
from knowledge.snapshot import Snapshot

__all__ = [
    "ApplicationOut",
    "ApplicationRow",
    "Applications",
    "Begin",
    "Change",
    "CheckOut",
    "Claim",
    "FindingOut",
    "Withdraw",
    "application_out",
    "courier_of",
    "findings_out",
    "row_out",
]

Key = Annotated[str, Field(max_length=60)]


def _without_nul(answers: dict[str, Any]) -> dict[str, Any]:
    """No keyboard types a NUL, and neither PostgreSQL nor an approval system's table takes one."""
    level: list[Any] = [answers]
    while level:
        if any("\0" in each for each in level if isinstance(each, str)):
            raise PydanticCustomError("string_unicode", "a NUL")
        within = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = [inner for each in within for inner in each]
    return answers


class CourierIn(BaseModel, extra="forbid", strict=True):
    """Where the result is to be delivered; ``payer``: 到付 by the applicant, or by the centre where it offers that."""

    recipient: PersonName
    phone: Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$")]
    region: Annotated[str, Field(max_length=100)] = ""
    address: Annotated[str, Field(min_length=1, max_length=200, pattern=SAYING)]
    payer: Literal["applicant", "centre"] = "applicant"


class Begin(BaseModel, extra="forbid", strict=True):
    """What to apply for. Null or absent = not said. ``for``: ``self``, or the id of a relative or a company."""

    item_code: Annotated[str, Field(min_length=1, max_length=64)]
    variant: Annotated[str, Field(max_length=200)] | None = None
    region: Annotated[str, Field(max_length=100)] | None = None
    situation: Annotated[str, Field(max_length=200)] | None = None
    whom: Annotated[str, Field(alias="for", max_length=64)] = SELF


class Change(BaseModel, extra="forbid", strict=True):
    """Changes upon the revision that the caller saw. An answer of null is taken back."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    answers: Annotated[dict[Key, Any], Field(max_length=500), AfterValidator(_without_nul)] | None = None
    situation: Annotated[str, Field(max_length=200)] | None = None
    courier: CourierIn | None = None


class Claim(BaseModel, extra="forbid", strict=True):
    """The code as it was handed over, with or without ``YD`` and hyphens, or the scene of its QR code."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class Withdraw(BaseModel, extra="forbid", strict=True):
    """Why, if one likes to say."""

    reason: Annotated[str, Field(max_length=500)] = ""


class FindingOut(BaseModel):
    """One line of the 一次性告知 list. ``place`` is a field's key, or ``materials.KEY``."""

    severity: Literal["error", "warning", "hint"]
    place: str
    message: str
    remedy: str
    rule: str
    source: str


class CheckOut(BaseModel):
    """The result of a precheck. ``current``: nothing was changed since."""

    passed: bool
    current: bool
    revision: int
    checked_at: datetime
    findings: list[FindingOut]


class ReviewOut(BaseModel):
    """提前审查: ``state`` is ``asked``, ``taken`` or ``done``; ``advisor`` answers for the application (首问责任)."""

    state: str
    advisor: str


class ApplicationOut(BaseModel):
    """One application. ``rules_changed`` says in words what is different by the rules in force now, '' = nothing."""

    application_no: str
    state: str
    revision: int
    item_code: str
    item_name: str
    variant: str
    region: str
    situation: str
    whom: Annotated[str, Field(serialization_alias="for")]
    answers: dict[str, Any]
    form: FormOut
    materials: list[MaterialOut]
    courier: CourierIn | None
    check: CheckOut | None
    review: ReviewOut | None
    rules_changed: str
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    expires_at: datetime | None
    begun_from: str | None


class ApplicationRow(BaseModel):
    """One line of the list."""

    application_no: str
    state: str
    item_code: str
    item_name: str
    whom: Annotated[str, Field(serialization_alias="for")]
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None


class Applications(BaseModel):
    """A page; ``next`` is the cursor of the following one, null at the end."""

    items: list[ApplicationRow]
    next: str | None


def application_out(snapshot: Snapshot, view: View, rules_changed: str) -> ApplicationOut:
    """The application with its form, as far as the answers so far decide."""
    application, examination = view.application, view.examination
    row = row_out(snapshot, application)
    return ApplicationOut(
        **row.model_dump(),
        revision=application.revision,
        variant=application.variant,
        region=application.region,
        situation=_situation(application, examination),
        answers=dict(application.answers),
        form=form_out(examination.form, examination),
        materials=materials_out(application, examination),
        courier=_courier(application.courier),
        check=_check(application),
        review=ReviewOut(state=application.review, advisor=view.advisor) if application.review else None,
        rules_changed=rules_changed,
        begun_from=application.begun_from or None,
        expires_at=application.expires_at if application.submitted_at is None else None,
    )


def row_out(snapshot: Snapshot, application: Application) -> ApplicationRow:
    """The application in one line."""
    item = snapshot.catalogue.items_by_code.get(application.item_code)
    own = application.principal.kind is PrincipalKind.SELF
    return ApplicationRow(
        application_no=application.application_no,
        state=application.state,
        item_code=application.item_code,
        item_name=item.name if item else "",
        whom=SELF if own else application.principal.id,
        created_at=application.created_at,
        changed_at=application.changed_at,
        submitted_at=application.submitted_at,
    )


def findings_out(findings: Sequence[Finding]) -> list[FindingOut]:
    """The list as it is shown."""
    return [
        FindingOut(
            severity=each.severity.value,
            place=each.place,
            message=each.message,
            remedy=each.remedy,
            rule=each.rule,
            source=each.source,
        )
        for each in findings
    ]


def courier_of(snapshot: Snapshot, given: CourierIn | None) -> Courier | None:
    """The domain's value. Raises NoSuchRegion, RegionAmbiguous."""
    if given is None:
        return None
    region = find_region(snapshot, given.region).code if given.region else ""
    return Courier(**given.model_dump() | {"region": region})


def _courier(courier: Courier | None) -> CourierIn | None:
    if courier is None:
        return None
    return CourierIn.model_construct(
        recipient=courier.recipient,
        phone=courier.phone,
        region=courier.region,
        address=courier.address,
        payer=courier.payer,
    )


def _situation(application: Application, examination: Examination) -> str:
    """What the answers decide; until they do, what was chosen."""
    held = examination.situations.held
    return "、".join(held) if held else application.situation


def _check(application: Application) -> CheckOut | None:
    checked = application.checked
    if checked is None:
        return None
    return CheckOut(
        passed=checked.passed,
        current=checked.revision == application.revision,
        revision=checked.revision,
        checked_at=checked.at,
        findings=findings_out(checked.findings),
    )
