"""One file while it comes in: bounded, hashed, off the event loop, and gone unless it was kept."""

import asyncio
import hashlib
import os
import threading
from collections.abc import AsyncIterable, Callable
from concurrent.futures import Executor
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

from affairs.errors import StoreUnavailable, TooLarge

__all__ = ["PIECE", "Draft", "off_loop"]

PIECE = 256 * 1024
"""Bytes read from a store at a time."""
GATHERED = 64 * 1024
"""Bytes gathered before they are handed to a thread; with those on their way there, 200 uploads at once hold 25 MB."""

T = TypeVar("T")


async def off_loop(pool: Executor, work: Callable[..., T], *args: object) -> T:
    """Run disk work in a thread. Raises StoreUnavailable for a full or broken disk."""
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *args)
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise StoreUnavailable(f"files: {fault.strerror or type(fault).__name__}") from fault


class Draft:
    """What came so far, in an open file. Every method but :meth:`fill` blocks, and may run in any thread.

    Used as a context: when it is left with an error, what was written is forgotten, also if
    ``keep`` had given it its place already (``forget`` is told so).
    """

    def __init__(
        self,
        pool: Executor,
        open_file: Callable[[], BinaryIO],
        keep: Callable[[], None] = lambda: None,
        forget: Callable[[bool], object] = lambda placed: None,
    ) -> None:
        self.size = 0
        self._placed = False
        self._pool = pool
        self._open, self._keep, self._forget = open_file, keep, forget
        self._digest = hashlib.sha256()
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None

    @property
    def sha256(self) -> str:
        """The digest of what came so far."""
        return self._digest.hexdigest()

    def written(self) -> BinaryIO:
        """The open file, once :meth:`fill` has written to it."""
        if self._file is None:
            raise ValueError("nothing was written")
        return self._file

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A cancelled upload must not leave its thread writing into a closed file, nor its file behind.
        await asyncio.shield(off_loop(self._pool, self._close, error is None))

    async def fill(self, chunks: AsyncIterable[bytes], limit: int) -> None:
        """Write all that comes. Raises TooLarge once it is more than ``limit`` bytes."""
        waiting = bytearray()
        async for chunk in chunks:
            if self.size + len(waiting) + len(chunk) > limit:
                raise TooLarge
            waiting += chunk
            if len(waiting) >= GATHERED:
                full, waiting = waiting, bytearray()
                await off_loop(self._pool, self._write, full)
                del full
        await off_loop(self._pool, self._write, waiting)

    async def place(self) -> None:
        """Make it durable and give it its place."""
        await off_loop(self._pool, self._place)

    def _write(self, data: bytearray) -> None:
        with self._lock:
            if self._file is None:
                self._file = self._open()
            self._file.write(data)
            self._digest.update(data)
            self.size += len(data)

    def _place(self) -> None:
        with self._lock:
            file = self.written()
            file.flush()
            os.fsync(file.fileno())
            self._keep()
            self._placed = True

    def _close(self, well: bool) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                if not well:
                    self._forget(self._placed)
