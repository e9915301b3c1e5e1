"""The printed 一次性告知书: everything is on it, in order, on as many pages as it takes."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.notices import DeficiencyNotice, masked_name, notice_lines
from affairs.precheck.finding import Finding, Severity
from integrations.files import notice_pdf
from integrations.files.notice_pdf import render_notice
from integrations.files.setting import lines_of

FINDINGS = [
    Finding(Severity.HINT, "materials.id", "已查到您的电子证照。", "无须处理。", "x", "《条例》第十条"),
    Finding(Severity.ERROR, "name", "姓名“欧阳㑇㙍𠮷”与身份证不一样。", "请核对。", "x", "《行政许可法》第三十一条"),
    Finding(Severity.WARNING, "materials.lease", "还没有「租赁合同」。", "请补交。", "x", ""),
]
NOTICE = DeficiencyNotice(
    "云江告〔2026〕第 000123 号",
    datetime(2026, 11, 26, 16, 30, tzinfo=UTC),
    "SB2026112700012",
    masked_name("欧阳㑇㙍"),
    "个体工商户设立登记",
    "云江区政务服务中心",
    notice_lines(FINDINGS, {"name": "经营者姓名"}, {"materials.lease": 5}),
    telephone="0431-12345678",
    advisor="李𠮷祥",
    reply_by=date(2026, 12, 27),
)


def text_of(data: bytes) -> list[str]:
    with pdfium.PdfDocument(data) as document:
        pages = [document[index].get_textpage().get_text_bounded() for index in range(len(document))]
    return [re.sub(r"\s", "", page) for page in pages]


def test_everything_is_on_it():
    text = "".join(text_of(render_notice(NOTICE)))
    for wanted in (
        "一次性告知书", "云江告〔2026〕第000123号", "SB2026112700012", "个体工商户设立登记", "2026年11月27日", "欧**",
        "【经营者姓名】姓名“欧阳㑇㙍𠮷”与身份证不一样。", "请核对。", "《行政许可法》第三十一条",
        "受理后5个工作日内补交",
        "（盖章处）",
        "云江区政务服务中心", "0431-12345678", "李𠮷祥", "2026年12月27日", "共有3项", "必须改正1项", "第1页，共1页",
    ):  # fmt: skip
        assert wanted in text
    assert text.index("一、必须改正") < text.index("二、建议改正") < text.index("三、提示")


def test_a_long_list_goes_over_pages_and_the_seal_stands_once_on_the_last():
    many = replace(NOTICE, lines=NOTICE.lines * 30)
    pages = text_of(render_notice(many))
    assert len(pages) > 5
    assert all(f"第{number}页，共{len(pages)}页" in page for number, page in enumerate(pages, 1))
    assert all("云江告〔2026〕第000123号" in page for page in pages)
    assert ["（盖章处）" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert "".join(pages).count("请核对。") == 30


def test_a_notice_of_nothing_says_so():
    assert "没有发现需要补正的内容" in text_of(render_notice(replace(NOTICE, lines=())))[0]


def test_only_what_is_used_of_the_font_is_embedded():
    data = render_notice(NOTICE)
    assert len(data) < 150_000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/JavaScript" not in str(pdf.Root)


def test_a_character_of_no_font_is_written_as_its_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notice_pdf, "FALLBACKS", ())
    notice_pdf._others.cache_clear()
    rare = "\U0002a6d6"
    assert ord(rare) not in notice_pdf._covered()
    assert "〔U+2A6D6〕" in text_of(render_notice(replace(NOTICE, item=f"{rare}村宅基地")))[0]
    notice_pdf._others.cache_clear()


def test_marks_and_control_characters_of_answers_do_no_harm():
    wild = Finding(Severity.ERROR, "x", "**a** {n} \x00\x1b[31m\u202e" + "很长" * 400, "w" * 300, "x", "{pages}")
    text = "".join(text_of(render_notice(replace(NOTICE, lines=notice_lines([wild], {}, {})))))
    assert "**a**" in text
    assert text.count("很长") == 400


@given(st.text(alphabet="一二，。（）《》abc1 \n", max_size=80), st.integers(1, 12))
def test_lines_keep_every_character_and_the_rules_of_marks(text: str, width: int):
    lines = lines_of(text, width, len)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(len(line) <= width for line in lines)


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    lines = lines_of("按照《中华人民共和国行政许可法》，应当一次告知（含附件），电话0431-12345678。" * 5, 20, len)
    assert all(line[0] not in "，。》）" and line[-1] not in "《（" for line in lines)
    assert all("0431-12345678" in line for line in lines if "0431" in line)


def test_names_are_masked_to_one_character():
    assert [masked_name(name) for name in ("张三", "欧阳㑇㙍", "买买提·艾力", "")] == ["张**", "欧**", "买**", ""]
    assert "欧阳" not in repr(NOTICE)
