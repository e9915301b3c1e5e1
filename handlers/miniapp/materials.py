"""``/applications/{no}/materials``: files of an application, uploaded, fetched, taken out."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from urllib.parse import quote

from aiohttp import web

from affairs.applications.application import Attachment
from affairs.applications.supply import facts_of
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.application_schema import ApplicationOut
from handlers.miniapp.applications import GONE, changed, number_of
from handlers.miniapp.uploads import uploads

__all__ = ["operations"]

TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
"""What a browser may be told a file is; the rest are bytes."""


@endpoint(
    "PUT",
    "/applications/{no}/materials/{key}",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=(*GONE, HTTPStatus.SERVICE_UNAVAILABLE),
    multipart=True,
)
async def put_material(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Upload one material: the files take the place of those that were there."""
    return await _receive(call, adding=False)


@endpoint(
    "POST",
    "/applications/{no}/materials/{key}",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=(*GONE, HTTPStatus.SERVICE_UNAVAILABLE),
    idempotent=True,
    multipart=True,
)
async def add_material(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Upload more files of one material, beside those that are there; for the same key once."""
    return await _receive(call, adding=True)


@endpoint(
    "DELETE",
    "/applications/{no}/materials/{key}",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=GONE,
)
async def empty_material(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Take all files of one material out."""
    number, key = number_of(call), call.request.match_info["key"]
    await services_of(call.request).attachments.remove(call.citizen.id, number, key)
    return await changed(call, number)


@endpoint(
    "DELETE",
    "/applications/{no}/materials/{key}/{file}",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=GONE,
)
async def remove_file(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Take one file out."""
    number, key, file = (call.request.match_info[name] for name in ("no", "key", "file"))
    await services_of(call.request).attachments.remove(call.citizen.id, number, key, file)
    return await changed(call, number)


@endpoint(
    "GET",
    "/applications/{no}/files/{file}",
    access=Access.CITIZEN,
    tag="applications",
    content_type="application/octet-stream",
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def fetch_file(call: Call[Nothing, Nothing]) -> web.StreamResponse:
    """Fetch one file."""
    attachments = services_of(call.request).attachments
    attachment = await attachments.found(call.citizen.id, number_of(call), call.request.match_info["file"])
    async with attachments.opened(attachment) as pieces:
        return await streamed(call.request, attachment, pieces)


async def streamed(request: web.Request, attachment: Attachment, pieces: AsyncIterator[bytes]) -> web.StreamResponse:
    """The file as a download: never rendered by a browser within our origin."""
    response = web.StreamResponse(
        headers={
            "Content-Type": TYPES.get(facts_of(attachment).kind, "application/octet-stream"),
            "Content-Length": str(attachment.size),
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name or 'file')}",
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response


async def _receive(call: Call[Nothing, Nothing], *, adding: bool) -> ApplicationOut:
    attachments, number = services_of(call.request).attachments, number_of(call)
    key = call.request.match_info["key"]
    slot = await attachments.slot(call.citizen.id, number, key, adding=adding)
    received: list[Attachment] = []
    try:
        async for upload in uploads(call.request, slot.room):
            received.append(await attachments.receive(slot, upload))  # noqa: PERF401 - known if the next one fails
    except BaseException:
        await attachments.abandon(received)
        raise
    once = call.idempotency(content="".join(each.digest for each in received).encode()) if adding else None
    await attachments.put(call.citizen.id, number, key, received, adding=adding, once=once)
    return await changed(call, number)


operations = (put_material, add_material, empty_material, remove_file, fetch_file)
