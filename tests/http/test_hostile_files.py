"""Files made to hurt whoever opens them: each is told in words beside its place, and nothing else is touched."""

import io
import time
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from tests import papers
from tests.http.citizens import Caller
from tests.http.test_applications import begun, filled, uploaded

SLOT = "household_book"
SECONDS = 8.0
"""In which a hostile file is told of, on a machine that is busy with other tests."""


def unpacking() -> bytes:
    """A PDF of 200 kB whose page draws what unpacks to 200 MB."""
    pdf = pikepdf.new()
    sheet = pdf.add_blank_page(page_size=(595, 842))
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 1 1 re f\n" * 80_000) for _ in range(200)) + packer.flush()
    sheet.Contents = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode)
    return papers.pdf_bytes(pdf)


def picture_unpacking() -> bytes:
    """A PDF whose only picture claims, and has, 30,000 × 30,000 grey points in 900 kB."""
    pdf = pikepdf.new()
    sheet = pdf.add_blank_page(page_size=(595, 842))
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(30_000 * 1000)) for _ in range(30)) + packer.flush()
    kind = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "ColorSpace": pikepdf.Name.DeviceGray}
    size = {"Width": 30_000, "Height": 30_000, "BitsPerComponent": 8}
    image = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode, **kind, **size)
    sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    sheet.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return papers.pdf_bytes(pdf)


def pdf_and_zip() -> bytes:
    """A PDF that unpacks as an archive too."""
    made = io.BytesIO(papers.pdf_bytes(papers.plain_pdf()))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("setup.bat", "del *")
    return made.getvalue()


def jpeg_and_html() -> bytes:
    """A photo that a browser may take for a page."""
    return papers.jpeg(Image.new("RGB", (1200, 800), "grey"), comment=b"<html><script>alert(1)</script>")


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (unpacking, "a.pdf", "过于复杂"),
        (picture_unpacking, "a.pdf", "图片尺寸过大"),
        (pdf_and_zip, "a.pdf", "夹带了别的内容"),
        (jpeg_and_html, "a.jpg", "夹带了别的内容"),
    ],
)
async def test_a_hostile_file_is_one_finding_and_nothing_more(
    anyone: Caller, make: Callable[[], bytes], name: str, words: str
):
    wang = await anyone.signed_in("王小云")
    draft = await filled(wang, (await begun(wang)).body)
    path = f"/applications/{draft['application_no']}"
    before = (await wang.post(f"{path}/precheck")).body["findings"]
    content = make()
    began = time.monotonic()
    taken = await uploaded(wang, f"{path}/materials/{SLOT}", content, name=name)
    assert taken.status == 200, taken.body
    check = (await wang.post(f"{path}/precheck")).body
    assert time.monotonic() - began < SECONDS
    new = [each for each in check["findings"] if each not in before]
    assert [words in each["message"] for each in new if each["severity"] == "error"] == [True], check["findings"]
    assert check["passed"] is False
    assert (await wang.get(path)).body["answers"] == draft["answers"]
    assert (await wang.post(f"{path}/submit")).code == "not-ready"
    file = next(each["id"] for slot in taken.body["materials"] for each in slot["files"])
    assert (await wang.delete(f"{path}/materials/{SLOT}/{file}")).status == 200
    assert (await wang.post(f"{path}/precheck")).body["passed"], "without the file all is as before"
