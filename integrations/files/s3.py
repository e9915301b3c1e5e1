"""Files in an S3-compatible object store (MinIO, OBS, OSS, COS, Ceph), signed with SigV4.

An upload is first gathered in an anonymous temporary file: its length and digest are known before
the store sees a byte, so one signed ``PUT`` stores it whole or not at all, the store checks the
digest, and a killed process leaves nothing anywhere.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import BinaryIO, cast

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout
from aiohttp_s3_client import S3Client
from aiohttp_s3_client.credentials import StaticCredentials

from affairs.errors import InvalidValue, NoSuchFile, StoreUnavailable
from affairs.files import StoredFile, is_file_key
from integrations.files.draft import PIECE, Draft, off_loop

__all__ = ["S3Place", "S3Store", "open_s3"]

TRIES = 3
PAUSE = 0.2
"""Seconds before the second try; each further one waits twice as long."""
TIMEOUT = ClientTimeout(total=None, connect=5, sock_read=30)
THREADS = 8


@dataclass(frozen=True, slots=True)
class S3Place:
    """Where the objects are. ``{bucket}`` in the endpoint asks for virtual-hosted addresses, as OSS and COS do."""

    endpoint: str
    bucket: str
    prefix: str = ""
    region: str = "us-east-1"
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        """The address of the bucket."""
        if "{bucket}" in self.endpoint:
            return self.endpoint.replace("{bucket}", self.bucket).rstrip("/")
        return f"{self.endpoint.rstrip('/')}/{self.bucket}"


class S3Store:
    """:class:`affairs.files.FileStore` over one bucket. Made by :func:`open_s3`."""

    def __init__(self, place: S3Place, session: ClientSession, pool: ThreadPoolExecutor) -> None:
        self._prefix = f"{place.prefix.strip('/')}/" if place.prefix.strip("/") else ""
        self._pool = pool
        # Given as they are: the client would look for a configuration in the home folder.
        credentials = StaticCredentials(place.access_key, place.secret_key, region=place.region)
        self._client = S3Client(session, place.url, credentials=credentials)

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, limit: int) -> StoredFile:
        """Store what comes, up to ``limit`` bytes; acknowledged by the store on return."""
        if not is_file_key(key):
            raise InvalidValue("not a file key")
        async with Draft(self._pool, lambda: cast("BinaryIO", tempfile.TemporaryFile())) as draft:
            await draft.fill(chunks, limit)
            await self._send(key, draft)
        return StoredFile(key, draft.size, draft.sha256)

    @asynccontextmanager
    async def open(self, key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[AsyncIterator[bytes]]:
        """Its bytes from ``start`` until before ``stop``. Raises NoSuchFile."""
        if stop is not None and stop <= start:
            await self.size(key)
            yield _nothing()
            return
        last = "" if stop is None else stop - 1
        ranged = {"Range": f"bytes={start}-{last}"} if start or stop is not None else {}
        async with self._ask("GET", key, ranged) as response:
            if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                yield _nothing()
                return
            _check(response)
            yield _pieces(response)

    async def size(self, key: str) -> int:
        """How many bytes it has. Raises NoSuchFile."""
        async with self._ask("HEAD", key) as response:
            _check(response)
            return int(response.headers.get("Content-Length", "0"))

    async def exists(self, key: str) -> bool:
        """Whether there is such an object."""
        try:
            await self.size(key)
        except NoSuchFile:
            return False
        return True

    async def delete(self, key: str) -> bool:
        """Remove it; False when there was none (S3 itself does not tell)."""
        if not await self.exists(key):
            return False
        async with self._ask("DELETE", key) as response:
            _check(response)
        return True

    async def sweep(self, before: datetime) -> int:
        """Nothing to do: 0. What came of a killed upload was in an anonymous file."""
        del before
        return 0

    async def _send(self, key: str, draft: Draft) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                await self._send_once(key, draft)
            except StoreUnavailable:
                if attempt == TRIES:
                    raise
                await asyncio.sleep(PAUSE * 2 ** (attempt - 1))
            else:
                return

    async def _send_once(self, key: str, draft: Draft) -> None:
        file = draft.written()
        await off_loop(self._pool, file.seek, 0)
        data = _file_pieces(self._pool, file) if draft.size else b""
        try:
            async with self._client.put(
                self._prefix + key, data, data_length=draft.size, content_sha256=draft.sha256
            ) as response:
                _check_written(response)
        except (ClientError, TimeoutError, OSError) as fault:
            raise _unavailable(fault) from fault

    @asynccontextmanager
    async def _ask(self, method: str, key: str, headers: dict[str, str] | None = None) -> AsyncIterator[ClientResponse]:
        if not is_file_key(key):
            raise NoSuchFile
        try:
            async with self._client.request(method, self._prefix + key, headers=headers) as response:
                yield response
        except (ClientError, TimeoutError, OSError) as fault:
            raise _unavailable(fault) from fault


@asynccontextmanager
async def open_s3(place: S3Place) -> AsyncIterator[S3Store]:
    """A store over this bucket, its connections closed at the end."""
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="files")
    try:
        async with ClientSession(timeout=TIMEOUT, auto_decompress=False) as session:
            yield S3Store(place, session, pool)
    finally:
        await asyncio.to_thread(pool.shutdown)


def _check(response: ClientResponse) -> None:
    if response.status == HTTPStatus.NOT_FOUND:
        raise NoSuchFile
    _check_written(response)


def _check_written(response: ClientResponse) -> None:
    if response.status >= HTTPStatus.BAD_REQUEST:
        raise StoreUnavailable(f"files: the object store answered {response.status}")


def _unavailable(fault: Exception) -> StoreUnavailable:
    return StoreUnavailable(f"files: {type(fault).__name__}")


async def _nothing() -> AsyncIterator[bytes]:
    pieces: tuple[bytes, ...] = ()
    for piece in pieces:
        yield piece


async def _pieces(response: ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for piece in response.content.iter_chunked(PIECE):
            yield piece
    except (ClientError, TimeoutError, OSError) as fault:
        raise _unavailable(fault) from fault


async def _file_pieces(pool: ThreadPoolExecutor, file: BinaryIO) -> AsyncIterator[bytes]:
    while piece := await off_loop(pool, file.read, PIECE):
        yield piece
