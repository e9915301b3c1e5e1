"""Files of a multipart body, one after another, as they arrive: never a whole file in memory."""

from collections.abc import AsyncIterator
from http import HTTPStatus

from aiohttp import BodyPartReader, MultipartReader, web

from affairs.receiving import Received, Receiving, Upload
from handlers.endpoint import InvalidRequest
from handlers.problems import problem
from handlers.reading import invalid

__all__ = ["received", "uploads"]

PIECE = 64 * 1024
FIELD = "file"


async def uploads(request: web.Request, most: int) -> AsyncIterator[Upload]:
    """The parts named ``file``; each is to be read before the next is asked for.

    Raises InvalidRequest for a body that is no multipart form, has other parts, none at all, or more than ``most``.
    """
    count = 0
    async for part in _parts(request):
        if not isinstance(part, BodyPartReader) or part.name != FIELD:
            raise InvalidRequest(
                invalid([{"field": str(getattr(part, "name", "") or "")[:60], "message": "没有这个字段"}])
            )
        count += 1
        if count > most:
            raise InvalidRequest(invalid([{"field": FIELD, "message": f"这项材料最多还能放 {most} 个文件"}]))
        yield Upload(part.filename or "", _chunks(part))
    if not count:
        raise InvalidRequest(invalid([{"field": FIELD, "message": "必填"}]))


async def received(request: web.Request, receiving: Receiving) -> Received:
    """The one file of the body, stored; it is still nobody's. Raises InvalidRequest, TooLarge."""
    files: list[Received] = []
    try:
        async for upload in uploads(request, 1):
            files.append(await receiving.receive(upload))  # noqa: PERF401 - what was received must be known if it fails
    except BaseException:
        await receiving.let_go([each.key for each in files])
        raise
    return files[0]


async def _parts(request: web.Request) -> AsyncIterator[BodyPartReader | MultipartReader]:
    if request.content_type != "multipart/form-data":
        detail = "请求正文须为 multipart/form-data。"
        raise InvalidRequest(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail))
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            yield part
    except (ValueError, AssertionError):
        raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "unreadable-body")) from None


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(PIECE):
        yield bytes(chunk)
