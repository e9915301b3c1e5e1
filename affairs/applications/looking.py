"""What is wrong with one file by itself, told as soon as it was received: blurred, black, locked, of the wrong kind."""

from collections.abc import Mapping
from dataclasses import replace

from affairs.applications.application import Application, Attachment
from affairs.applications.supply import facts_of, supplied_by
from affairs.precheck import Examination
from affairs.precheck.files import SlotFile, check_files
from affairs.precheck.finding import Finding
from affairs.precheck.pieces import check_pieces
from knowledge.forms import MaterialSlot

__all__ = ["looked_at"]

_OF_ONE = frozenset({"material.kind"})
"""What is said of pieces that already holds of one of them: how many there have to be, is seen at the end."""


def looked_at(
    slot: MaterialSlot, received: Attachment, application: Application, examination: Examination
) -> tuple[Finding, ...]:
    """What inspection says against a file that is about to be put into a slot of the application."""
    titles = {each.key: each.title for each in examination.form.materials}
    others = [_file(each, titles) for each in application.attachments if each.slot != slot.key]
    found = check_files(slot, [_file(received, titles)], others)
    if found:
        return found
    alone = replace(application, attachments=(received,), brought=())
    pieces = check_pieces(slot, supplied_by(alone, examination.form), examination)
    return tuple(each for each in pieces if each.rule in _OF_ONE)


def _file(attachment: Attachment, titles: Mapping[str, str]) -> SlotFile:
    title = titles.get(attachment.slot, attachment.slot)
    return SlotFile(facts_of(attachment), slot=attachment.slot, title=title, name=attachment.name)
