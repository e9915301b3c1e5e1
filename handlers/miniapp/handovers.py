"""``/handovers``: talking to an advisor."""

import hashlib
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from aiohttp import web

from affairs.handover.asking import Said
from affairs.handover.errors import NoSuchHandover
from affairs.handover.gathering import Subject
from affairs.handover.handover import Attached, Reason
from handlers.access import Access
from handlers.endpoint import IDEMPOTENCY_KEY, Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.handover_live import serve
from handlers.miniapp.handover_schema import (
    CorrectionAnswer,
    HandoverList,
    HandoverOpen,
    HandoverOut,
    HandoverQuery,
    HandoverRating,
    HandoverSay,
    HandoverSeen,
    Live,
    LiveQuery,
    MessageOut,
    handover_out,
    live_out,
    message_out,
    row_out,
)
from handlers.miniapp.materials import TYPES
from handlers.miniapp.uploads import received
from handlers.services import Services
from handlers.sockets import is_upgrade

__all__ = ["operations", "sent_file"]

GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
LONGEST_SEQ = 7


@endpoint(
    "POST", "/handovers", access=Access.CITIZEN, tag="handovers", body=HandoverOpen, reply=HandoverOut,
    status=HTTPStatus.CREATED, errors=GONE, idempotent=True,
)  # fmt: skip
async def open_handover(call: Call[Nothing, HandoverOpen]) -> HandoverOut:
    """Talk to an advisor; whoever has an open conversation with one gets that."""
    body = await call.body()
    number = body.application_no or ""
    subject = Subject("miniapp", Reason.STUCK if number else Reason.ASKED, body.summary, application_no=number)
    asking = services_of(call.request).handovers.asking
    handover, place = await asking.open(call.citizen.id, subject, call.idempotency(body))
    return handover_out(handover, place)


@endpoint(
    "GET", "/handovers", access=Access.CITIZEN, tag="handovers", query=HandoverQuery, reply=HandoverList
)  # fmt: skip
async def list_handovers(call: Call[HandoverQuery, Nothing]) -> HandoverList:
    """My conversations with advisors, the latest first."""
    query, viewing = call.query, services_of(call.request).handovers.viewing
    found = await viewing.listed(call.citizen.id, limit=query.limit + 1, before=query.cursor)
    page, more = found[: query.limit], len(found) > query.limit
    return HandoverList(items=[row_out(each) for each in page], next=page[-1].id if more else None)


@endpoint(
    "GET", "/handovers/{id}", access=Access.CITIZEN, tag="handovers", reply=HandoverOut,
    errors=(HTTPStatus.NOT_FOUND,),
)  # fmt: skip
async def show_handover(call: Call[Nothing, Nothing]) -> HandoverOut:
    """One of them: where it stands, who answers, by when."""
    return handover_out(*await _services(call).handovers.viewing.one(call.citizen.id, _id(call)))


@endpoint(
    "DELETE", "/handovers/{id}", access=Access.CITIZEN, tag="handovers", status=HTTPStatus.NO_CONTENT,
    errors=(HTTPStatus.NOT_FOUND,),
)  # fmt: skip
async def leave_handover(call: Call[Nothing, Nothing]) -> web.Response:
    """Wait no longer."""
    await _services(call).handovers.asking.withdraw(call.citizen.id, _id(call))
    return web.Response(status=HTTPStatus.NO_CONTENT)


@endpoint(
    "POST", "/handovers/{id}/messages", access=Access.CITIZEN, tag="handovers", body=HandoverSay, reply=MessageOut,
    status=HTTPStatus.CREATED, errors=GONE, idempotent=True,
)  # fmt: skip
async def say_in_handover(call: Call[Nothing, HandoverSay]) -> MessageOut:
    """Say something; the same ``client_id`` or ``Idempotency-Key`` again is the message it was."""
    room = _services(call).handovers
    await room.viewing.known(call.citizen.id, _id(call))
    body = await call.body()
    said = Said(body.text, client_id=body.client_id or _name(call))
    message, _ = await room.asking.say(call.citizen.id, _id(call), said)
    return message_out(message)


@endpoint(
    "POST", "/handovers/{id}/files", access=Access.CITIZEN, tag="handovers", reply=MessageOut,
    status=HTTPStatus.CREATED, errors=(*GONE, HTTPStatus.SERVICE_UNAVAILABLE), idempotent=True, multipart=True,
)  # fmt: skip
async def send_file_in_handover(call: Call[Nothing, Nothing]) -> MessageOut:
    """Send one photo or file."""
    services = _services(call)
    await services.handovers.viewing.known(call.citizen.id, _id(call))
    file = await received(call.request, services.receiving)
    try:
        message, _ = await services.handovers.asking.say(call.citizen.id, _id(call), Said("", file, _name(call)))
    except BaseException:
        await services.receiving.let_go([file.key])
        raise
    if message.file is None or message.file.key != file.key:
        await services.receiving.let_go([file.key])  # sent again: the first one is kept
    return message_out(message)


