"""The advisors' desk: the queue with its clocks, and one conversation with what stands beside it."""

from collections.abc import Awaitable, Mapping
from typing import Any

from aiohttp import web

from affairs.clock import china_day
from affairs.errors import DomainError, InvalidValue, NoSuchApplication
from affairs.handover.handover import Handover
from affairs.staff.model import new_id
from affairs.staff.permissions import Permission
from handlers.console.booking_for import book_for, offered
from handlers.console.correction import changes_of
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page
from handlers.console.handover_context import context_values
from handlers.console.handover_sockets import conversation, queue
from handlers.console.handover_words import STATES, Row, deliveries, lines, row, window_words
from handlers.miniapp.handovers import sent_file, seq_of
from handlers.miniapp.materials import streamed
from handlers.sockets import is_upgrade

__all__ = ["FEATURE"]

HANDOVER = Permission.HANDOVER
LIST = "/console/handovers"
FIRST = 5


@page("GET", "/handovers", HANDOVER)
async def show_queue(desk: Desk) -> web.StreamResponse:
    """Who waits, and whom one talks with."""
    found = await desk.services.handovers.desk.queue(desk.actor)
    return desk.render("handovers.html", own=found.own, error="", **await _rows(desk))


@page("GET", "/handovers/live", HANDOVER)
async def live_queue(desk: Desk) -> web.StreamResponse:
    """The queue as a piece of a page, live where a socket is wanted."""

    async def picture() -> tuple[str, Mapping[str, int]]:
        values = await _rows(desk, present=False)
        return desk.fragment("handover_queue.html", **values), values["held"]

    if is_upgrade(desk.request):
        return await queue(desk, picture)
    return web.Response(text=(await picture())[0], content_type="text/html")


@page("POST", "/handovers/own", HANDOVER)
async def set_own(desk: Desk) -> web.StreamResponse:
    """Whether one takes new conversations, and what one knows best."""
    skills = desk.form.text("skills").replace("，", " ").replace("、", " ").replace(",", " ").split()
    available = desk.form.text("available") == "yes"
    await desk.services.handovers.desk.set_own(desk.actor, available=available, skills=skills)
    return desk.redirect("/handovers", done="saved")


@page("GET", "/handovers/{id}", HANDOVER)
async def show(desk: Desk) -> web.StreamResponse:
    """One conversation."""
    return desk.render("handover.html", error="", fault="", **await _values(desk))


@page("POST", "/handovers/{id}/take", HANDOVER)
async def take(desk: Desk) -> web.StreamResponse:
    """Have it from now on; one that a colleague has meanwhile is told in words."""
    await desk.services.handovers.desk.take(desk.actor, desk.part("id"))
    return desk.redirect(f"/handovers/{desk.part('id')}", done="handed")


@page("GET", "/handovers/{id}/live", HANDOVER)
async def live(desk: Desk) -> web.StreamResponse:
    """What came after a message, live where a socket is wanted."""
    asked = desk.asked("after")
    after = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    handover, messages = await desk.services.handovers.desk.follow(desk.actor, desk.part("id"), after=after)
    if is_upgrade(desk.request):
        return await conversation(desk, handover.id, after)
    html = desk.fragment("handover_messages.html", lines=lines(messages, await desk.names()), id=handover.id)
    return web.json_response({"html": html, "last": handover.last_seq, "deliveries": deliveries(messages)})


@page("POST", "/handovers/{id}/messages", HANDOVER)
async def say(desk: Desk) -> web.StreamResponse:
    """Answer. Sent twice (the form's own name for it) it is there once."""
    room, form = desk.services.handovers.desk, desk.form
    return await _done(
        desk,
        room.say(desk.actor, desk.part("id"), form.text("text"), client_id=form.text("client_id")[:64]),
        done="sent",
    )


@page("POST", "/handovers/{id}/files", HANDOVER, upload=True)
async def send_file(desk: Desk) -> web.StreamResponse:
    """Send a photo or a file."""
    await desk.services.handovers.desk.say(desk.actor, desk.part("id"), "", file=desk.file)
    return desk.redirect(f"/handovers/{desk.part('id')}", done="sent")


