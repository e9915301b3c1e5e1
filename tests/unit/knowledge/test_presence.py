"""Words are found in phrases exactly as by looking through all of them."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.match.postings import Terms
from knowledge.match.presence import standing

_TEXTS = st.lists(st.text("食品许可证 a", max_size=8), max_size=6)


@given(_TEXTS, st.sets(st.text("食品许可证营 a", min_size=1, max_size=4)))
def test_a_word_stands_where_looking_through_everything_finds_it(texts: list[str], words: set[str]) -> None:
    known = Terms.of(texts).vocabulary
    assert standing(words, texts, known) == {word for word in words if word in "\n".join(texts)}


def test_no_words_and_no_texts_are_no_fault() -> None:
    assert standing((), ("食品",), Terms.of(("食品",)).vocabulary) == frozenset()
    assert standing(("食品",), (), Terms.of(()).vocabulary) == frozenset()
