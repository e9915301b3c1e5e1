"""The codec's law: what was encoded is read back exactly, and equal parts are equal bytes."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.codec import KINDS, Reader, digest, encode, kind_of
from knowledge.forms import Condition, Field, FieldType, Form, Rule, Section, parse
from knowledge.guide import Applicant, Channel, Guide, Item, Material, Variant
from knowledge.places import Region, Venue
from tests.conditions_drawn import conditions

st.register_type_strategy(float, st.floats(-180, 180))
st.register_type_strategy(int, st.integers(-(2**53), 2**53))
st.register_type_strategy(Decimal, st.decimals(-(10**9), 10**9, places=2))
st.register_type_strategy(Condition, conditions)
PARTS = st.one_of(*(st.from_type(part) for part in KINDS.values()))


def types_of(value: object) -> object:
    """The value with every type spelled out, because "1" equals more than one of our codes."""
    if dataclasses.is_dataclass(value):
        return type(value), tuple(types_of(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, tuple):
        return tuple(types_of(each) for each in value)
    return type(value), value


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=4))
def test_parts_come_back_exactly(parts: list) -> None:
    reader = Reader()
    for part in parts:
        back = reader.read(kind_of(part), encode(part))
        assert types_of(back) == types_of(part)
        assert encode(back) == encode(part)


def test_codes_that_are_equal_as_text_stay_what_they_are() -> None:
    reader = Reader()
    item = Item("A", "名", themes=("1",), applicants=(Applicant.PERSON,))
    guide = Guide("A", channels=(Channel.WINDOW,), results=("1",), phones=("1",))
    for part in (item, guide, item):
        assert types_of(reader.read(kind_of(part), encode(part))) == types_of(part)


def test_equal_parts_become_one_object() -> None:
    reader = Reader()
    guides = [
        reader.read(
            "guide", encode(Guide("A", region=str(n), materials=(Material("身份证", copies=1),), notes="同一句"))
        )
        for n in range(2)
    ]
    assert guides[0].materials is guides[1].materials
    assert guides[0].notes is guides[1].notes


def test_what_is_at_its_default_is_left_out() -> None:
    assert encode(Region("220102", "南关区")) == b'{"code":"220102","name":"\xe5\x8d\x97\xe5\x85\xb3\xe5\x8c\xba"}'
    assert encode(Item("A", "名", variants=(Variant("子"),))).count(b":") == 4
    assert b"effective_from" in encode(Guide("A", effective_from=date(2026, 1, 1)))


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b'{"code":1,"name":"x"}', b'{"name":"x"}', b'{"code":"x","name":"y"', b"\xff"]
)
def test_what_is_no_part_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError):
        Reader().read("item", payload)


def test_a_field_of_a_later_release_is_passed_over() -> None:
    assert Reader().read("venue", b'{"name":"x","parking":true}') == Venue("x")


def test_a_form_is_told_from_another_by_its_digest() -> None:
    def form(age: int) -> Form:
        rule = Rule("R1", parse({"age": "elder", "at_least": age}), "elder", "不满年龄", "到龄再来", "办法")
        return Form("A", date(2026, 1, 1), "办法", rules=(rule,))

    assert digest(form(80)) == digest(Reader().read("form", encode(form(80))))
    assert digest(form(80)) != digest(form(90))


def test_true_and_one_stay_what_they_are_and_five_is_five() -> None:
    def form(when: object, minimum: str) -> Form:
        field = Field("n", "数", FieldType.NUMBER, minimum=Decimal(minimum), when=parse({"a": when}))
        return Form("A", date(2026, 1, 1), "办法", sections=(Section("一", (field,)),))

    reader = Reader()
    forms = [form(True, "5"), form(1, "5"), form(1, "5.0"), form(1, "5E+1")]
    assert [reader.read("form", encode(each)) for each in forms] == forms
    assert [digest(reader.read("form", encode(each))) for each in forms] == [digest(each) for each in forms]
    assert digest(forms[0]) != digest(forms[1]) == digest(forms[2]) != digest(forms[3])