@endpoint(
    "GET", "/handovers/{id}/files/{seq}", access=Access.CITIZEN, tag="handovers",
    content_type="application/octet-stream", errors=(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
)  # fmt: skip
async def fetch_file_of_handover(call: Call[Nothing, Nothing]) -> web.StreamResponse:
    """Fetch the file of a message."""
    services = _services(call)
    file = await services.handovers.viewing.file(call.citizen.id, _id(call), seq_of(call.request))
    return await sent_file(call.request, file)


@endpoint(
    "POST", "/handovers/{id}/seen", access=Access.CITIZEN, tag="handovers", body=HandoverSeen, reply=HandoverOut,
    errors=(HTTPStatus.NOT_FOUND,),
)  # fmt: skip
async def mark_handover_seen(call: Call[Nothing, HandoverSeen]) -> HandoverOut:
    """Say that this device has everything up to a message."""
    room = _services(call).handovers
    await room.viewing.known(call.citizen.id, _id(call))
    await room.asking.seen(call.citizen.id, _id(call), (await call.body()).seq)
    return handover_out(*await room.viewing.one(call.citizen.id, _id(call)))


@endpoint(
    "POST", "/handovers/{id}/correction", access=Access.CITIZEN, tag="handovers", body=CorrectionAnswer,
    reply=HandoverOut, errors=GONE,
)  # fmt: skip
async def answer_correction(call: Call[Nothing, CorrectionAnswer]) -> HandoverOut:
    """Agree to a proposed correction of the application, which changes it at once, or decline it."""
    room = _services(call).handovers
    await room.viewing.known(call.citizen.id, _id(call))
    body = await call.body()
    await room.correcting.decide(call.citizen.id, _id(call), agree=body.agree, correction_id=body.id)
    return handover_out(*await room.viewing.one(call.citizen.id, _id(call)))


@endpoint(
    "POST", "/handovers/{id}/rating", access=Access.CITIZEN, tag="handovers", body=HandoverRating, reply=HandoverOut,
    errors=GONE,
)  # fmt: skip
async def rate_handover(call: Call[Nothing, HandoverRating]) -> HandoverOut:
    """Rate a closed one, once; the same rating sent again is the first one."""
    room = _services(call).handovers
    await room.viewing.known(call.citizen.id, _id(call))
    body = await call.body()
    await room.asking.rate(call.citizen.id, _id(call), body.stars, body.comment.strip())
    return handover_out(*await room.viewing.one(call.citizen.id, _id(call)))


@endpoint(
    "GET", "/handovers/{id}/live", access=Access.CITIZEN, tag="handovers", query=LiveQuery, reply=Live,
    errors=(HTTPStatus.NOT_FOUND,),
)  # fmt: skip
async def follow_handover(call: Call[LiveQuery, Nothing]) -> Live | web.StreamResponse:
    """What came after a message; as a WebSocket (``Upgrade: websocket``) for as long as it is open."""
    viewing = _services(call).handovers.viewing
    handover, messages = await viewing.messages(call.citizen.id, _id(call), after=call.query.after)
    if is_upgrade(call.request):
        return await serve(call.request, call.citizen, handover.id, call.query.after)
    return live_out(handover, await viewing.holder(handover), messages)


async def sent_file(request: web.Request, file: Attached) -> web.StreamResponse:
    """The file as a download: whatever is in it, no browser renders it within our origin."""
    headers = {
        "Content-Type": TYPES.get(file.kind, "application/octet-stream"),
        "Content-Length": str(file.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name or 'file')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    async with services_of(request).receiving.opened(file.key) as pieces:
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        async for piece in pieces:
            await response.write(piece)
    await response.write_eof()
    return response


def seq_of(request: web.Request) -> int:
    """The number of a message in the path. Raises NoSuchHandover for what is none."""
    text = request.match_info["seq"]
    if not (text.isascii() and text.isdecimal() and len(text) < LONGEST_SEQ):
        raise NoSuchHandover
    return int(text)


def _services(call: Call[Any, Any]) -> Services:
    return services_of(call.request)


def _id(call: Call[Any, Any]) -> str:
    return call.request.match_info["id"].replace("\0", "")


def _name(call: Call[Any, Any]) -> str:
    """The caller's own name for what is sent."""
    key = call.request.headers.get(IDEMPOTENCY_KEY, "")
    return hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest()[:48] if key else ""


operations = (
    open_handover,
    list_handovers,
    show_handover,
    leave_handover,
    say_in_handover,
    send_file_in_handover,
    fetch_file_of_handover,
    mark_handover_seen,
    rate_handover,
    answer_correction,
    follow_handover,
)
