"""Situations of life: the items they take, in the order of doing, and no detour for whoever names one item."""

import pytest

from bot.messages import ReplyKind
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.dialogue import Hall


@pytest.fixture(scope="module")
def hall() -> Hall:
    return Hall(Snapshot.of(read([sample_path()]).catalogue), home="530199")


async def test_a_situation_is_told_with_its_items_in_order(hall: Hall) -> None:
    citizen = hall.citizen()
    reply = await citizen.say("我想开个小饭馆")
    assert reply.kind is ReplyKind.CHOICES
    labels = [choice.label for choice in reply.choices]
    assert [label.split("：")[0] for label in labels[:3]] == [
        "企业名称自主申报",
        "个体工商户设立登记",
        "食品经营许可新办",
    ]
    picked = await citizen.say("第三个")
    assert picked.guides[0].name == "食品经营许可新办"


@pytest.mark.parametrize("text", ["结婚登记要什么", "食品经营许可证怎么变更", "开饭店办证", "公积金贷款几天能下来"])
async def test_one_item_named_is_no_situation(hall: Hall, text: str) -> None:
    reply = await hall.citizen().say(text)
    assert "一般要办" not in reply.text
