"""Text of materials against the form: misreadings are forgiven, other people's numbers are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.precheck.file_texts import check_text, valid_until_of
from knowledge.forms.materials import FileText, MaterialSlot

TODAY = date(2026, 11, 27)
SLOT = MaterialSlot("id", "身份证")


def id_number(head: str) -> str:
    total = sum(
        int(digit) * weight
        for digit, weight in zip(head, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    return head + "10X98765432"[total % 11]


MINE, OTHER = id_number("22010419880808123"), id_number("22010419900101457")
CARD = f"姓名 欧阳㑇㙍\n性别男 民族汉\n公民身份号码 {MINE}\n有效期限 2015.01.01-2035.01.01"


def rules(text: str | None, **expected: str) -> list[str]:
    found = check_text(SLOT, text, {FileText(name): value for name, value in expected.items()}, TODAY)
    assert all(each.place == "materials.id" for each in found)
    assert not any(value in each.message for each in found for value in (MINE, OTHER, "欧阳"))
    return [f"{each.severity}:{each.rule.removeprefix('files.')}" for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CARD, []),
        (CARD.replace(MINE, f"{MINE[:6]} {MINE[6:14]} {MINE[14:]}"), []),
        (CARD.replace(MINE, MINE.replace("0", "O")), []),
        (CARD.replace(MINE, MINE[:9] + "7" + MINE[10:]), []),
        (CARD.replace("欧阳㑇㙍", "欧阳伶㙍"), []),
        (CARD.replace("欧阳㑇㙍", "欧 阳 㑇 㙍"), []),
        (CARD.replace(MINE, OTHER), ["error:text-differs"]),
        (CARD.replace(MINE, "看不清"), ["warning:text-unseen"]),
        (CARD.replace("欧阳㑇㙍", "王小明"), ["warning:text-unseen"]),
        ("", ["warning:text-unseen", "warning:text-unseen"]),
        (None, ["hint:text-unread"]),
        (CARD.replace("2035", "2025"), ["error:text-expired"]),
    ],
)
def test_a_card_against_the_form(text: str | None, expected: list[str]):
    assert rules(text, id_number=MINE, name="欧阳㑇㙍") == expected


def test_credit_codes():
    code, other = "91350100M000100Y43", "91110000600037341L"
    assert rules(f"统一社会信用代码 {code}", credit_code=code) == []
    assert rules(f"统一社会信用代码 {other}", credit_code=code) == ["error:text-differs"]


def test_nothing_expected_and_nothing_read_is_nothing_to_tell():
    assert rules(None) == []


def test_validity_against_the_form():
    assert rules(CARD, valid_until="2035-01-01") == []
    assert rules(CARD, valid_until="2034-01-01") == ["warning:text-differs"]
    assert rules("有效期限 2015.01.01-长期", valid_until="2034-01-01") == []


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("有效期限 2015.01.01-2035.01.01", date(2035, 1, 1)),
        ("有效期至 2027年3月9日", date(2027, 3, 9)),
        ("有效期限：2020年1月1日至2027年12月31日", date(2027, 12, 31)),
        ("营业期限 2019-05-06 至 长期", date.max),
        ("有效期 长期", date.max),
        ("出生 1988年8月8日", None),
        ("有效期至 2027年13月9日", None),
    ],
)
def test_validity(text: str, until: date | None):
    assert valid_until_of(text) == until


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str):
    rules(text, id_number=MINE, name="欧阳㑇㙍", valid_until="2030-01-01")
