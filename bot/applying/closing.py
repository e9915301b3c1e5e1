"""The end of the way: delivery, the check, the summary, handing in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from affairs.advising.projects import later_steps
from affairs.applications.application import ApplicationState, Courier
from affairs.applications.submission import NotPassed
from affairs.errors import IdentityRequired, RevisionConflict
from affairs.precheck import Finding, Severity
from affairs.precheck.names import read_name
from affairs.precheck.phones import read_mobile
from bot.applying import phrases
from bot.applying.commands import Command, said
from bot.applying.masking import masked_address, masked_name, masked_phone
from bot.applying.path import COURIER, SUMMARY, Path
from bot.applying.place import Mode, Place
from bot.applying.showing import findings_told, summary
from bot.applying.talk import Talk
from bot.applying.values import picked
from bot.flows.turn import Step
from bot.wishes import Wish

__all__ = ["at_summary", "courier_given", "payer_chosen", "submit", "summarised"]

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4})(?!\d)")
_LABELS = re.compile(r"(?:收件人|收货人|姓名|电话|手机号?码?|联系方式|(?:收件|详细|收货)?地址)\s*[:：]")
_PARTS = re.compile(r"[\s,，;；。]+")
_NAME_LONGEST = 15
_ADDRESS_SHORTEST, _ADDRESS_LONGEST = 5, 200
_ADDRESS_SIGNS = re.compile(r"[省市区县镇乡村街道路巷号栋室楼苑园]")


async def summarised(talk: Talk, path: Path, place: Place, *lead: str) -> Step:
    """Everything checked at once (一次性告知); what must be mended comes first, else all of it to be confirmed."""
    application, _form = await talk.cases.submission.precheck(talk.citizen, place.number)
    findings = application.checked.findings if application.checked else ()
    if any(each.severity is Severity.ERROR for each in findings):
        return _to_mend(talk, path, place, findings, *lead)
    told = findings_told(findings)
    text = summary(path, talk.item_name(path.application.item_code))
    here = place.moved(at=SUMMARY, mode=Mode.AT, revision=path.application.revision)
    return talk.tells(here, *lead, told, text)


def _to_mend(talk: Talk, path: Path, place: Place, findings: Sequence[Finding], *lead: str) -> Step:
    """The whole list, and the question whose answer is wrong, or the material that is missing."""
    first = next(each for each in findings if each.severity is Severity.ERROR)
    key = first.place if path.slot(first.place) else first.place.partition("[")[0]
    told = findings_told(findings)
    if path.slot(key) is None and path.form.field(key) not in path.asked:
        return talk.tells(place.moved(at=SUMMARY), *lead, told, phrases.CHECK_AGAIN)
    return talk.stop(path, place, key, *lead, told, phrases.CHECK_AGAIN, phrases.MEND_FIRST)


async def at_summary(talk: Talk, path: Path, place: Place, wish: Wish) -> Step:
    """What is said when all is there to be confirmed."""
    if said(wish.text).command in {Command.KEEP, Command.DONE}:
        return await submit(talk, path, place)
    return talk.tells(place, phrases.STILL_THERE)


async def submit(talk: Talk, path: Path, place: Place) -> Step:
    """Hand in: once, however often it is said. Raises NotChangeable, NoSuchApplication."""
    if not talk.identified():
        return talk.tells(place.moved(mode=Mode.IDENTITY), phrases.IDENTITY_FIRST)
    submission = talk.cases.submission
    correcting = path.application.state is ApplicationState.CORRECTION
    hand_in = submission.supplement if correcting else submission.submit
    try:
        application, _form = await hand_in(talk.citizen, place.number)
    except NotPassed as error:
        return _to_mend(talk, path, place, error.findings)
    except IdentityRequired:
        return talk.tells(place.moved(mode=Mode.IDENTITY), phrases.IDENTITY_FIRST)
    except RevisionConflict:
        return await summarised(talk, await talk.path(place.number), place, phrases.CHANGED_ELSEWHERE)
    told = phrases.SUBMITTED.format(number=application.application_no)
    if any(later_steps(talk.snapshot, application.item_code)):
        told += phrases.NEXT_OFFERED
    return talk.tells(None, told)


async def courier_given(talk: Talk, path: Path, place: Place, wish: Wish) -> Step | None:
    """Recipient, phone and address in one message; None = none is wanted. Raises what ``Drafts.change`` raises."""
    if said(wish.text).command in {Command.SKIP, Command.NONE, Command.DONE}:
        return None
    courier, lacking = _courier_in(wish.text, talk)
    if courier is None:
        return talk.tells(place, phrases.COURIER_LACKS.format(what="、".join(lacking)))
    await talk.cases.drafts.change(talk.citizen.id, place.number, revision=place.revision, courier=courier)
    revision = (await talk.path(place.number)).application.revision
    told = phrases.COURIER_TO.format(
        name=masked_name(courier.recipient),
        phone=masked_phone(courier.phone),
        address=masked_address(courier.address),
    )
    here = place.moved(mode=Mode.PAYER, at=COURIER, revision=revision)
    return talk.tells(here, told, phrases.PAYER, options=tuple(phrases.PAYERS.values()))


async def payer_chosen(talk: Talk, path: Path, place: Place, wish: Wish) -> Step | None:
    """Who pays was picked; None = go on. Raises what ``Drafts.change`` raises."""
    labels = list(phrases.PAYERS.values())
    index = picked(wish.text, wish.choice, labels)
    if index is None:
        return talk.tells(place, phrases.WHICH_OPTION.format(last=len(labels)), options=labels)
    if path.application.courier is not None:
        courier = replace(path.application.courier, payer=list(phrases.PAYERS)[index])
        await talk.cases.drafts.change(talk.citizen.id, place.number, revision=place.revision, courier=courier)
    return None


def _courier_in(text: str, talk: Talk) -> tuple[Courier | None, list[str]]:
    """The parts of a label as people paste them; the sender's own name and phone where they wrote none."""
    found = _MOBILE.search(text)
    phone = read_mobile(found[1]).value if found else talk.citizen.phone
    rest = _LABELS.sub(" ", _MOBILE.sub(" ", text))
    parts = [part for part in _PARTS.split(rest) if part]
    name = next((part for part in parts if _is_name(part)), "")
    address = "".join(part for part in parts if part != name)
    recipient = name or talk.citizen.name
    fit = _ADDRESS_SHORTEST <= len(address) <= _ADDRESS_LONGEST
    checks = ((recipient, phrases.RECIPIENT), (phone, phrases.MOBILE), (fit, phrases.WHERE))
    lacking = [what for value, what in checks if not value]
    if lacking or not phone:
        return None, lacking
    region = next(iter(talk.snapshot.regions.named(address)), None)
    return Courier(recipient, phone, region.code if region else "", address), []


def _is_name(part: str) -> bool:
    short = len(part) <= _NAME_LONGEST and not any(sign.isdigit() for sign in part)
    return short and not (_ADDRESS_SIGNS.search(part) and len(part) > 3) and read_name(part).value is not None
