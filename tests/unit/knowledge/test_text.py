import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import MAX_LENGTH, normalise, simplify


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("護照丟失補辦", "护照丢失补办"),
        ("ＡＢＣ１２３", "abc123"),
        ("身 份 证", "身份证"),
        ("你好,身份证丢了!!怎么办??", "你好 身份证丢了 怎么办"),
        ("  \t\n ", ""),
        ("😀👍🏻补办😭", "补办"),
        ("[微笑]护照[流泪]", "护照"),
        ("公司（分公司）", "公司 分公司"),
        ("补\u200b办", "补办"),
        ("C1 增驾 A2", "c1 增驾 a2"),
        ("", ""),
    ],
)
def test_normalise(typed, expected):
    assert normalise(typed) == expected


@given(st.text(max_size=300))
def test_normalise_is_idempotent_but_for_the_blanks_that_marks_leave_and_folded(text):
    once = normalise(text)
    assert normalise(once).replace(" ", "") == once.replace(" ", "")
    assert once == once.strip()
    assert "  " not in once


def test_only_the_start_of_a_huge_text_is_looked_at():
    assert len(normalise("办" * 10_000_000)) == MAX_LENGTH


def test_simplify_leaves_simplified_text_alone():
    assert simplify("台湾居民来往大陆通行证") == "台湾居民来往大陆通行证"


def test_lone_surrogates_do_not_raise():
    assert normalise("补\ud800办") is not None
