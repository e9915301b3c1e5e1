"""Situations of life are found when they are what the text is about."""

import pytest

from knowledge.importers import read, sample_path
from knowledge.learning import Scenario, ScenarioStep
from knowledge.scenarios import ScenarioIndex


@pytest.fixture(scope="module")
def sample() -> ScenarioIndex:
    return ScenarioIndex(read([sample_path()]).catalogue.scenarios)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我想开个小饭店要办什么手续", "开饭店"),
        ("开火锅店", "开饭店"),
        ("老婆刚生了二胎", "孩子出生"),
        ("孩子出生要办什么?", "孩子出生"),
        ("退休要办啥手续", "退休"),
        ("買二手房要辦哪些手續", "买二手房"),
        ("我们公司要搬家", "公司搬家"),
        ("父亲上个月去世了要办什么", "老人去世"),
        ("失业了怎么办", "失业了"),
        ("准备结婚要办些啥", "结婚"),
    ],
)
def test_a_situation_is_found(sample: ScenarioIndex, text: str, name: str) -> None:
    found = sample.find(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    ["", "开饭店的食品经营许可证丢了怎么办", "结婚登记要带什么", "护照丢了", "二手房过户要交多少税", "残疾人证怎么办",
     "今天天气怎么样", "开" * 500, "[](*+?"],
)  # fmt: skip
def test_an_item_or_anything_else_is_none(sample: ScenarioIndex, text: str) -> None:
    assert sample.find(text) is None


def test_what_covers_more_of_the_text_wins_and_odd_wordings_do_no_harm() -> None:
    step = (ScenarioStep("A"),)
    odd = Scenario("*", ("", "*", "(", "店"), steps=step)
    index = ScenarioIndex((odd, Scenario("一", ("买房",), steps=step), Scenario("二", ("买*二手房",), steps=step)))
    assert index.find("想买房").name == "一"
    assert index.find("想买一套二手房").name == "二"
    assert index.find("(") is None


def test_sample_scenarios_lead_to_items_in_force_with_a_reason() -> None:
    catalogue = read([sample_path()]).catalogue
    assert len(catalogue.scenarios) >= 30
    for scenario in catalogue.scenarios:
        for step in scenario.steps:
            assert catalogue.items_by_code[step.item].state == "in_force", step
            assert step.why
