"""Files in a folder: two levels of directories by key, whole or not at all.

An upload is written to ``incoming/``, flushed to the disk, and renamed to its place, so that
a process killed at any moment leaves at most a file in ``incoming/``, which :meth:`FolderStore.sweep` removes.
"""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

from affairs.errors import InvalidValue, NoSuchFile
from affairs.files import StoredFile, is_file_key
from integrations.files.draft import PIECE, Draft, off_loop

__all__ = ["FolderStore"]

THREADS = 8
"""Disk threads of one store, apart from the loop's own, so that slow disks hold up nothing else."""


T = TypeVar("T")


class FolderStore:
    """:class:`affairs.files.FileStore` in ``root``, readable by this user alone."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="files")

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, limit: int) -> StoredFile:
        """Store what comes, up to ``limit`` bytes; on the disk on return."""
        if not is_file_key(key):
            raise InvalidValue("not a file key")
        path, coming = self._path(key), self._incoming / key
        draft = Draft(
            self._pool,
            lambda: _create(coming),
            keep=lambda: _rename(coming, path),
            forget=lambda placed: _unlink(coming, *([path] if placed else [])),
        )
        async with draft:
            await draft.fill(chunks, limit)
            await draft.place()
        return StoredFile(key, draft.size, draft.sha256)

    @asynccontextmanager
    async def open(self, key: str, *, start: int = 0, stop: int | None = None) -> AsyncIterator[AsyncIterator[bytes]]:
        """Its bytes from ``start`` until before ``stop``. Raises NoSuchFile."""
        file = await self._opened(key)
        try:
            yield self._pieces(file, start, stop)
        finally:
            # Whoever is cancelled here must not take the closing along, which may still wait for its turn.
            await asyncio.shield(asyncio.wrap_future(self._pool.submit(file.close)))

    async def size(self, key: str) -> int:
        """How many bytes it has. Raises NoSuchFile."""
        return await self._off_loop(key, lambda path: path.stat().st_size)

    async def exists(self, key: str) -> bool:
        """Whether there is such a file."""
        return is_file_key(key) and await off_loop(self._pool, self._path(key).is_file)

    async def delete(self, key: str) -> bool:
        """Remove it; False when there was none."""
        return is_file_key(key) and await off_loop(self._pool, _unlink, self._path(key))

    async def sweep(self, before: datetime) -> int:
        """Remove what killed uploads left in ``incoming/`` and nobody wrote to since ``before``."""
        return await off_loop(self._pool, _sweep, self._incoming, before.timestamp())

    def close(self) -> None:
        """Take no more work; the threads end once theirs is done."""
        self._pool.shutdown(wait=False)

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key[2:4] / key

    async def _off_loop(self, key: str, work: Callable[[Path], T]) -> T:
        if not is_file_key(key):
            raise NoSuchFile
        try:
            return await off_loop(self._pool, work, self._path(key))
        except FileNotFoundError:
            raise NoSuchFile from None

    async def _opened(self, key: str) -> BinaryIO:
        """Its file; closed again where whoever asked for it is cancelled before it is open."""
        if not is_file_key(key):
            raise NoSuchFile
        opening: Future[BinaryIO] = self._pool.submit(self._path(key).open, "rb")
        try:
            return await asyncio.wrap_future(opening)
        except FileNotFoundError:
            raise NoSuchFile from None
        except asyncio.CancelledError:
            opening.add_done_callback(_close)
            raise

    async def _pieces(self, file: BinaryIO, start: int, stop: int | None) -> AsyncIterator[bytes]:
        await off_loop(self._pool, file.seek, start)
        left = None if stop is None else max(0, stop - start)
        while left is None or left > 0:
            piece = await off_loop(self._pool, file.read, PIECE if left is None else min(PIECE, left))
            if not piece:
                return
            left = None if left is None else left - len(piece)
            yield piece


def _close(opening: Future[BinaryIO]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb")


def _rename(coming: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    coming.rename(path)
    # The name is durable once the folders that hold it are.
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _unlink(*paths: Path) -> bool:
    found = False
    for path in paths:
        try:
            path.unlink()
            found = True
        except FileNotFoundError:
            continue
    return found


def _sweep(folder: Path, before: float) -> int:
    if not folder.is_dir():
        return 0
    return sum(_unlink(entry) for entry in folder.iterdir() if _written(entry) < before)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # it was given its place this moment
        return float("inf")
