"""From a submitted application to what an approval system is handed."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from affairs.applications.application import Application, Attachment, PrincipalKind
from affairs.applications.opening import forms_of
from affairs.approval.packet import (
    CasePacket,
    Contact,
    Department,
    FileReference,
    GetType,
    IdType,
    ItemReference,
    Party,
    ProvidedMaterial,
    Source,
)
from affairs.cases.reporting import whole
from affairs.directory import find_region, guide_of
from affairs.errors import NoSuchApplication, NoSuchGuide, NoSuchItem, NoSuchRegion
from affairs.people.citizens import Citizen
from affairs.people.principals import Company, Relative
from affairs.ports import UnitOfWork, UnitOfWorkFactory
from knowledge.forms import Form
from knowledge.guide import Applicant, CaseType, Guide, Item
from knowledge.places import Region
from knowledge.snapshot import Snapshot

__all__ = ["Packing", "id_type_of"]

RESIDENT = re.compile(r"\d{17}[\dX]")
RESIDENCE_PERMIT = ("81", "82", "83", "9")
"""First digits of 港澳台居民居住证 and 外国人永久居留身份证 in the 18-digit form."""


class Packing:
    """Packs applications. The catalogue in force says what the item is called, and to which authority it goes.

    ``home`` is the region (code or name) of whoever said none.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, snapshot: Callable[[], Snapshot], *, home: str = "") -> None:
        self._unit_of_work, self._snapshot, self._home = unit_of_work, snapshot, home

    async def pack(self, numbers: Sequence[str]) -> Sequence[CasePacket]:
        """The applications as they stand now. Raises NoSuchApplication when one, or its owner, is not there."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.applications.several(numbers)
            applications = list(found.values())
            citizens = await uow.citizens.several({each.citizen_id for each in applications})
            if len(found) < len(set(numbers)) or not all(each.citizen_id in citizens for each in applications):
                raise NoSuchApplication
            forms = await forms_of(uow, applications)
            parties = await _parties(uow, applications, citizens)
        packets = {
            number: self._packed(each, citizens[each.citizen_id], forms[each.form], parties[number])
            for number, each in found.items()
        }
        return [packets[number] for number in numbers]

    async def report(self, application_no: str) -> CasePacket:
        """The application with all that happened to it. Raises NoSuchApplication."""
        (packet,) = await self.pack([application_no])
        async with self._unit_of_work(read_only=True) as uow:
            known = await uow.cases.several([application_no])
        if application_no not in known:
            raise NoSuchApplication
        return whole(packet, *known[application_no])

    def _packed(self, application: Application, citizen: Citizen, form: Form, party: Party) -> CasePacket:
        snapshot = self._snapshot()
        item, guide = _published(snapshot, application)
        contact = Contact(citizen.name, citizen.phone, id_type_of(citizen.id_number), citizen.id_number)
        region = _region(snapshot, application.region or (guide.region if guide else "") or self._home)
        name = item.name if item else ""
        return CasePacket(
            application_no=application.application_no,
            item=_reference(application, item, snapshot.version),
            department=_department(item, guide),
            applicant=party,
            contact=contact,
            agent=contact if application.principal.kind is not PrincipalKind.SELF else None,
            applied_at=application.submitted_at or application.changed_at,
            region=region.code if region else application.region,
            region_name=region.name if region else "",
            source=Source.ONLINE,
            case_type=(guide.case_type if guide else None) or CaseType.PROMISED,
            summary=name,
            answers=_answers(application.answers),
            materials=_materials(application, form),
            statutory=guide.statutory if guide else None,
            promised=guide.promised if guide else None,
        )


def id_type_of(number: str) -> IdType:
    """What an 18-digit number is by its first digits (GB 11643); whatever else there is, is OTHER."""
    if not RESIDENT.fullmatch(number.upper()):
        return IdType.OTHER
    return IdType.RESIDENCE_PERMIT if number.startswith(RESIDENCE_PERMIT) else IdType.RESIDENT_ID


async def _parties(
    uow: UnitOfWork, applications: Sequence[Application], citizens: Mapping[str, Citizen]
) -> Mapping[str, Party]:
    """For whom each is: the citizen, a relative, a company."""
    ids = {
        kind: {each.principal.id for each in applications if each.principal.kind is kind}
        for kind in (PrincipalKind.COMPANY, PrincipalKind.RELATIVE)
    }
    companies = await uow.principals.several_companies(ids[PrincipalKind.COMPANY])
    relatives = await uow.principals.several_relatives(ids[PrincipalKind.RELATIVE])
    return {
        each.application_no: _party(
            each, citizens[each.citizen_id], companies.get(each.principal.id), relatives.get(each.principal.id)
        )
        for each in applications
    }


def _party(application: Application, citizen: Citizen, company: Company | None, relative: Relative | None) -> Party:
    match application.principal.kind:
        case PrincipalKind.COMPANY:
            if company is None:
                raise NoSuchApplication
            return Party(
                Applicant.ENTERPRISE,
                company.name,
                IdType.CREDIT_CODE,
                company.credit_code,
                company.address,
                legal_representative=company.legal_person,
            )
        case PrincipalKind.RELATIVE:
            if relative is None:
                raise NoSuchApplication
            return Party(Applicant.PERSON, relative.name, id_type_of(relative.id_number), relative.id_number)
        case PrincipalKind.SELF:
            return Party(Applicant.PERSON, citizen.name, id_type_of(citizen.id_number), citizen.id_number)


def _published(snapshot: Snapshot, application: Application) -> tuple[Item | None, Guide | None]:
    try:
        return guide_of(snapshot, application.item_code, region=application.region, variant=application.variant)
    except NoSuchGuide:
        return snapshot.catalogue.items_by_code.get(application.item_code), None
    except NoSuchItem:
        return None, None


def _region(snapshot: Snapshot, said: str) -> Region | None:
    """The region said, else the one that all others are in."""
    if said:
        try:
            return find_region(snapshot, said)
        except NoSuchRegion:
            return None
    roots = [region for region in snapshot.catalogue.regions if not region.parent]
    return roots[0] if len(roots) == 1 else None


def _reference(application: Application, item: Item | None, version: int) -> ItemReference:
    codes = {variant.name: variant.code for variant in item.variants} if item else {}
    return ItemReference(
        application.item_code,
        item.name if item else "",
        version,
        item.item_type if item else "",
        item.base_code if item else "",
        application.variant,
        codes.get(application.variant, ""),
        application.situation,
    )


def _department(item: Item | None, guide: Guide | None) -> Department:
    if guide and guide.authority:
        return Department(guide.authority, guide.authority_code)
    return Department(item.department if item else "", guide.authority_code if guide else "")


def _answers(answers: Mapping[str, Any]) -> dict[str, str]:
    """Texts as they are, everything else as JSON."""
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        for key, value in answers.items()
    }


def _materials(application: Application, form: Form) -> tuple[ProvidedMaterial, ...]:
    """Slot by slot in the form's order: what was uploaded, and what was handed in on paper."""
    found = []
    for slot in form.materials:
        files = tuple(_file(each) for each in application.in_slot(slot.key))
        at = max((each.added_at for each in application.in_slot(slot.key)), default=None)
        if files:
            found.append(ProvidedMaterial(slot.key, slot.title, GetType.UPLOAD, len(files), files, at))
        elif slot.key in application.brought:
            found.append(ProvidedMaterial(slot.key, slot.title, GetType.PAPER))
    return tuple(found)


def _file(attachment: Attachment) -> FileReference:
    return FileReference(attachment.file_key, attachment.name, attachment.size, attachment.digest)
