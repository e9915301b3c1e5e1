"""A form as the API shows it, with what the answers given so far make of it."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from affairs.applications.application import Application, Attachment
from affairs.applications.supply import facts_of
from affairs.precheck import Examination, Need, materials_needed
from knowledge.forms import Column, Field, Form, MaterialSlot, Section
from knowledge.forms.truth import Truth

__all__ = ["FormOut", "MaterialOut", "form_out", "materials_out"]


class OptionOut(BaseModel):
    """One choice: ``value`` is the answer, ``label`` what is shown."""

    value: str
    label: str
    help: str


class ColumnOut(BaseModel):
    """One thing to fill in. ``type`` says what an answer is (docs/forms.md).

    ``level``: how deep in the region tree an address has to reach; ``documents``: whose numbers an ``id_number`` takes.
    """

    key: str
    label: str
    type: str
    required: bool
    options: list[OptionOut]
    help: str
    example: str
    unit: str
    minimum: float | None
    maximum: float | None
    decimals: int | None
    min_length: int | None
    max_length: int | None
    earliest: str
    latest: str
    level: str | None
    documents: list[str]


class FieldOut(ColumnOut):
    """``asked``: by the answers so far it is asked for: true, false, or null where further answers decide."""

    asked: bool | None
    columns: list[ColumnOut]
    min_rows: int | None
    max_rows: int | None


class SectionOut(BaseModel):
    """Fields under one title."""

    title: str
    help: str
    fields: list[FieldOut]


class FormOut(BaseModel):
    """The form that the application is judged by."""

    version: str
    effective_from: date
    situations: list[str]
    sections: list[SectionOut]


class FileOut(BaseModel):
    """One file in a slot. ``kind`` is what it is by its content."""

    id: str
    name: str
    size: int
    kind: str


class MaterialOut(BaseModel):
    """One material. ``need``: ``required``, ``optional``, ``undecided`` (further answers decide) or ``shared``
    (the authority looks it up itself). Slots with the same ``one_of`` are alternatives. ``tolerated_days``: may
    follow within so many working days (容缺). ``licence``: an electronic licence of this type spares it.
    ``brought``: handed in at a counter already.
    """

    key: str
    name: str
    need: str
    one_of: str
    originals: int
    copies: int
    accepts: list[str]
    max_files: int
    tolerated_days: int | None
    licence: str
    help: str
    sample_url: str
    brought: bool
    files: list[FileOut]


def form_out(form: Form, examination: Examination) -> FormOut:
    """The form, each field with whether it is asked for."""
    return FormOut(
        version=form.version,
        effective_from=form.effective_from,
        situations=[decision.situation for decision in form.decisions],
        sections=[_section(section, examination) for section in form.sections],
    )


def materials_out(application: Application, examination: Examination) -> list[MaterialOut]:
    """The slots that count for the answers so far, with their files; and those that hold files all the same."""
    needs = {each.slot.key: each.need for each in materials_needed(examination)}
    slots = [slot for slot in examination.form.materials if slot.key in needs or application.in_slot(slot.key)]
    return [_material(slot, needs.get(slot.key, Need.OPTIONAL), application) for slot in slots]


def _section(section: Section, examination: Examination) -> SectionOut:
    fields = [_field(field, examination) for field in section.fields]
    return SectionOut(title=section.title, help=section.help, fields=fields)


def _field(field: Field, examination: Examination) -> FieldOut:
    asked: Truth = examination.applies[field.key]
    return FieldOut(
        **_column(field) | {"required": examination.required(field)},
        asked=asked,
        columns=[ColumnOut(**_column(column)) for column in field.columns],
        min_rows=field.min_rows,
        max_rows=field.max_rows,
    )


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "label": column.label,
        "type": column.type,
        "required": column.required,
        "options": [OptionOut(value=each.value, label=each.shown, help=each.help) for each in column.options],
        "help": column.help,
        "example": column.example,
        "unit": column.unit,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "decimals": column.decimals,
        "min_length": column.min_length,
        "max_length": column.max_length,
        "earliest": column.earliest,
        "latest": column.latest,
        "level": column.level,
        "documents": list(column.documents),
    }


def _material(slot: MaterialSlot, need: Need, application: Application) -> MaterialOut:
    return MaterialOut(
        key=slot.key,
        name=slot.title,
        need=need,
        one_of=slot.one_of,
        originals=slot.originals,
        copies=slot.copies,
        accepts=list(slot.accepts),
        max_files=slot.max_files,
        tolerated_days=slot.tolerated_days,
        licence=slot.licence,
        help=slot.help,
        sample_url=slot.sample_url,
        brought=slot.key in application.brought,
        files=[_file(each) for each in application.in_slot(slot.key)],
    )


def _file(attachment: Attachment) -> FileOut:
    kind = facts_of(attachment).kind
    return FileOut(id=attachment.id, name=attachment.name, size=attachment.size, kind=kind)
