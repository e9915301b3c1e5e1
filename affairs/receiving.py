"""Receiving a file: announced in the ledger, stored as it arrives, looked into; it belongs to nothing yet."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from affairs.errors import StoreUnavailable
from affairs.files import FileStore, new_file_key
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.precheck.files import MAX_FILE_BYTES

__all__ = ["FileInspector", "Received", "Receiving", "Upload"]


class FileInspector(Protocol):
    """Looks into stored files, beside the event loop."""

    async def inspect(self, file_key: str) -> Mapping[str, Any]:
        """:class:`affairs.precheck.facts.FileFacts` as a record; what cannot be looked into is a fact too.

        Raises NoSuchFile, StoreUnavailable.
        """


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that is being received."""

    name: str = field(repr=False)
    chunks: AsyncIterator[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was stored and looked into, and is nobody's so far."""

    key: str
    size: int
    sha256: str
    name: str = field(default="", repr=False)
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Receiving:
    """Use cases on files that are on their way to an owner."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, store: FileStore, inspector: FileInspector, clock: Clock
    ) -> None:
        self._unit_of_work, self._store, self._inspector, self._clock = unit_of_work, store, inspector, clock

    async def receive(self, upload: Upload, left: int = MAX_FILE_BYTES) -> Received:
        """Store one file of at most ``left`` bytes. Raises TooLarge, StoreUnavailable."""
        key = new_file_key()
        async with self._unit_of_work() as uow:
            await uow.files.expect(key, now=self._clock.now())
            await uow.commit()
        try:
            stored = await self._store.put(key, upload.chunks, limit=max(0, min(MAX_FILE_BYTES, left)))
            facts = await self._inspector.inspect(key)
        except BaseException:
            await self.let_go([key])
            raise
        return Received(key, stored.size, stored.sha256, upload.name, facts)

    def opened(self, key: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of a stored file, a piece at a time. Raises NoSuchFile on entering."""
        return self._store.open(key)

    async def let_go(self, keys: Sequence[str]) -> None:
        """Nobody wants them. Where even that cannot be noted, they stay expected, and go a day later."""
        with contextlib.suppress(StoreUnavailable):
            async with self._unit_of_work() as uow:
                await uow.files.drop(keys, now=self._clock.now())
                await uow.commit()
