"""Conditions of every kind, drawn by hypothesis."""

from decimal import Decimal

from hypothesis import strategies as st

from knowledge.forms import patterns
from knowledge.forms.conditions import (
    Age,
    All,
    Answer,
    AnyOf,
    Compare,
    Count,
    Days,
    Every,
    Includes,
    Known,
    Literal,
    Matches,
    Not,
    OneOf,
    Op,
    Present,
    Sum,
    Times,
    Today,
    Unique,
    Within,
)

KEYS = ("a", "b", "c", "d", "rows")
keys = st.sampled_from(KEYS)
columns = st.sampled_from(["rows.x", "rows.y"])
texts = st.text(min_size=1, max_size=6).filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))
numbers = st.integers(-(10**9), 10**9).map(Decimal) | st.decimals(-1000, 1000, places=2).map(
    lambda number: Decimal(repr(float(number)))
)
literals = st.builds(Literal, texts | st.booleans() | numbers)
dates = st.builds(Answer, keys) | st.builds(Today, st.integers(-400, 400))
terms = st.one_of(
    st.builds(Answer, keys),
    st.builds(Today, st.integers(-400, 400)),
    st.builds(Known, st.sampled_from(["citizen.name", "company.credit_code"])),
    st.builds(Age, keys, dates),
    st.builds(Days, dates, dates),
    st.builds(Sum, st.lists(keys | columns, min_size=1, max_size=3).map(tuple)),
    st.builds(Count, keys),
    st.builds(Times, st.builds(Answer, keys), st.builds(Answer, keys) | st.builds(Literal, numbers)),
)
leaves = st.one_of(
    st.builds(Compare, terms, st.sampled_from(Op), terms | literals),
    st.builds(OneOf, terms, st.lists(texts, min_size=1, max_size=3).map(tuple)),
    st.builds(Includes, keys, texts),
    st.builds(Matches, keys, st.sampled_from(sorted(patterns.PATTERNS))),
    st.builds(Within, keys, texts),
    st.builds(Unique, columns),
    st.builds(Present, keys),
    st.builds(Present, st.just("citizen.name"), st.just(True)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(Every, st.just("rows"), inner),
    ),
    max_leaves=6,
)
