"""Text of files: the text layer of a PDF, else OCR where the extra ``[ocr]`` is installed.

RapidOCR carries its models within its wheel; nothing is fetched, nothing leaves the machine.
"""

import importlib
import importlib.util
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import structlog
from pebble import ProcessExpired
from PIL import Image, ImageOps

from affairs.files import FileStore
from affairs.precheck.contents import Content, content_of
from integrations.files.inspector import contents
from integrations.files.workers import Workers

__all__ = ["MEMORY", "StoredTextReader", "ocr_installed", "read_text"]

SECONDS = 30.0
MEMORY = 4 * 1024**3
"""Address space that a reading process needs: the models' runtime reserves far more than it uses."""
PAGES = 3
LONG_SIDE = 2000
LAYER = 8
"""Characters from which on a PDF counts as having a text layer."""
SURE = 0.5
"""Confidence below which a line is noise."""

log = structlog.get_logger()


def ocr_installed() -> bool:
    """Whether the extra ``[ocr]`` is there."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class StoredTextReader:
    """:class:`affairs.reading.TextReader` over a store and processes with room for the models (:data:`MEMORY`)."""

    def __init__(self, store: FileStore, workers: Workers, *, seconds: float = SECONDS) -> None:
        self._store, self._workers, self._seconds = store, workers, seconds

    @property
    def pictures(self) -> bool:
        """Whether the extra ``[ocr]`` is installed."""
        return ocr_installed()

    async def read(self, file_key: str) -> str | None:
        """Its text; None when nobody could read it in time. Raises NoSuchFile, StoreUnavailable."""
        async with self._workers.place():
            data = await contents(self._store, file_key)
            try:
                return await self._workers.run(read_text, data, seconds=self._seconds)
            except (TimeoutError, MemoryError, ProcessExpired) as fault:
                log.warning("file not read", file=file_key, reason=type(fault).__name__, size=len(data))
                return None


def read_text(data: bytes) -> str | None:
    """The text of a file that inspection found sound. Blocks for seconds; run it in a process of its own."""
    kind = content_of(data)
    if kind is Content.PDF:
        from affairs.precheck.pdfs import text_of_pdf  # noqa: PLC0415 - loaded where files are read, as below

        layer = text_of_pdf(data)
        if len(layer.strip()) >= LAYER:
            return layer
    if kind not in {Content.PDF, Content.JPEG, Content.PNG} or not ocr_installed():
        return None
    pictures = _pages(data) if kind is Content.PDF else _picture(data)
    return "\n".join(line for picture in pictures for line in _recognised(picture))


def _picture(data: bytes) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
        opened.draft("RGB", (LONG_SIDE, LONG_SIDE))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((LONG_SIDE, LONG_SIDE))
    yield upright


def _pages(data: bytes) -> Iterator[Image.Image]:
    import pypdfium2 as pdfium  # noqa: PLC0415

    with pdfium.PdfDocument(data) as document:
        for index in range(min(len(document), PAGES)):
            page = document[index]
            yield page.render(scale=LONG_SIDE / max(*page.get_size(), 1)).to_pil().convert("RGB")


def _recognised(picture: Image.Image) -> list[str]:
    read = _engine()(picture)
    if read.txts is None:
        return []
    return [text for text, sure in zip(read.txts, read.scores, strict=True) if sure >= SURE]


@cache
def _engine() -> Any:
    """The models, loaded once a process (some two seconds)."""
    library = importlib.import_module("rapidocr")
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return library.RapidOCR(params={"Global.log_level": "error", **threads})
