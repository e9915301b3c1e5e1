from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.facets import Facet, facet_spans, find_facets, strip_facets

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "facets.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("text", "facets"), ROWS, ids=[row[0] for row in ROWS])
def test_wordings(text, facets):
    assert " ".join(find_facets(text)) == facets


def test_every_facet_is_tested():
    assert {name for _, names in ROWS for name in names.split()} == set(Facet)


@pytest.mark.parametrize(
    ("text", "left"),
    [("身份证补办需要什么材料", "身份证补办"), ("营业执照可以网上办吗", "营业执照"), ("去哪办居住证", "居住证")],
)
def test_what_is_left_is_the_subject(text, left):
    assert strip_facets(text) == left


@given(st.text(max_size=300))
def test_any_text(text):
    spans = facet_spans(text)
    assert all(a[2] <= b[1] for a, b in pairwise(spans))
    assert len(strip_facets(text)) <= len(text)
