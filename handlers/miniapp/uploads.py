"""Files of a multipart body, one after another, as they arrive: never a whole file in memory."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar

from aiohttp import BadContentDispositionHeader, BadContentDispositionParam, BodyPartReader, MultipartReader, web

from affairs.receiving import Received, Receiving, Upload
from handlers.endpoint import InvalidRequest
from handlers.problems import problem
from handlers.reading import invalid

__all__ = ["received", "received_in_form", "uploads"]

PIECE = 64 * 1024
FIELD = "file"
IDLE_SECONDS = 30.0
"""Seconds to wait for the next piece: a phone that changes cells is back by then."""
WHOLE_SECONDS = 900.0
"""Seconds for a whole body: 20 MB by the slowest of mobile networks, and no drip that goes on for ever."""

BROKEN = (BadContentDispositionHeader, BadContentDispositionParam)
for _each in BROKEN:
    # A warning would write the header, and with it a citizen's file name, to standard error.
    warnings.filterwarnings("error", category=_each)
MALFORMED = (ValueError, AssertionError, LookupError, RuntimeError, *BROKEN)
"""What aiohttp's reader raises for bodies that break RFC 2046."""
T = TypeVar("T")


async def uploads(request: web.Request, most: int) -> AsyncIterator[Upload]:
    """The parts named ``file``; each is to be read before the next is asked for.

    Raises InvalidRequest for a body that is no multipart form, has other parts, none at all, or more than ``most``.
    """
    count, patience = 0, _Patience()
    async for part in _parts(request, patience):
        name = _header(part, "name")
        if not isinstance(part, BodyPartReader) or name != FIELD:
            raise InvalidRequest(invalid([{"field": name[:60], "message": "没有这个字段"}]))
        count += 1
        if count > most:
            raise InvalidRequest(problem(HTTPStatus.CONFLICT, "too-many-files", errors=[_too_many(most)]))
        yield Upload(_header(part, "filename"), _chunks(part, patience))
    if not count:
        raise InvalidRequest(invalid([{"field": FIELD, "message": "必填"}]))


def _too_many(most: int) -> dict[str, str]:
    return {"field": FIELD, "message": f"这项材料最多还能放 {most} 个文件" if most else "这项材料的文件已经放满了"}


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


async def received_in_form(
    request: web.Request, receiving: Receiving, field: str, allowed: Callable[[str], bool]
) -> Received | None:
    """The one file of a form whose first field is ``field``; None when that field is not allowed: nothing is stored.

    Raises InvalidRequest, TooLarge.
    """
    patience = _Patience()
    parts = _parts(request, patience)
    first = await anext(parts, None)
    if not isinstance(first, BodyPartReader) or _header(first, "name") != field:
        return None
    if not allowed(bytes(await patience.wait(first.read_chunk(200))).decode("ascii", "replace")):
        return None
    file: Received | None = None
    try:
        async for part in parts:
            file = await _one_more(file, part, receiving, patience)
    except BaseException:
        await receiving.let_go([file.key] if file else [])
        raise
    if file is None:
        raise InvalidRequest(invalid([{"field": FIELD, "message": "必填"}]))
    return file


async def _one_more(
    before: Received | None, part: BodyPartReader | MultipartReader, receiving: Receiving, patience: "_Patience"
) -> Received:
    """The file of a part. Raises InvalidRequest for a second one, and for what is no file."""
    if before is not None or not isinstance(part, BodyPartReader) or _header(part, "name") != FIELD:
        raise InvalidRequest(invalid([{"field": FIELD, "message": "一次一个文件"}]))
    return await receiving.receive(Upload(_header(part, "filename"), _chunks(part, patience)))


class _Patience:
    """Waits for what a caller sends, for so long and no longer."""

    def __init__(self) -> None:
        self._until = asyncio.get_running_loop().time() + WHOLE_SECONDS

    async def wait(self, sent: Awaitable[T]) -> T:
        """What is sent. Raises InvalidRequest: it does not come (408), or it is no multipart body (400)."""
        left = self._until - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, min(IDLE_SECONDS, left))):
                return await sent
        except TimeoutError:
            raise InvalidRequest(problem(HTTPStatus.REQUEST_TIMEOUT, "request-timeout")) from None
        except MALFORMED:
            raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "unreadable-body")) from None


async def _parts(request: web.Request, patience: _Patience) -> AsyncIterator[BodyPartReader | MultipartReader]:
    if request.content_type != "multipart/form-data":
        detail = "请求正文须为 multipart/form-data。"
        raise InvalidRequest(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail))
    reader = await patience.wait(request.multipart())
    while (part := await patience.wait(reader.next())) is not None:
        yield part
    # To the very end, before anything is answered: a client that has its answer stops sending, and what it did not
    # send of this body would be missing before its next request on the connection.
    rest = 0
    while piece := await patience.wait(request.content.readany()):
        rest += len(piece)
        if rest > PIECE:
            raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "unreadable-body"))


async def _chunks(part: BodyPartReader, patience: _Patience) -> AsyncIterator[bytes]:
    while chunk := await patience.wait(part.read_chunk(PIECE)):
        yield bytes(chunk)


def _header(part: BodyPartReader | MultipartReader, name: str) -> str:
    """The part's ``name`` or ``filename``; bytes that are no text become question marks. Raises InvalidRequest."""
    try:
        value = getattr(part, name, None)
    except MALFORMED:
        raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "unreadable-body")) from None
    return str(value or "").encode(errors="replace").decode()
