"""Conditions as written: there and back, and every odd one refused with its place."""

import json
from decimal import Decimal

import pytest
from hypothesis import given

from knowledge.forms import NotationError, parse, write
from knowledge.forms.conditions import Age, All, Answer, Compare, Days, Literal, Not, OneOf, Op, Present, Today
from tests.conditions_drawn import conditions


@given(conditions)
def test_what_is_written_is_read_back(condition) -> None:
    assert parse(write(condition)) == condition
    assert parse(json.loads(json.dumps(write(condition)))) == condition


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"first": True}, Compare(Answer("first"), Op.EQUALS, Literal(True))),
        ({"kind": ["甲", "乙"]}, OneOf(Answer("kind"), ("甲", "乙"))),
        ([{"not": {"present": "a"}}], All((Not(Present("a")),))),
        ({"age": "elder", "at_least": 80}, Compare(Age("elder"), Op.AT_LEAST, Literal(Decimal(80)))),
        ({"days": ["a", {"today": 0}], "at_most": 30},
         Compare(Days(Answer("a"), Today()), Op.AT_MOST, Literal(Decimal(30)))),
        ({"field": "a", "not_before": {"today": -90}}, Compare(Answer("a"), Op.NOT_BEFORE, Today(-90))),
    ],
)  # fmt: skip
def test_short_forms(written, meant) -> None:
    assert parse(written) == meant


@pytest.mark.parametrize(
    ("written", "path"),
    [
        (None, ()),
        ({}, ()),
        ("a", ()),
        ({"all": []}, ("all",)),
        ({"all": [{"a": 1}, {"b": None}]}, ("all", 1, "b")),
        ({"not": []}, ("not",)),
        ({"at_least": 3}, ("at_least",)),
        ({"field": "a"}, ("field",)),
        ({"field": "a", "equals": 1, "in": ["x"]}, ()),
        ({"field": "a", "count": "b", "equals": 1}, ()),
        ({"exec": "a", "equals": 1}, ("exec",)),
        ({"field": "a", "includes": 3}, ("includes",)),
        ({"sum": ["a"], "includes": "x"}, ("includes",)),
        ({"days": ["a"], "at_most": 3}, ("days",)),
        ({"times": ["a", []], "at_most": 3}, ("times", 1)),
        ({"field": "a", "before": {"today": 0.5}}, ("before", "today")),
        ({"a": float("nan")}, ("a",)),
        ({"a": 10**40}, ("a",)),
        ({"present": {"unknown": "x"}}, ("present",)),
        ({"a": [1]}, ("a", 0)),
        ({"field": "all", "equals": 1}, ("field",)),
    ],
)
def test_odd_ones_are_refused_with_their_place(written, path) -> None:
    with pytest.raises(NotationError) as refused:
        parse(written)
    assert refused.value.path == path
    assert refused.value.reason


def test_a_tower_of_conditions_is_refused() -> None:
    tower = {"a": 1}
    for _ in range(10_000):
        tower = {"not": tower}
    with pytest.raises(NotationError, match="嵌套过深"):
        parse(tower)
