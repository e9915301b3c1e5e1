"""What an application has in its slots, as the checks of materials, of files and of their texts want it."""

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from affairs.applications.application import Application, Attachment
from affairs.precheck import Examination
from affairs.precheck.contents import Content
from affairs.precheck.facts import Fault, FileFacts
from affairs.precheck.file_texts import check_text
from affairs.precheck.files import SlotFile, check_files
from affairs.precheck.finding import Finding
from affairs.precheck.supplied import Supplied
from knowledge.forms import FileKind, FileText, Form, MaterialSlot
from knowledge.forms.values import Address, Value

__all__ = ["facts_of", "files_checked", "supplied_by", "texts_checked", "unread"]


def supplied_by(application: Application, form: Form) -> tuple[Supplied, ...]:
    """Every file, and every slot that was handed in on paper at a counter (预登记)."""
    paper = tuple(Supplied(slot) for slot in application.brought)
    return (*(_supplied(form, each) for each in application.attachments), *paper)


def files_checked(application: Application, form: Form) -> Iterator[Finding]:
    """All that is wrong with the files as files, slot by slot in the form's order."""
    titles = {slot.key: slot.title for slot in form.materials}
    files = [
        SlotFile(facts_of(each), each.slot, titles.get(each.slot, each.slot), name=each.name)
        for each in application.attachments
    ]
    for slot in form.materials:
        own = [each for each in files if each.slot == slot.key]
        if own:
            yield from check_files(slot, own, [each for each in files if each.slot != slot.key])


def texts_checked(application: Application, examination: Examination) -> Iterator[Finding]:
    """What is written on the files and is not what was filled in; a hint where nobody could read them."""
    for slot in examination.form.materials:
        files = [each for each in application.in_slot(slot.key) if _readable(each)]
        expected = _expected(slot, examination)
        if files and expected:
            texts = [each.text for each in files if each.text is not None]
            yield from check_text(slot, "\n".join(texts) if texts else None, expected, examination.facts.today)


def unread(application: Application, form: Form, *, pictures: bool) -> list[Attachment]:
    """The files whose text is compared with the form, and was not read yet; of pictures only where those are read."""
    compared = {slot.key for slot in form.materials if slot.compare}
    kinds = {Content.PDF, Content.JPEG, Content.PNG} if pictures else {Content.PDF}
    waiting = [each for each in application.attachments if each.slot in compared and each.text is None]
    return [each for each in waiting if (facts := facts_of(each)).kind in kinds and facts.fault is None]


def facts_of(attachment: Attachment) -> FileFacts:
    """What inspection found; of a record that an older release kept, that it has to be looked at again."""
    try:
        return FileFacts.of_record(attachment.facts)
    except msgspec.ValidationError:
        return FileFacts(attachment.size, attachment.digest, Content.UNKNOWN, Fault.GAVE_UP)


def _readable(attachment: Attachment) -> bool:
    """Whether there is anything to read on it: what is unusable is told already."""
    facts = facts_of(attachment)
    return facts.fault is None and not facts.dangers and facts.kind in {Content.PDF, Content.JPEG, Content.PNG}


def _supplied(form: Form, attachment: Attachment) -> Supplied:
    facts = facts_of(attachment)
    if facts.kind.value in {kind.value for kind in FileKind}:
        return Supplied(attachment.slot, attachment.name, FileKind(facts.kind.value), pages=facts.pages)
    # What it is instead is told by the check of files; here it stands for its material.
    slot = form.material(attachment.slot)
    return Supplied(attachment.slot, attachment.name, slot.accepts[0] if slot else FileKind.PDF)


def _expected(slot: MaterialSlot, examination: Examination) -> Mapping[FileText, str]:
    """What the texts of a slot have to say, as far as it is filled in."""
    values = ((each.text, examination.facts.values.get(each.field)) for each in slot.compare)
    return {text: _written(value) for text, value in values if value is not None}


def _written(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return value.detail if isinstance(value, Address) else str(value)
