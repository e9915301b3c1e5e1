"""Uploaded files as adapters read them."""

from collections.abc import AsyncIterator

from affairs.errors import NoSuchFile
from affairs.files import FileStore

__all__ = ["StoredFiles"]


class StoredFiles:
    """:class:`affairs.approval.system.FileSource` over the store of uploads; a reference is a file's key there."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    async def read(self, reference: str, offset: int = 0) -> AsyncIterator[bytes]:
        """The file's bytes from ``offset``. Raises FileNotFoundError; StoreUnavailable."""
        try:
            async with self._store.open(reference, start=offset) as pieces:
                async for piece in pieces:
                    yield piece
        except NoSuchFile:
            raise FileNotFoundError(reference) from None