@page("POST", "/handovers/{id}/notes", HANDOVER)
async def note(desk: Desk) -> web.StreamResponse:
    """A note among colleagues; one of them may be asked along."""
    room, form = desk.services.handovers.desk, desk.form
    return await _done(
        desk, room.note(desk.actor, desk.part("id"), form.text("note"), ask=form.text("ask")), done="noted"
    )


@page("POST", "/handovers/{id}/transfer", HANDOVER)
async def transfer(desk: Desk) -> web.StreamResponse:
    """Offer it to a colleague, or to all."""
    room = desk.services.handovers.desk
    return await _done(
        desk, room.transfer(desk.actor, desk.part("id"), desk.form.text("to")), done="forwarded", then="/handovers"
    )


@page("POST", "/handovers/{id}/give-back", HANDOVER)
async def give_back(desk: Desk) -> web.StreamResponse:
    """Let the bot answer again."""
    return await _done(desk, desk.services.handovers.desk.give_back(desk.actor, desk.part("id")), done="returned")


@page("POST", "/handovers/{id}/close", HANDOVER)
async def close(desk: Desk) -> web.StreamResponse:
    """It is settled."""
    room = desk.services.handovers.desk
    return await _done(desk, room.close(desk.actor, desk.part("id"), desk.form.text("outcome")), done="settled")


@page("POST", "/handovers/{id}/corrections", Permission.PRE_REVIEW)
async def propose_correction(desk: Desk) -> web.StreamResponse:
    """Show the citizen how the application should be corrected; nothing is changed before they agree."""
    context = await desk.services.handovers.contexts.of(desk.actor, desk.part("id"))
    if context.application is None or context.form is None:
        raise NoSuchApplication
    today, snapshot = china_day(desk.services.clock.now()), desk.services.snapshot()
    try:
        changes = changes_of(desk.form, context.form, context.application, snapshot, today)
    except InvalidValue as error:
        return desk.refuse("handover.html", error, **await _values(desk))
    made = desk.services.handovers.correcting.propose(
        desk.actor, desk.part("id"), changes, desk.form.number("revision")
    )
    return await _done(desk, made, done="shown")


@page("POST", "/handovers/{id}/appointments", HANDOVER)
async def book_place(desk: Desk) -> web.StreamResponse:
    """Book a place at a window for the citizen."""
    return await _done(desk, book_for(desk), done="booked")


@page("POST", "/handovers/{id}/suggestions", HANDOVER)
async def suggest(desk: Desk) -> web.StreamResponse:
    """Have the catalogue learn how this was asked."""
    room, form = desk.services.handovers.desk, desk.form
    made = room.suggest(desk.actor, desk.part("id"), form.text("item_code"), form.text("phrase"))
    return await _done(desk, made, done="suggested")


@page("GET", "/handovers/{id}/answers", HANDOVER)
async def answers(desk: Desk) -> web.StreamResponse:
    """What the bot would answer, as a piece of a page, to be put into one's own answer."""
    handover, _ = await desk.services.handovers.desk.follow(desk.actor, desk.part("id"), after=0)
    asked = desk.asked("q")
    reply = await desk.services.engine.preview(asked, handover.region) if asked else None
    text = desk.fragment("handover_answers.html", reply=reply, base=desk.services.settings.public_url)
    return web.Response(text=text, content_type="text/html")


@page("GET", "/handovers/{id}/files/{seq}", HANDOVER)
async def open_file(desk: Desk) -> web.StreamResponse:
    """The file of a message, as a download; pictures are shown by the page."""
    file = await desk.services.handovers.desk.file(desk.actor, desk.part("id"), seq_of(desk.request))
    return await sent_file(desk.request, file)


