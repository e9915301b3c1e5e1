"""A guide as text and back: what is not edited stays, what is wrong is told with its field."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.errors import CatalogueConflict, InvalidValue, NoSuchGuide
from affairs.rewording import reworded, text_of
from knowledge.catalogue import Catalogue
from knowledge.guide import Fee, Guide, GuideKey, LimitUnit, Material, Step, TimeLimit

GUIDE = Guide(
    "A",
    conditions="年满十六岁",
    materials=(Material("身份证", required=True, copies=2), Material("照片", note="白底")),
    steps=(Step("受理"),),
    promised=TimeLimit(3, LimitUnit.CALENDAR_DAYS, "从受理起"),
    fee=Fee(charged=False),
    phones=("0431-1",),
)
BASE = Catalogue(guides=(GUIDE,))


def changed(guide: Guide = GUIDE, **fields: str) -> Guide:
    text = replace(text_of(guide), **fields)
    return reworded(guide.key, text)(Catalogue(guides=(guide,))).guides[0]


def test_what_was_read_and_sent_back_changes_nothing():
    assert changed() == GUIDE
    assert text_of(GUIDE).materials == "身份证|必要\n照片||白底"


def test_a_material_that_keeps_its_name_keeps_the_rest():
    found = changed(materials="照片|必要|蓝底\n身份证\n户口簿｜非必要")
    assert found.materials == (
        Material("照片", required=True, note="蓝底"),
        Material("身份证", copies=2),
        Material("户口簿", required=False),
    )
    assert found.steps == GUIDE.steps


def test_limits_and_fees():
    found = changed(promised="0", promised_unit="工作日", statutory="20", charged="收费", fee_standard=" 40 元 ")
    assert found.promised == TimeLimit(0, LimitUnit.WORKING_DAYS, "从受理起")
    assert found.statutory == TimeLimit(20)
    assert found.fee == Fee(charged=True, standard="40 元")
    assert changed(promised="").promised is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("promised", "-1"),
        ("promised", "三"),
        ("promised", "99999"),
        ("charged", "也许"),
        ("online_url", "javascript:alert(1)"),
        ("online_url", "https://a b"),
        ("materials", "|必要"),
        ("materials", "身份证|也许"),
        ("materials", "身份证|必要|说明|更多"),
        ("conditions", "长" * 20_001),
        ("phones", "1\n" * 201),
    ],
)
def test_what_is_wrong_is_told_with_its_field(field: str, value: str):
    with pytest.raises(InvalidValue) as caught:
        changed(**{field: value})
    assert caught.value.field == field


def test_a_guide_that_somebody_changed_meanwhile_is_not_written_over():
    text = replace(text_of(GUIDE), notes="新")
    other = Catalogue(guides=(replace(GUIDE, notes="别人的"),))
    with pytest.raises(CatalogueConflict):
        reworded(GUIDE.key, text)(other)
    with pytest.raises(NoSuchGuide):
        reworded(GuideKey("B"), text)(BASE)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_refused_or_kept_as_lines(typed: str):
    try:
        found = changed(materials=typed)
    except InvalidValue:
        return
    assert changed(found, mark="").materials == found.materials
