"""The ledger of stored files: what is expected, held by something, or to be deleted.

Bytes and rows cannot change in one transaction; the ledger makes the order safe. A key is
*expected* before the first byte is written, *held* in the transaction that ties it to its
owner, *dropped* in the one that lets go of it. Whatever stays expected for long belongs to a
killed upload, and is deleted like what was dropped: bytes first, the row after.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

__all__ = ["FileLedger", "FileState"]


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

    async def drop(self, keys: Sequence[str], *, now: datetime) -> None:
        """No longer anybody's."""

    async def useless(self, *, dropped_before: datetime, expected_before: datetime, limit: int) -> Sequence[str]:
        """Keys whose bytes can be deleted."""

    async def forget(self, keys: Sequence[str]) -> None:
        """Their bytes are deleted."""
