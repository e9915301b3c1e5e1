"""Looking into PDF files: pages, pictures, passwords, and what must not reach a clerk's computer.

The structure is read by qpdf, which repairs what can be repaired; pages that are no plain scans
are drawn small by PDFium to see whether anything is on them. Nothing in a file is ever run.
"""

import io
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from affairs.precheck.facts import Danger, Fault, Side
from affairs.precheck.pictures import Look, look_at, print_of, side_of

__all__ = ["PdfFacts", "inspect_pdf", "text_of_pdf"]

OBJECTS = 100_000
LOOKED = 20
"""Pages looked at; the others are only counted."""
SECONDS = 2.0
"""After which no further page is looked at."""
PIXELS = 150_000_000
"""Of one picture on a page; A3 at 600 dots an inch has 70 million. Drawing it unpacks all of it."""
DRAWING = 20 * 1024 * 1024
"""Bytes to which what draws a page may unpack: the densest plans have some five million."""
DRAWN = 60 / 72
"""Scale at which pages are drawn: 60 dots an inch."""
TEXT = 20_000
"""Characters of text that are read at most."""

DANGERS: tuple[tuple[Danger, re.Pattern[bytes]], ...] = (
    (Danger.SCRIPT, re.compile(rb"/(JS|JavaScript)(?![A-Za-z0-9])")),
    (Danger.LAUNCH, re.compile(rb"/S\s*/Launch(?![A-Za-z0-9])")),
    (Danger.EMBEDDED, re.compile(rb"/(EmbeddedFiles?|EF|FileAttachment|GoToE)(?![A-Za-z0-9])")),
    (Danger.SUBMITS, re.compile(rb"/(XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")),
    (Danger.MEDIA, re.compile(rb"/(RichMedia|Movie|Rendition|3D)(?![A-Za-z0-9])")),
)
"""Names that qpdf has written out plainly, so that ``/J#61vaScript`` is found too (ISO 32000-1, 12.6.4)."""


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """One PDF file, see :class:`affairs.precheck.facts.FileFacts`."""

    fault: Fault | None = None
    dangers: tuple[Danger, ...] = ()
    restricted: bool = False
    pages: int | None = None
    sides: tuple[Side, ...] = ()
    print: str = ""


def inspect_pdf(data: bytes) -> PdfFacts:
    """What is in a PDF. Never raises for what is in it (MemoryError aside)."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _opened(pdf, data)
    except pikepdf.PasswordError:
        return PdfFacts(Fault.LOCKED)
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return PdfFacts(Fault.BROKEN)
    except (OSError, RuntimeError, RecursionError, OverflowError):
        return PdfFacts(Fault.BROKEN)


def text_of_pdf(data: bytes) -> str:
    """The text layer of the first pages, '' = there is none. Never raises for what is in it."""
    try:
        with pdfium.PdfDocument(data) as document:
            texts = [document[index].get_textpage().get_text_bounded() for index in range(min(len(document), LOOKED))]
    except (pdfium.PdfiumError, ValueError):
        return ""
    return "\n".join(texts)[:TEXT]


def _opened(pdf: pikepdf.Pdf, data: bytes) -> PdfFacts:
    pages = len(pdf.pages)
    if pages == 0:
        return PdfFacts(Fault.BROKEN)
    if len(pdf.objects) > OBJECTS:
        return PdfFacts(Fault.TOO_COMPLEX, pages=pages)
    dangers = _dangers(pdf)
    restricted = pdf.is_encrypted and not (pdf.allow.print_highres and pdf.allow.extract)
    if dangers:
        return PdfFacts(dangers=dangers, restricted=restricted, pages=pages)
    if any(_unpacks(page.obj.get("/Contents")) for page in pdf.pages[:LOOKED]):
        return PdfFacts(Fault.TOO_COMPLEX, restricted=restricted, pages=pages)
    if any(_area(each) > PIXELS for page in pdf.pages[:LOOKED] for each in _pictures(page)):
        return PdfFacts(Fault.TOO_MANY_PIXELS, restricted=restricted, pages=pages)
    looks = tuple(_looks(pdf, data))
    first = looks[0].print if looks else ""
    return PdfFacts(None, (), restricted, pages, tuple(look.side for look in looks), first)


def _dangers(pdf: pikepdf.Pdf) -> tuple[Danger, ...]:
    found: set[Danger] = set()
    for each in pdf.objects:
        written = _written(each)
        found |= {danger for danger, names in DANGERS if names.search(written)}
    return tuple(sorted(found))


def _written(each: Any) -> bytes:
    """The object without the bytes of a stream, names written plainly."""
    if isinstance(each, pikepdf.Stream):
        return bytes(each.stream_dict.unparse())
    if isinstance(each, pikepdf.Dictionary | pikepdf.Array):
        return bytes(each.unparse(resolved=True))
    return b""


def _looks(pdf: pikepdf.Pdf, data: bytes) -> Iterator[Look]:
    until = time.monotonic() + SECONDS
    with pdfium.PdfDocument(data) as drawn:
        for index, page in enumerate(pdf.pages):
            if index == LOOKED or time.monotonic() > until:
                return
            yield _look(page, drawn, index)


def _look(page: pikepdf.Page, drawn: pdfium.PdfDocument, index: int) -> Look:
    pictures = sorted(_pictures(page), key=_area)
    if not pictures:
        return _drawn(drawn[index], 0, 0)
    largest = pictures[-1]
    width, height = int(largest.get("/Width", 0)), int(largest.get("/Height", 0))
    if len(pictures) == 1 and largest.get("/Filter") == pikepdf.Name.DCTDecode and "/Font" not in page.resources:
        look = look_at(largest.read_raw_bytes())
        if look.fault is None:
            return look
    return _drawn(drawn[index], width, height)


def _pictures(page: pikepdf.Page) -> Iterator[Any]:
    for each in page.resources.get("/XObject", pikepdf.Dictionary()).values():
        if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == pikepdf.Name.Image:
            yield each


def _unpacks(contents: Any) -> bool:
    """Whether one stream of these unpacks to more than anybody draws; looked at no further than that."""
    streams = contents if isinstance(contents, pikepdf.Array) else (contents,)
    packed = [each for each in streams if isinstance(each, pikepdf.Stream)]
    return any(_longer(each.read_raw_bytes()) for each in packed if each.get("/Filter") == pikepdf.Name.FlateDecode)


def _longer(packed: bytes) -> bool:
    try:
        return len(zlib.decompressobj().decompress(packed, DRAWING + 1)) > DRAWING
    except zlib.error:
        return False


def _area(picture: Any) -> int:
    return int(picture.get("/Width", 0)) * int(picture.get("/Height", 0))


def _drawn(page: pdfium.PdfPage, width: int, height: int) -> Look:
    wide, high = page.get_size()
    # A page may claim to be kilometres wide.
    scale = min(DRAWN, 1500 / max(wide, high, 1))
    grey = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    seen = side_of(grey, width, height)
    # Letters are too small at this scale to tell whether they are sharp.
    seen_print = "" if seen.blank or seen.black else print_of(grey)
    return Look(Side(width, height, seen.blank, seen.black, None), print=seen_print)
