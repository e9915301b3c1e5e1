"""The ledger of stored files: what is expected, held by something, or to be deleted.

Bytes and rows cannot change in one transaction; the ledger makes the order safe. A key is
*expected* before the first byte is written, *held* in the transaction that ties it to its
owner, *dropped* in the one in which the last owner lets go of it. Whatever stays expected for long belongs to a
killed upload, and is deleted like what was dropped: bytes first, the row after.
"""

import re
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

__all__ = ["FileLedger", "FileState", "FileStore", "StoredFile", "is_file_key", "new_file_key"]

FILE_KEY = re.compile(r"[0-9a-f]{32}")


class FileState(StrEnum):
    """Where a stored file stands."""

    EXPECTED = "expected"
    HELD = "held"
    DROPPED = "dropped"


class FileLedger(Protocol):
    """Keys of stored files by their state."""

    async def expect(self, key: str, *, now: datetime) -> None:
        """About to be written."""

    async def hold(self, key: str, size: int, *, now: datetime) -> None:
        """Written, and tied to its owner in this transaction."""

    async def share(self, keys: Sequence[str], *, now: datetime) -> Collection[str]:
        """One owner more, in this transaction; the keys of those that are held, and so could be shared."""

    async def drop(self, keys: Sequence[str], *, now: datetime) -> None:
        """One owner less; with the last it is nobody's."""

    async def useless(self, *, dropped_before: datetime, expected_before: datetime, limit: int) -> Sequence[str]:
        """Keys whose bytes can be deleted."""

    async def forget(self, keys: Sequence[str]) -> None:
        """Their bytes are deleted."""


def new_file_key() -> str:
    """A key nobody can guess and nobody chose: 32 hexadecimal digits of 128 random bits."""
    return secrets.token_hex(16)


def is_file_key(text: str) -> bool:
    """Whether it has the form of a key; nothing else ever becomes part of a path."""
    return FILE_KEY.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was stored whole: its size in bytes, and its SHA-256 (64 hexadecimal digits)."""

    key: str
    size: int
    sha256: str


class FileStore(Protocol):
    """Bytes by opaque keys (see :func:`new_file_key`). Other keys than those are of no file.

    A file is there whole or not at all, also when the process is killed while it is written.
    Every method raises StoreUnavailable when the store cannot be reached or is full.
    """

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, limit: int) -> StoredFile:
        """Store what comes, of any length up to ``limit`` bytes; it is durable on return.

        Raises TooLarge as soon as it is longer, InvalidValue for a key that is none, and
        whatever ``chunks`` raises; nothing is kept then.
        """

    def open(
        self, key: str, *, start: int = 0, stop: int | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Its bytes from ``start`` until before ``stop`` (None = its end), a piece at a time.

        Raises NoSuchFile on entering; a range beyond its end is empty.
        """

    async def size(self, key: str) -> int:
        """How many bytes it has. Raises NoSuchFile."""

    async def exists(self, key: str) -> bool:
        """Whether there is such a file."""

    async def delete(self, key: str) -> bool:
        """Remove it; False when there was none."""

    async def sweep(self, before: datetime) -> int:
        """Remove what killed uploads left behind before a time; how many pieces."""
