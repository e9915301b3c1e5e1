"""What a file is by its bytes, never by its name, and whether it is two things at once."""

import io
import re
import zipfile
from enum import StrEnum

__all__ = ["Content", "content_of", "smuggled"]


class Content(StrEnum):
    """What a file is by its content. Those of a :class:`knowledge.forms.materials.FileKind` have its value."""

    PDF = "pdf"
    OFD = "ofd"
    JPEG = "jpeg"
    PNG = "png"
    DOCX = "docx"
    XLSX = "xlsx"
    HEIC = "heic"
    WEBP = "webp"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tiff"
    VIDEO = "video"
    OLE = "ole"
    """Office files before 2007, and encrypted ones of any year."""
    ARCHIVE = "archive"
    MARKUP = "markup"
    """HTML, SVG and other XML."""
    PROGRAM = "program"
    TEXT = "text"
    EMPTY = "empty"
    UNKNOWN = "unknown"


SIGNATURES: tuple[tuple[int, bytes, Content], ...] = (
    (0, b"\xff\xd8\xff", Content.JPEG),
    (0, b"\x89PNG\r\n\x1a\n", Content.PNG),
    (0, b"GIF87a", Content.GIF),
    (0, b"GIF89a", Content.GIF),
    (0, b"II*\0", Content.TIFF),
    (0, b"MM\0*", Content.TIFF),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLE),
    (0, b"Rar!\x1a\x07", Content.ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", Content.ARCHIVE),
    (0, b"\x1f\x8b", Content.ARCHIVE),
    (0, b"MZ", Content.PROGRAM),
    (0, b"\x7fELF", Content.PROGRAM),
    (0, b"#!", Content.PROGRAM),
    (0, b"BM", Content.BMP),
    (8, b"WEBP", Content.WEBP),
)
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
HEAD = 1024
"""Readers of PDF accept its header anywhere within the first 1,024 bytes."""
MARKUP = re.compile(rb"<\s*(!doctype|html|svg|\?xml|script|head|body|iframe)", re.IGNORECASE)
ACTIVE = re.compile(rb"<script|<\?php|<html|<svg", re.IGNORECASE)
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_TAIL = 65_557
"""An archive's directory ends within its last 65,557 bytes, whatever stands before it."""
LONGEST_LISTING = 5_000


def content_of(data: bytes) -> Content:
    """What these bytes are."""
    if not data.strip(b"\0 \t\r\n"):
        return Content.EMPTY
    for at, signature, content in SIGNATURES:
        if data[at : at + len(signature)] == signature:
            return content
    if data[4:8] == b"ftyp":
        return Content.HEIC if data[8:12] in HEIC_BRANDS else Content.VIDEO
    return _by_its_beginning(data)


def _by_its_beginning(data: bytes) -> Content:
    if b"%PDF-" in data[:HEAD]:
        return Content.PDF
    if data[:4] in {b"PK\x03\x04", ARCHIVE_END}:
        return _of_archive(data)
    if MARKUP.search(data[:HEAD]):
        return Content.MARKUP
    return Content.TEXT if _is_text(data) else Content.UNKNOWN


def smuggled(data: bytes, content: Content) -> str:
    """What else the file is, '' = nothing: ``pdf``, ``archive``, ``script`` or ``program``."""
    if content is Content.PDF:
        start = data.find(b"%PDF-")
        if data[:start].strip(b"\0 \t\r\n\xef\xbb\xbf"):
            return "script" if MARKUP.search(data[:start]) else "program"
        return "archive" if _ends_as_archive(data) else ""
    if content in {Content.JPEG, Content.PNG}:
        if b"%PDF-" in data[:HEAD]:
            return "pdf"
        if _ends_as_archive(data):
            return "archive"
        return "script" if ACTIVE.search(data) else ""
    return ""


def _of_archive(data: bytes) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[:LONGEST_LISTING]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Content.ARCHIVE
    for name, content in (
        ("OFD.xml", Content.OFD),
        ("word/document.xml", Content.DOCX),
        ("xl/workbook.xml", Content.XLSX),
    ):
        if name in names:
            return content
    return Content.ARCHIVE


def _ends_as_archive(data: bytes) -> bool:
    end = data.rfind(ARCHIVE_END, max(0, len(data) - ARCHIVE_TAIL))
    if end < 0:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _is_text(data: bytes) -> bool:
    head = data[: 4 * HEAD]
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            # A character may be cut at the end of the head.
            head[:-4].decode(encoding, errors="strict" if len(data) <= len(head) else "ignore")
        except UnicodeDecodeError:
            continue
        else:
            return sum(byte < 9 or 13 < byte < 32 for byte in head) == 0
    return False
