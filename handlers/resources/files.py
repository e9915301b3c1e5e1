"""The store of uploaded files that the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from affairs.files import FileStore
from handlers.settings import Settings
from integrations.files.folder import FolderStore
from integrations.files.s3 import S3Place, open_s3

__all__ = ["open_files"]

SCHEME = "s3://"


@asynccontextmanager
async def open_files(settings: Settings) -> AsyncIterator[FileStore]:
    """The folder, or the bucket, until the end."""
    if not settings.files.startswith(SCHEME):
        folder = FolderStore(Path(settings.files))
        try:
            yield folder
        finally:
            folder.close()
        return
    bucket, _, prefix = settings.files.removeprefix(SCHEME).partition("/")
    place = S3Place(
        settings.files_endpoint,
        bucket,
        prefix,
        settings.files_region,
        settings.files_access_key,
        settings.files_secret_key.get_secret_value(),
    )
    async with open_s3(place) as store:
        yield store
