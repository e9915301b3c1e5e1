"""What was said before is known, the oldest of it no longer."""

from hypothesis import given
from hypothesis import strategies as st

from bot.heard import Heard


@given(st.lists(st.text(max_size=3), max_size=40), st.integers(1, 5))
def test_a_text_is_new_once_until_enough_others_were_said(texts: list[str], limit: int) -> None:
    heard, kept = Heard(limit), list[str]()
    for text in texts:
        assert heard.first_time(text) is (text not in kept)
        if text not in kept:
            kept = [*kept, text][-limit:]
