"""Whole conversations over a city's real guides: each fact is that district's own."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.answers.places import masked, plain
from bot.split import size
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide
from knowledge.importers import read
from knowledge.snapshot import Snapshot
from tests.dialogue import Citizen, Hall, shown

DATA = Path(os.environ.get("BANSHITONG_TEST_DATA", ""), "changchun", "guides.xlsx")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("BANSHITONG_TEST_DATA") or not DATA.exists(), reason="BANSHITONG_TEST_DATA names no folder"
    ),
]
EVERY = 7


@cache
def changchun() -> Snapshot:
    return Snapshot.of(read([DATA]).catalogue)


@pytest.fixture
def hall() -> Hall:
    return Hall(changchun(), home="长春市")


def sampled(catalogue: Catalogue, every: int = EVERY) -> Iterator[Guide]:
    """Every n-th guide, so that items, variants and districts all occur."""
    yield from catalogue.guides[::every]


async def settle(citizen: Citizen, guide: Guide, region: str) -> None:
    """Pick what the bot still has to know, by the words of the option."""
    for _ in range(3):
        reply = citizen.said
        if reply is None or not citizen_must_choose(reply.choices):
            return
        wanted = {guide.variant, region, catalogue_name(guide)}
        option = next((choice for choice in reply.choices if choice.label in wanted), None)
        if option is None and "更多" in reply.text:
            await citizen.say("更多")
            continue
        if option is None:
            return
        await citizen.say(str(option.n))


def citizen_must_choose(choices: tuple[object, ...]) -> bool:
    return bool(choices)


def catalogue_name(guide: Guide) -> str:
    return changchun().catalogue.items_by_code[guide.item_code].name


def materials_told(text: str, guide: Guide) -> bool:
    lists = [guide.materials, *(each.materials for each in guide.situations)]
    names = {" ".join(each.name.split()) for materials in lists for each in materials}
    return all(name in text for name in names) or ("不用带材料" in text and names <= {"无需材料", "无"})


def address_told(text: str, guide: Guide) -> bool:
    return any(plain(venue.address) in text for venue in guide.venues)


def phone_told(text: str, guide: Guide) -> bool:
    phones = [phone for phone in guide.phones if not masked(phone)]
    if phones:
        return any(plain(phone) in text for phone in phones)
    return "没有公布" in text or "不能直接拨打" in text


def days_told(text: str, guide: Guide) -> bool:
    assert guide.promised is not None
    return f"{guide.promised.days}个工作日" in text or (guide.promised.days == 0 and "当场" in text)


CHECKS = (
    ("在{region}{item}{variant}要带什么", materials_told),
    ("地址呢", address_told),
    ("电话多少", phone_told),
    ("几天能办完", days_told),
)


async def turns_right(hall: Hall, guide: Guide) -> list[tuple[str, bool, str]]:
    region = changchun().catalogue.regions_by_code[guide.region].name
    citizen = hall.citizen()
    results = []
    for words, told in CHECKS:
        question = words.format(region=region, item=catalogue_name(guide), variant=guide.variant)
        await citizen.say(question)
        await settle(citizen, guide, region)
        assert citizen.said is not None
        about = next(iter(citizen.said.guides), None)
        right = about is not None and about.code == guide.item_code and told(citizen.said.text, guide)
        results.append((question, right, shown(citizen.said)))
    return results


async def test_four_turns_about_many_guides_have_the_right_facts(hall: Hall) -> None:
    results = [result for guide in sampled(changchun().catalogue) for result in await turns_right(hall, guide)]
    wrong = [(question, told) for question, right, told in results if not right]
    share = 1 - len(wrong) / len(results)
    print(f"{len(results)} turns, {share:.1%} right")
    assert share >= 0.95, "\n\n".join(f"{question}\n{told}" for question, told in wrong[:10])


async def test_every_answer_fits_one_message(hall: Hall) -> None:
    for guide in sampled(changchun().catalogue, 11):
        citizen = hall.citizen()
        region = changchun().catalogue.regions_by_code[guide.region].name
        for question in ("", "在哪办", "电话多少", "流程是什么", "需要什么条件", "办理时间"):
            reply = await citizen.say(question or f"{region}{catalogue_name(guide)}")
            assert size(shown(reply)) <= 2000


async def test_the_district_is_named_once_and_kept(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("我在净月")
    reply = await citizen.say("残疾人证换领在哪办")
    assert "福祉大路" in reply.text
    assert "双阳" in (await citizen.say("双阳区呢")).text


async def test_a_person_without_district_is_asked_only_for_what_decides(hall: Hall) -> None:
    citizen = hall.citizen()
    reply = await citizen.say("残疾人证换领要带什么")
    assert "残损换新（居住地）" in shown(reply)
    narrowed = await citizen.say("残损换新")
    assert [choice.label for choice in narrowed.choices] == ["残损换新（居住地）", "残损换新（户籍地）"]


async def test_twelve_venues_come_three_at_a_time(hall: Hall) -> None:
    citizen = hall.citizen()
    reply = await citizen.say("朝阳区残疾人基本型辅助器具适配在哪办")
    assert "湖西街道延安大街1149号" in reply.text
    assert "还有10处" in reply.text
    assert "永春镇长乐公路9公里处" in (await citizen.say("更多")).text
