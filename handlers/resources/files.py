"""The store of uploaded files that the settings name, and the processes that look into them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from affairs.files import FileStore
from affairs.notices import NoticePrinter
from affairs.reading import TextReader
from affairs.receiving import FileInspector
from handlers.settings import Settings
from integrations.files.folder import FolderStore
from integrations.files.inspector import StoredFileInspector
from integrations.files.ocr import MEMORY, StoredTextReader
from integrations.files.printer import PdfNoticePrinter
from integrations.files.s3 import S3Place, open_s3
from integrations.files.workers import open_workers

__all__ = ["Looking", "open_files", "open_looking"]

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


@dataclass(frozen=True, slots=True)
class Looking:
    """What looks into files and makes papers, each in processes beside this one."""

    inspector: FileInspector
    reader: TextReader
    printer: NoticePrinter


@asynccontextmanager
async def open_looking(store: FileStore) -> AsyncIterator[Looking]:
    """The processes start when they are first needed."""
    async with open_workers() as workers, open_workers(1, memory=MEMORY) as readers:
        yield Looking(StoredFileInspector(store, workers), StoredTextReader(store, readers), PdfNoticePrinter(workers))
