"""Finding out what a file is. Blocks, and may meet hostile bytes: run it in a process of its own.

See :class:`affairs.receiving.FileInspector` for the way to it.
"""

import hashlib
import io
import re
import zipfile
import zlib
from pathlib import Path

from affairs.precheck.contents import Content, content_of, smuggled
from affairs.precheck.facts import Danger, Fault, FileFacts
from affairs.precheck.pictures import look_at

__all__ = ["inspect"]

UNPACKED = 200 * 1024 * 1024
"""Bytes to which an Office or OFD file may unpack."""
PARTS = 5_000
MACRO = re.compile(r"vbaProject\.bin|/activeX/|/embeddings/", re.IGNORECASE)
OFD_PAGE = re.compile(r"Doc_\d+/Pages/Page_\d+/Content\.xml")


def inspect(source: Path | bytes) -> FileFacts:
    """The facts of a file. Never raises for what is in it; OSError when a path cannot be read."""
    data = source.read_bytes() if isinstance(source, Path) else source
    content, digest = content_of(data), hashlib.sha256(data).hexdigest()
    if smuggled(data, content):
        return FileFacts(len(data), digest, content, dangers=(Danger.SMUGGLED,))
    if content in {Content.JPEG, Content.PNG}:
        look = look_at(data)
        if look.fault is not None:
            return FileFacts(len(data), digest, content, look.fault)
        return FileFacts(len(data), digest, content, pages=1, sides=(look.side,), print=look.print)
    if content is Content.PDF:
        from affairs.precheck.pdfs import inspect_pdf  # noqa: PLC0415 - its libraries load where PDFs are looked at

        pdf = inspect_pdf(data)
        return FileFacts(
            len(data), digest, content, pdf.fault, pdf.dangers, pdf.restricted, pdf.pages, pdf.sides, pdf.print
        )
    if content in {Content.OFD, Content.DOCX, Content.XLSX}:
        return _packed(data, digest, content)
    return FileFacts(len(data), digest, content)


def _packed(data: bytes, digest: str, content: Content) -> FileFacts:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                return FileFacts(len(data), digest, content, Fault.TOO_COMPLEX)
            if any(part.flag_bits & 1 for part in parts):
                return FileFacts(len(data), digest, content, Fault.LOCKED)
            broken = archive.testzip() is not None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ):
        return FileFacts(len(data), digest, content, Fault.BROKEN)
    names = [part.filename for part in parts]
    dangers = (Danger.MACRO,) if any(MACRO.search(name) for name in names) else ()
    pages = sum(OFD_PAGE.fullmatch(name) is not None for name in names) or None
    return FileFacts(len(data), digest, content, Fault.BROKEN if broken else None, dangers, pages=pages)
