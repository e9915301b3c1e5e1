"""Inspecting stored files in processes of their own."""

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
    """:class:`affairs.files.FileInspector` over a store and processes."""

    def __init__(self, store: FileStore, workers: Workers, *, seconds: float = SECONDS) -> None:
        self._store, self._workers, self._seconds = store, workers, seconds

    async def inspect(self, key: str, sha256: str) -> FileFacts:
        """The facts of a stored file; what nobody could look into in time is :attr:`Fault.GAVE_UP`.

        Raises NoSuchFile, StoreUnavailable.
        """
        async with self._workers.place():
            data = await contents(self._store, key)
            try:
                return await self._workers.run(inspect, data, seconds=self._seconds)
            except (TimeoutError, MemoryError, ProcessExpired) as fault:
                log.warning("file not inspected", file=key, reason=type(fault).__name__, size=len(data))
                return FileFacts(len(data), sha256, Content.UNKNOWN, Fault.GAVE_UP)


async def contents(store: FileStore, key: str) -> bytes:
    """All bytes of a stored file. Raises NoSuchFile."""
    async with store.open(key) as pieces:
        return b"".join([piece async for piece in pieces])
