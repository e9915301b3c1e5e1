"""The pre-review list (提前审查): an advisor reads applications before they are submitted, and adds findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from affairs.applications.application import Application, Attachment, Review
from affairs.errors import InvalidValue
from affairs.precheck.finding import Severity
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page
from handlers.miniapp.materials import streamed
from knowledge.forms import Field, FieldType, Form
from knowledge.snapshot import Snapshot

__all__ = ["FEATURE", "SEVERITIES", "answer_lines", "item_name", "material_lines", "said_answer"]

PRE_REVIEW = Permission.PRE_REVIEW
LIST = "/console/reviews"
FIRST = 5
STATES: Mapping[Review, str] = {Review.ASKED: "待承接", Review.TAKEN: "预审中", Review.DONE: "已完成"}
SEVERITIES: Mapping[Severity, str] = {Severity.ERROR: "必须改正", Severity.WARNING: "请留意", Severity.HINT: "提示"}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as staff read it."""

    key: str
    label: str
    text: str


@page("GET", "/reviews", PRE_REVIEW)
async def show_list(desk: Desk) -> web.StreamResponse:
    """Those that wait, and one's own."""
    waiting = await desk.services.reviews.waiting(desk.actor)
    snapshot, roster = desk.services.snapshot(), await desk.office.accounts.roster()
    names = {each.id: each.profile.display_name for each in roster.staff}
    rows = [(each, item_name(snapshot, each), STATES[each.review], names.get(each.advisor, "")) for each in waiting]
    return desk.render("reviews.html", rows=rows)


@page("GET", "/reviews/{no}", PRE_REVIEW)
async def show(desk: Desk) -> web.StreamResponse:
    """One application with its answers, files, and what was found."""
    return desk.render("review.html", error="", fault="", **await _values(desk))


@page("POST", "/reviews/{no}/take", PRE_REVIEW)
async def take(desk: Desk) -> web.StreamResponse:
    """Answer for it from now on."""
    await desk.services.reviews.take(desk.actor, desk.part("no"))
    return desk.redirect(f"/reviews/{desk.part('no')}", done="taken")


@page("POST", "/reviews/{no}/finish", PRE_REVIEW)
async def finish(desk: Desk) -> web.StreamResponse:
    """The reading is done."""
    await desk.services.reviews.finish(desk.actor, desk.part("no"))
    return desk.redirect("/reviews", done="reviewed")


@page("POST", "/reviews/{no}/findings", PRE_REVIEW)
async def add_finding(desk: Desk) -> web.StreamResponse:
    """Add a finding by hand."""
    form = desk.form
    chosen = form.text("severity")
    severity = Severity(chosen) if chosen in set(Severity) else Severity.ERROR
    try:
        await desk.services.reviews.add(
            desk.actor, desk.part("no"), form.text("place"), severity, form.text("message"), form.text("remedy")
        )
    except InvalidValue as error:
        return desk.refuse("review.html", error, **await _values(desk))
    return desk.redirect(f"/reviews/{desk.part('no')}", done="added")


@page("POST", "/reviews/{no}/findings/{id}", PRE_REVIEW)
async def settle_finding(desk: Desk) -> web.StreamResponse:
    """A finding is mended."""
    number, identity = desk.part("no"), desk.part("id")
    known = identity.isascii() and identity.isdecimal() and len(identity) < 18
    await desk.services.reviews.settle(desk.actor, number, int(identity) if known else 0)
    return desk.redirect(f"/reviews/{number}", done="saved")


@page("GET", "/reviews/{no}/files/{id}", PRE_REVIEW)
async def open_file(desk: Desk) -> web.StreamResponse:
    """One file, as a download."""
    application, identity = await desk.services.reviews.file_key(desk.actor, desk.part("no"), desk.part("id"))
    attachment = next(each for each in application.attachments if each.id == identity)
    async with desk.services.attachments.opened(attachment) as pieces:
        return await streamed(desk.request, attachment, pieces)


async def _values(desk: Desk) -> dict[str, Any]:
    read = await desk.services.reviews.read(desk.actor, desk.part("no"))
    roster = await desk.office.accounts.roster()
    application = read.application
    return {
        "application": application,
        "item": item_name(desk.services.snapshot(), application),
        "state": STATES[application.review],
        "advisor": {each.id: each.profile.display_name for each in roster.staff}.get(application.advisor, ""),
        "mine": application.advisor in desk.actor.work_of,
        "lines": answer_lines(read.form, application, desk.services.snapshot()),
        "materials": material_lines(read.form, application),
        "places": _places(read.form),
        "place_words": dict(_places(read.form)),
        "checked": application.checked.findings if application.checked else (),
        "by_hand": read.findings,
        "severities": SEVERITIES,
        "typed": {name: desk.form.text(name) for name in ("place", "severity", "message", "remedy")},
    }


def item_name(snapshot: Snapshot, application: Application) -> str:
    """The name of what is applied for; its code where the catalogue no longer knows it."""
    item = snapshot.catalogue.items_by_code.get(application.item_code)
    return item.name if item else application.item_code


def answer_lines(form: Form, application: Application, snapshot: Snapshot) -> list[Line]:
    """What was answered, as staff read it."""
    answered = [field for field in form.fields() if field.key in application.answers]
    return [Line(each.key, each.label, said_answer(each, application.answers[each.key], snapshot)) for each in answered]


def said_answer(field: Field, answer: Any, snapshot: Snapshot) -> str:
    """An answer in words: options by their labels, regions by their names."""
    labels = {option.value: option.shown for option in field.options}
    if isinstance(answer, bool):
        return "是" if answer else "否"
    if isinstance(answer, list):
        return "；".join(said_answer(field, each, snapshot) for each in answer)
    if isinstance(answer, dict):
        if field.type is FieldType.ADDRESS:
            region = snapshot.catalogue.regions_by_code.get(str(answer.get("region", "")))
            return (region.name if region else "") + str(answer.get("detail", ""))
        return "，".join(str(each) for each in answer.values())
    return labels.get(str(answer), str(answer))


def material_lines(form: Form, application: Application) -> list[tuple[str, tuple[Attachment, ...], bool]]:
    """Titles, files, and whether it was handed in at a counter; slots without either are left out."""
    return [
        (slot.title, application.in_slot(slot.key), slot.key in application.brought)
        for slot in form.materials
        if application.in_slot(slot.key) or slot.key in application.brought
    ]


def _places(form: Form) -> list[tuple[str, str]]:
    fields = [(field.key, field.label) for field in form.fields()]
    return fields + [(f"materials.{slot.key}", f"材料：{slot.title}") for slot in form.materials]


async def _open_work(desk: Desk) -> Work:
    waiting = await desk.services.reviews.waiting(desk.actor)
    snapshot = desk.services.snapshot()
    rows = tuple(
        WorkRow(item_name(snapshot, each), f"{LIST}/{each.application_no}", STATES[each.review], owner_id=each.advisor)
        for each in waiting[:FIRST]
    )
    return Work(len(waiting), rows)


FEATURE = Feature(
    pages=(show_list, show, take, finish, add_finding, settle_finding, open_file),
    sections=(Section("预审", LIST, PRE_REVIEW),),
    work_lists=(WorkList("reviews", "待预审的申报", LIST, PRE_REVIEW, _open_work),),
)
