"""Inspecting stored files in processes of their own."""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any

import structlog
from pebble import ProcessExpired

from affairs.files import FileStore
from affairs.precheck.contents import Content
from affairs.precheck.facts import Fault, FileFacts
from affairs.precheck.inspection import inspect
from integrations.files.workers import Workers

__all__ = ["StoredFileInspector", "contents"]

SECONDS = 10.0

log = structlog.get_logger()


class StoredFileInspector:
    """:class:`affairs.receiving.FileInspector` over a store and processes."""

    def __init__(self, store: FileStore, workers: Workers, *, seconds: float = SECONDS) -> None:
        self._store, self._workers, self._seconds = store, workers, seconds

    async def inspect(self, file_key: str) -> Mapping[str, Any]:
        """:class:`affairs.precheck.facts.FileFacts` of a stored file, as its record.

        What nobody could look into in time has :attr:`Fault.GAVE_UP`. Raises NoSuchFile, StoreUnavailable.
        """
        async with self._workers.place():
            data = await contents(self._store, file_key)
            try:
                facts = await self._workers.run(inspect, data, seconds=self._seconds)
            except (TimeoutError, MemoryError, ProcessExpired) as fault:
                log.warning("file not inspected", file=file_key, reason=type(fault).__name__, size=len(data))
                digest = (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()
                facts = FileFacts(len(data), digest, Content.UNKNOWN, Fault.GAVE_UP)
        return facts.as_record()


async def contents(store: FileStore, key: str) -> bytes:
    """All bytes of a stored file. Raises NoSuchFile."""
    async with store.open(key) as pieces:
        return b"".join([piece async for piece in pieces])
