"""What is sieved out can stand nowhere in the text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.wordings import _patterns as wordings
from knowledge.facets import _patterns as facets
from knowledge.sieve import Sieve
from knowledge.variants import _sayings

SHIPPED = {"facets": facets(), "sayings": _sayings()} | {
    mode: wordings(mode) for mode in ("always", "often", "alone", "unless")
}
TEXTS = st.text("办证要什么材料多少钱在哪里能几天电话网上吗不 okaK", max_size=25)


@pytest.mark.parametrize("name", SHIPPED)
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_shipped_pattern_that_stands_in_a_text_is_never_sieved_out(name: str, data: st.DataObject) -> None:
    sieve = SHIPPED[name]
    _, pattern, _ = data.draw(st.sampled_from(sieve._own))
    text = data.draw(TEXTS) + data.draw(st.from_regex(pattern)) + data.draw(TEXTS)
    assert [key for key, each, _ in sieve._own if each.search(text)] == [
        key for key, each in sieve.possible(text) if each.search(text)
    ]


@pytest.mark.parametrize("text", ["OK", "ok", "oK", "\u212a", "\u017fo", "\u0131d"])
def test_patterns_that_ignore_case_are_found_in_any(text: str) -> None:
    patterns = {p: re.compile(p, re.IGNORECASE) for p in ("ok", "k", "so", "id")}
    wanted = [key for key, pattern in patterns.items() if pattern.search(text)]
    assert set(wanted) <= {key for key, _ in Sieve(patterns).possible(text)}


def test_most_are_sieved_out() -> None:
    assert len(list(facets().possible("养犬登记"))) <= 1
    assert not list(Sieve({"a": re.compile("电话|号码")}).possible("码头的电梯说话"))
