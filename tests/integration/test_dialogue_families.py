"""One thing that is done in several ways is one question, and the words of a way are its answer."""

import pytest

from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item
from knowledge.snapshot import Snapshot
from tests.dialogue import Hall

WAYS = ("申办", "变更", "注销", "延续")
ITEMS = tuple(Item(f"W-{way}", f"公共场所卫生许可（{way}）") for way in WAYS)
OTHERS = (Item("X-1", "食品生产许可证核发"), Item("X-2", "动物防疫条件合格证核发"), Item("X-3", "道路货物运输经营许可"))
SNAPSHOT = Snapshot.of(
    Catalogue(items=(*ITEMS, *OTHERS), guides=tuple(Guide(item_code=item.code) for item in (*ITEMS, *OTHERS)))
)


@pytest.mark.parametrize("answer", ["变更", "2", "要变更"])
async def test_which_way_is_asked_and_heard(answer: str):
    citizen = Hall(SNAPSHOT).citizen()
    asked = await citizen.say("公共场所卫生许可")
    labels = [choice.label for choice in asked.choices]
    assert asked.text.startswith("“公共场所卫生许可”，您是要")
    assert set(labels[:-1]) == set(WAYS)
    assert labels[-1] == "都不是"
    if answer == "2":
        answer = str(labels.index("变更") + 1)
    told = await citizen.say(answer)
    assert [guide.code for guide in told.guides] == ["W-变更"]


async def test_who_says_the_way_is_not_asked():
    told = await Hall(SNAPSHOT).citizen().say("公共场所卫生许可证要注销")
    assert [guide.code for guide in told.guides] == ["W-注销"]


async def test_one_way_is_offered_once():
    twice = Item("W-2", "公共场所卫生许可（变更）", department="另一局")
    known = Snapshot.of(
        Catalogue(items=(*ITEMS, twice), guides=tuple(Guide(item_code=item.code) for item in (*ITEMS, twice)))
    )
    labels = [choice.label for choice in (await Hall(known).citizen().say("公共场所卫生许可")).choices]
    assert len(labels) == len(set(labels))
