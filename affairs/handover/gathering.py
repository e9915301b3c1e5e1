"""What is known of a matter when it is handed over, put together from the store within the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from affairs.applications.application import Application
from affairs.handover.brief import WORDS, Asked, Brief, summary_of
from affairs.handover.handover import Reason
from affairs.handover.speaking import fit_words
from affairs.ports import UnitOfWork
from knowledge.snapshot import Snapshot

__all__ = ["Facts", "Subject", "gathered"]

FINDINGS = 10
CASES = 5
QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What a hand-over is about, as far as the caller knows. ``thread`` names the conversation in the question log."""

    channel: str
    reason: Reason = Reason.ASKED
    words: str = field(default="", repr=False)
    item_code: str = ""
    variant: str = ""
    situation: str = ""
    region: str = ""
    application_no: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What routing goes by."""

    item_code: str
    region: str
    department: str


async def gathered(
    uow: UnitOfWork, snapshot: Snapshot, citizen_id: str, subject: Subject, now: datetime
) -> tuple[Brief, Facts]:
    """The brief with its summary, and what routing goes by. The application must be the citizen's."""
    application = await uow.applications.get(subject.application_no) if subject.application_no else None
    item_code = subject.item_code or (application.item_code if application else "")
    citizen = await uow.citizens.get(citizen_id)
    remembered = (application.region if application else "") or (citizen.region if citizen else "")
    region = subject.region or remembered
    known = snapshot.regions.get(region)
    item = snapshot.catalogue.items_by_code.get(item_code)
    guide = snapshot.catalogue.guide_for(item_code, subject.variant, region) if item else None
    visible = await uow.applications.visible(citizen_id, companies=(), managed=(), limit=CASES)
    asked = await uow.questions.of_thread(subject.thread, limit=QUESTIONS) if subject.thread else ()
    brief = Brief(
        words=fit_words(subject.words, WORDS),
        item=item.name if item else "",
        variant=subject.variant or (application.variant if application else ""),
        situation=subject.situation or (application.situation or "" if application else ""),
        region=known.name if known else "",
        application=subject.application_no,
        cases=tuple(each.application_no for each in visible if each.application_no != subject.application_no),
        findings=_findings(application),
        transcript=tuple(
            Asked(each.asked_at, each.text, each.outcome, _names(snapshot, each.shown[:3])) for each in asked
        ),
    )
    department = (guide.authority if guide else "") or (item.department if item else "")
    filled = Brief(**{name: getattr(brief, name) for name in Brief.__slots__} | {"summary": summary_of(brief)})
    return filled, Facts(item_code if item else "", region if known else "", department[:200])


def _findings(application: Application | None) -> tuple[str, ...]:
    if application is None or application.checked is None:
        return ()
    return tuple(each.message for each in application.checked.findings[:FINDINGS])


def _names(snapshot: Snapshot, codes: Sequence[str]) -> tuple[str, ...]:
    items = (snapshot.catalogue.items_by_code.get(code) for code in codes)
    return tuple(item.name for item in items if item)
