import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.split import size, split_text

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=600) | st.text(
    alphabet="办事指南。，;\n 0431-8877665https://a.cn/guides?x=1", max_size=600
)


@given(TEXTS, st.integers(16, 400))
def test_pieces_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(size(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(
    st.lists(
        st.sampled_from(["0431-88776655", "https://zw.example.cn/guides/1?region=220102", "地址在人民大街1号。"]),
        max_size=40,
    )
)
def test_numbers_and_addresses_stay_whole(words: list[str]) -> None:
    text = "\u3001".join(words)
    pieces = split_text(text, 120)
    for word in set(words) - {"地址在人民大街1号。"}:
        assert any(word in piece for piece in pieces)


def test_ends_at_sentences() -> None:
    text = "第一句话说完了。第二句话也说完了。第三句"
    assert split_text(text, size("第一句话说完了。第二句")) == ["第一句话说完了。", "第二句话也说完了。", "第三句"]


def test_short_text_is_one_piece_and_empty_none() -> None:
    assert split_text("好", 2000) == ["好"]
    assert split_text("", 2000) == []
    with pytest.raises(ValueError, match="limit_bytes"):
        split_text("好", 2)
