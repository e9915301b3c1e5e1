"""Made-up papers: scans, photos and PDF files as citizens send them, and files that are up to no good."""

import io
import random
import zlib
from collections.abc import Sequence
from functools import cache

import noto_cjk_sans_otc
import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = ["image_pdf", "jpeg", "page", "photo", "plain_pdf", "png", "png_header", "written_pdf"]

WORDS = "兹证明本单位同意申请人在云江区净月街道设立个体工商户经营场所面积一百二十平方米租赁期限三年双方签字盖章后生效"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(noto_cjk_sans_otc.FONT_PATH), size, index=2)


def page(
    width: int = 1654, height: int = 2339, seed: int = 1, lines: Sequence[str] = (), share: float = 1.0
) -> Image.Image:
    """A sheet of paper with text, A4 at 200 dots an inch; ``share`` of it is written on."""
    made = Image.new("L", (width, height), 245)
    draw, chosen = ImageDraw.Draw(made), random.Random(seed)
    size = max(10, width // 45)
    top = width // 12
    rows = list(lines) or ["".join(chosen.choices(WORDS, k=chosen.randint(14, 34))) for _ in range(200)]
    for row in rows:
        if top > height * share - size * 2:
            break
        draw.text((width // 12, top), row, font=font(size), fill=30)
        top += int(size * 2.0)
    return made


def photo(sheet: Image.Image, *, blur: float = 0, noise: float = 4, light: float = 60, seed: int = 1) -> Image.Image:
    """The sheet as a phone sees it: uneven light, noise, perhaps out of focus."""
    if blur:
        sheet = sheet.filter(ImageFilter.GaussianBlur(blur))
    pixels = np.asarray(sheet, dtype=np.float32)
    shade = np.linspace(-light, 0, pixels.shape[1], dtype=np.float32)[None, :]
    grain = np.random.default_rng(seed).standard_normal(pixels.shape, dtype=np.float32) * noise
    return Image.fromarray(np.clip(pixels + shade + grain, 0, 255).astype(np.uint8)).convert("RGB")


def jpeg(picture: Image.Image, quality: int = 85, **options: object) -> bytes:
    return _saved(picture, "JPEG", quality=quality, **options)


def png(picture: Image.Image, **options: object) -> bytes:
    return _saved(picture, "PNG", **options)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def image_pdf(*pictures: bytes) -> bytes:
    """A PDF of scans: a JPEG a page."""
    pdf = pikepdf.new()
    for data in pictures:
        with Image.open(io.BytesIO(data)) as picture:
            width, height, grey = *picture.size, picture.mode == "L"
        sheet = pdf.add_blank_page(page_size=(595, 842))
        image = pikepdf.Stream(
            pdf,
            data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        sheet.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return _pdf_bytes(pdf)


def written_pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with letters, as a program makes them."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_font("n", "", str(noto_cjk_sans_otc.FONT_PATH), collection_font_number=2)
    for lines in pages:
        pdf.add_page()
        pdf.set_font("n", size=12)
        for line in lines:
            pdf.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def plain_pdf(pages: int = 1) -> pikepdf.Pdf:
    """A PDF to be spoilt by a test: something is drawn on each page."""
    pdf = pikepdf.new()
    for _ in range(pages):
        sheet = pdf.add_blank_page(page_size=(595, 842))
        sheet.Contents = pdf.make_stream(b"50 50 400 200 re f")
    return pdf


def _pdf_bytes(pdf: pikepdf.Pdf, **options: object) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, **options)
    return buffer.getvalue()


pdf_bytes = _pdf_bytes


def png_header(width: int, height: int) -> bytes:
    """A PNG of any claimed size whose pixels are a few bytes that unpack to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    body = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