@page("GET", "/handovers/{id}/application/{file}", Permission.PRE_REVIEW)
async def open_application_file(desk: Desk) -> web.StreamResponse:
    """A file of the application that it is about."""
    found = await desk.services.handovers.contexts.application_file(desk.actor, desk.part("id"), desk.part("file"))
    async with desk.services.attachments.opened(found) as pieces:
        return await streamed(desk.request, found, pieces)


async def _done(desk: Desk, act: Awaitable[object], *, done: str, then: str = "") -> web.StreamResponse:
    """The act, then the page again; with what is wrong, where something is."""
    try:
        await act
    except DomainError as error:
        if error.code != "invalid-value":
            raise
        return desk.refuse("handover.html", error, **await _values(desk))
    return desk.redirect(then or f"/handovers/{desk.part('id')}", done=done)


async def _rows(desk: Desk, *, present: bool = True) -> dict[str, Any]:
    """The queue; a live picture of it does not say again that its advisor is there: the socket does, by the minute."""
    found = await desk.services.handovers.desk.queue(desk.actor, present=present)
    names = await desk.names()
    snapshot, now = desk.services.snapshot(), desk.services.clock.now()
    waiting = [row(each, desk.actor, snapshot, names, now) for each in found.waiting]
    return {
        "waiting": waiting,
        "mine": [row(each, desk.actor, snapshot, names, now) for each in found.mine],
        "present": sum(each.present(now) for each in found.advisors),
        "held": {
            owner: sum(each.revision for each in found.mine if each.staff_id == owner) for owner in desk.actor.work_of
        },
    }


async def _values(desk: Desk) -> dict[str, Any]:
    context = await desk.services.handovers.contexts.of(desk.actor, desk.part("id"))
    handover, names, now = context.handover, await desk.names(), desk.services.clock.now()
    mine = handover.is_open and handover.staff_id in desk.actor.work_of
    return {
        "handover": handover,
        "id": handover.id,
        "state": STATES[handover.state],
        "window": window_words(handover, now),
        "lines": lines(context.messages, names),
        "mine": mine,
        "slots": await offered(desk, handover, context.citizen) if mine else (),
        "colleagues": await _colleagues(desk),
        "client_id": new_id(),
        "typed": {name: desk.form.text(name) for name in ("text", "note", "outcome", "phrase", "to", "ask")},
        **await context_values(desk, context),
    }


async def _colleagues(desk: Desk) -> list[tuple[str, str]]:
    """Others who may talk with citizens: whoever is at the desk first."""
    now = desk.services.clock.now()
    found = await desk.services.handovers.desk.queue(desk.actor)
    there = {each.staff_id for each in found.advisors if each.present(now)}
    names = await desk.names()
    known = [each.staff_id for each in found.advisors if each.staff_id != desk.actor.staff_id]
    ordered = sorted(known, key=lambda each: (each not in there, names.get(each, "")))
    return [(each, names.get(each, each) + ("（在岗）" if each in there else "")) for each in ordered]


async def _open_work(desk: Desk) -> Work:
    found = await desk.services.handovers.desk.queue(desk.actor)
    snapshot, names, now = desk.services.snapshot(), await desk.names(), desk.services.clock.now()
    both = [*found.mine, *found.waiting]
    rows = [_work_row(each, row(each, desk.actor, snapshot, names, now)) for each in both[:FIRST]]
    return Work(len(both), tuple(rows))


def _work_row(handover: Handover, shown: Row) -> WorkRow:
    """A line of the home page: one's own leads to the talk, what waits to the queue."""
    return WorkRow(
        shown.item,
        f"{LIST}/{handover.id}" if handover.staff_id else LIST,
        STATES[handover.state],
        shown.due,
        handover.staff_id,
    )


FEATURE = Feature(
    pages=(
        show_queue,
        live_queue,
        set_own,
        show,
        take,
        live,
        say,
        send_file,
        note,
        transfer,
        give_back,
        close,
        propose_correction,
        book_place,
        suggest,
        answers,
        open_file,
        open_application_file,
    ),
    sections=(Section("咨询台", LIST, HANDOVER),),
    work_lists=(WorkList("handovers", "咨询", LIST, HANDOVER, _open_work),),
)
