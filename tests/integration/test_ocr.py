"""Reading materials: a text layer without OCR, pictures with it, rare characters too."""

import importlib.util
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from affairs.files import new_file_key
from affairs.precheck.file_texts import check_text
from integrations.files import ocr
from integrations.files.folder import FolderStore
from integrations.files.ocr import MEMORY, StoredTextReader, read_text
from integrations.files.workers import open_workers
from knowledge.forms.materials import FileText, MaterialSlot
from tests.papers import image_pdf, jpeg, page, photo, written_pdf

LINES = [
    "姓名  欧阳㑇㙍",
    "公民身份号码 22010419880808123X",
    "有效期限 2015.01.01-2035.01.01",
    "统一社会信用代码 91530199MA6K4QXA1U",
]
FORM = {FileText.NAME: "欧阳㑇㙍", FileText.ID_NUMBER: "22010419880808123X", FileText.VALID_UNTIL: "2035-01-01"}
FORM |= {FileText.CREDIT_CODE: "91530199MA6K4QXA1U"}
CARD = jpeg(photo(page(1000, 630, lines=LINES), noise=6, light=80))
SHEET = jpeg(photo(page(1240, 1754, lines=LINES), noise=6, light=80))
needs_ocr = pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the extra [ocr] is not installed")


def test_a_text_layer_needs_no_ocr(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ocr, "ocr_installed", lambda: False)
    assert "欧阳㑇㙍" in (read_text(written_pdf(LINES)) or "")
    assert read_text(CARD) is None
    assert read_text(image_pdf(CARD)) is None
    assert read_text(b"no picture") is None


@needs_ocr
async def test_a_photo_and_a_scan_are_read(tmp_path: Path):
    store = FolderStore(tmp_path)

    async def pieces(data: bytes) -> AsyncIterator[bytes]:
        yield data

    keys = [new_file_key() for _ in range(2)]
    for key, data in zip(keys, (CARD, image_pdf(SHEET)), strict=True):
        await store.put(key, pieces(data), limit=len(data))
    async with open_workers(1, memory=MEMORY) as workers:
        reader = StoredTextReader(store, workers, seconds=120)
        for key in keys:
            text = (await reader.read(key) or "").replace(" ", "")
            assert "22010419880808123X" in text
            assert "2035.01.01" in text
            assert "91530199MA6K4QXA1U" in text
            assert check_text(MaterialSlot("id", "身份证"), text, FORM, date(2026, 11, 27)) == ()
        assert await StoredTextReader(store, workers, seconds=0.001).read(keys[0]) is None
    store.close()
