"""The forms of the sample catalogue say what their guides say, in words as good."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from affairs.precheck.reading import ReadingRoom
from knowledge.catalogue import Catalogue
from knowledge.forms import Column, FieldType, Form, MaterialSlot, check, situated
from knowledge.forms.evaluation import evaluate
from knowledge.forms.patterns import PATTERNS
from knowledge.forms.values import Facts
from knowledge.forms.walking import keys_in
from knowledge.guide import Guide, Material
from knowledge.importers import read, sample_path
from knowledge.regions import RegionTree
from tests.unit.test_sample_catalogue import HALF_WIDTH

ITEMS = {
    "居民身份证丢失补领",
    "个体工商户设立登记",
    "食品经营许可新办",
    "食品经营许可变更",
    "公司设立登记",
    "不动产转移登记(二手房买卖)",
    "租房提取住房公积金",
    "高龄津贴申请",
    "道路货物运输经营许可",
    "设置大型户外广告及在城市建筑物、设施上悬挂、张贴宣传品审批",
    "建筑工程施工许可证核发",
    "社会团体变更登记",
    "既有住宅加装电梯联合审查",
}
TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read([sample_path()]).catalogue


@pytest.fixture(scope="module")
def forms(catalogue: Catalogue) -> list[tuple[Form, Guide]]:
    return [(form, catalogue.guide_for(form.item_code, form.variant)) for form in catalogue.forms]


def lists(guide: Guide) -> dict[str, tuple[Material, ...]]:
    """The materials by situation; '' where there are none."""
    if guide.situations:
        return {situation.name: situation.materials for situation in guide.situations}
    return {"": guide.materials}


def slots(form: Form, situation: str, name: str) -> list[MaterialSlot]:
    return [
        slot
        for slot in form.materials
        if slot.name == name and (not slot.situations or situation in slot.situations)
    ]  # fmt: skip


def columns(form: Form) -> Iterator[Column]:
    for field in form.fields():
        yield field
        yield from field.columns


def test_the_promised_items_can_be_applied_for(catalogue: Catalogue) -> None:
    assert {catalogue.items_by_code[form.item_code].name for form in catalogue.forms} == ITEMS
    assert all(check(form) == () for form in catalogue.forms)


def test_every_material_of_the_guide_has_its_slot_with_the_same_counts(forms: list[tuple[Form, Guide]]) -> None:
    wrong = []
    for form, guide in forms:
        for situation, materials in lists(guide).items():
            for material in materials:
                found = slots(form, situation, material.name)
                counts = {(slot.originals, slot.copies) for slot in found}
                if counts != {(material.originals, material.copies)}:
                    wrong.append((form.item_code, situation, material.name, counts))
    assert wrong == []


def test_every_slot_is_a_material_of_the_guide(forms: list[tuple[Form, Guide]]) -> None:
    for form, guide in forms:
        listed = {(situation, material.name) for situation, materials in lists(guide).items() for material in materials}
        for slot in form.materials:
            for situation in slot.situations or lists(guide):
                assert (situation, slot.name) in listed


def test_every_situation_of_the_guide_is_decided_by_answers(forms: list[tuple[Form, Guide]]) -> None:
    for form, guide in forms:
        assert {decision.situation for decision in form.decisions} == {each.name for each in guide.situations}
        for decision in form.decisions:
            answers = situated(form, decision.situation)
            values = {key: tuple(value) if isinstance(value, list) else value for key, value in answers.items()}
            facts = Facts(TODAY, values, frozenset(values))
            assert evaluate(decision.when, facts) is not False
            assert set(answers) <= keys_in(decision.when)


def test_what_is_said_is_said_in_good_chinese(forms: list[tuple[Form, Guide]]) -> None:
    for form, _ in forms:
        for rule in form.rules:
            assert rule.message.endswith("。"), rule.id
            assert rule.remedy.endswith("。"), rule.id
            assert re.match(r"(?:GB [\d-]+)?《|云江区.*办事指南", rule.source), rule.id
        prose = [text for rule in form.rules for text in (rule.message, rule.remedy)]
        prose += [column.label for column in columns(form)] + [column.help for column in columns(form)]
        prose += [slot.help for slot in form.materials]
        assert [text for text in prose if HALF_WIDTH.search(text)] == []


def test_examples_are_good_answers(forms: list[tuple[Form, Guide]]) -> None:
    room = ReadingRoom(TODAY, RegionTree(()))
    for form, _ in forms:
        for column in columns(form):
            if column.example and column.type is not FieldType.ADDRESS:
                assert room.cell(column, column.example).flaws == (), column.key
    assert [name for name, pattern in PATTERNS.items() if not pattern.fits(pattern.example)] == []
