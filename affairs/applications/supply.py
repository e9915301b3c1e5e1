"""What an application has in its slots, as the precheck of materials wants it."""

from affairs.applications.application import Application, Attachment
from affairs.precheck.supplied import Supplied
from knowledge.forms import FileKind

__all__ = ["supplied_by"]


def supplied_by(application: Application) -> tuple[Supplied, ...]:
    """Every file, and every slot that was handed in on paper at a counter (预登记)."""
    paper = tuple(Supplied(slot) for slot in application.brought)
    return (*(_file(each) for each in application.attachments), *paper)


def _file(attachment: Attachment) -> Supplied:
    facts = attachment.facts
    return Supplied(
        slot=attachment.slot,
        name=attachment.name,
        kind=FileKind(facts["kind"]) if facts.get("kind") in set(FileKind) else None,
        pages=facts.get("pages"),
    )
