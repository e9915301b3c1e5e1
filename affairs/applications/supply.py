"""What an application has in its slots, as the checks of materials and of files want it."""

from collections.abc import Iterator
from datetime import date

import msgspec

from affairs.applications.application import Application, Attachment
from affairs.precheck.contents import Content
from affairs.precheck.facts import Fault, FileFacts
from affairs.precheck.files import SlotFile, check_files
from affairs.precheck.finding import Finding
from affairs.precheck.supplied import Supplied
from knowledge.forms import FileKind, Form, MaterialSlot

__all__ = ["facts_of", "files_checked", "supplied_by"]


def supplied_by(application: Application, form: Form) -> tuple[Supplied, ...]:
    """Every file, and every slot that was handed in on paper at a counter (预登记).

    What a file is and how many pages it has is judged by :func:`files_checked`; here it stands for its material.
    """
    paper = tuple(Supplied(slot, count=None) for slot in application.brought)
    files = tuple(Supplied(each.slot, each.name, _accepted(form, each)) for each in application.attachments)
    return (*files, *paper)


def files_checked(application: Application, form: Form, today: date) -> Iterator[Finding]:
    """All that is wrong with the files themselves, slot by slot in the form's order."""
    titles = {slot.key: slot.title for slot in form.materials}
    files = [_slot_file(each, titles.get(each.slot, each.slot)) for each in application.attachments]
    for slot in form.materials:
        own = [each for each in files if each.slot == slot.key]
        if own:
            yield from check_files(slot, own, [each for each in files if each.slot != slot.key], today)


def facts_of(attachment: Attachment) -> FileFacts:
    """What inspection found; of a record that an older release kept, that it has to be looked at again."""
    try:
        return FileFacts.of_record(attachment.facts)
    except msgspec.ValidationError:
        return FileFacts(attachment.size, attachment.digest, Content.UNKNOWN, Fault.GAVE_UP)


def _slot_file(attachment: Attachment, title: str) -> SlotFile:
    return SlotFile(facts_of(attachment), attachment.slot, title, name=attachment.name)


def _accepted(form: Form, attachment: Attachment) -> FileKind:
    """Its kind where the slot takes it, else one that the slot takes: that it is another is told already."""
    slot: MaterialSlot | None = form.material(attachment.slot)
    accepts = slot.accepts if slot else tuple(FileKind)
    content = facts_of(attachment).content.value
    return next((kind for kind in accepts if kind.value == content), accepts[0])
