"""Whole conversations over the catalogue that ships with the product."""

from functools import cache

import pytest

from bot import phrases
from bot.messages import ReplyKind
from bot.split import size
from knowledge.facets import Facet
from knowledge.guide import Guide, ItemState
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.dialogue import Hall, shown

QUESTIONS = {
    Facet.MATERIALS: "要带什么材料",
    Facet.PLACE: "在哪里办",
    Facet.PHONE: "电话多少",
    Facet.TIME_LIMIT: "几天能办好",
    Facet.FEES: "要多少钱",
    Facet.CONDITIONS: "要符合什么条件",
    Facet.PROCESS: "办理流程是什么",
    Facet.LEGAL_BASIS: "依据是什么",
}


@cache
def sample() -> Snapshot:
    return Snapshot.of(read([sample_path()]).catalogue)


@pytest.fixture
def hall() -> Hall:
    return Hall(sample(), home="云江区")


def plain_guides() -> list[Guide]:
    """Guides of items in force that have neither variants nor situations, for the whole district."""
    catalogue = sample().catalogue
    return [
        guide
        for item in catalogue.items
        if item.state is ItemState.IN_FORCE and not item.variants
        for guide in catalogue.guides_by_item.get(item.code, ())[:1]
        if not guide.situations
    ]


async def test_official_names_get_their_own_guide_and_facts(hall: Hall) -> None:
    wrong, asked = [], 0
    for guide in plain_guides():
        item = sample().catalogue.items_by_code[guide.item_code]
        citizen = hall.citizen()
        reply = await citizen.say(f"{item.name}要带什么材料")
        asked += 1
        told = reply.guides and reply.guides[0].code == item.code
        if not told or not all(" ".join(each.name.split()) in reply.text for each in guide.materials):
            wrong.append((item.name, shown(reply)))
            continue
        place = (await citizen.say("在哪办")).text
        days = (await citizen.say("几天能办好")).text
        limit = guide.promised
        right = any(venue.address in place for venue in guide.venues)
        right &= limit is None or ("当场" in days if limit.days == 0 else str(limit.days) in days)
        if not right:
            wrong.append((item.name, place + days))
    assert len(wrong) <= asked * 0.05, wrong


async def test_every_answer_about_every_guide_fits_one_message(hall: Hall) -> None:
    for item in sample().catalogue.items:
        citizen = hall.citizen()
        for question in ("", *QUESTIONS.values()):
            reply = await citizen.say(f"{item.name}{question}")
            assert size(shown(reply)) <= 2000, reply.text
            assert phrases.APOLOGY not in reply.text


async def test_overviews_are_compact_and_marked_as_sample(hall: Hall) -> None:
    reply = await hall.citizen().say("居民身份证丢失补领")
    assert reply.kind is ReplyKind.ANSWER
    assert size(reply.text) < 1200
    assert reply.text.endswith(phrases.SAMPLE_MARK)
    for title in ("materials", "place", "time_limit", "fees", "phone"):
        assert f"{phrases.TITLES[title]}：" in reply.text


async def test_two_items_in_one_message_are_both_answered(hall: Hall) -> None:
    reply = await hall.citizen().say("居民身份证丢失补领要多少钱?普通护照首次申请几天能办好?")
    assert [guide.name for guide in reply.guides] == ["居民身份证丢失补领", "普通护照首次申请"]
    assert reply.text.index("40元") < reply.text.index("工作日")


async def test_a_question_that_waits_is_answered_after_the_choice(hall: Hall) -> None:
    citizen = hall.citizen()
    asked = await citizen.say("结婚登记要带什么材料?居民身份证丢失补领要多少钱?")
    assert asked.choices
    reply = await citizen.say("1")
    assert "双方均为内地居民" in reply.text
    assert "40元" in reply.text


async def test_abolished_items_never_get_their_old_guide(hall: Hall) -> None:
    for item in sample().catalogue.items:
        if item.state is ItemState.IN_FORCE:
            continue
        reply = await hall.citizen().say(f"{item.name}要带什么材料")
        if reply.guides and reply.guides[0].code == item.code:
            assert item.state_note in reply.text
            assert phrases.TITLES["materials"] not in reply.text


async def test_a_change_of_subject_and_back(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("居民身份证丢失补领要多少钱")
    assert "普通护照首次申请" in (await citizen.say("普通护照首次申请几天能办好")).text
    assert "居民身份证丢失补领" in (await citizen.say("回到刚才那个")).text
    assert "居民身份证丢失补领" in (await citizen.say("在哪办")).text


async def test_the_centre_is_answered_from_its_record(hall: Hall) -> None:
    reply = await hall.citizen().say("政务服务中心在哪,电话多少,几点下班")
    centre = sample().catalogue.centres()[0]
    assert centre.address in reply.text
    assert centre.phones[0] in reply.text
    assert "今天" in reply.text
