"""预登记: opened at a counter, gone on with on the phone by whoever holds the code, and by nobody else."""

import asyncio

import pytest

from affairs.applications.preregistration import MISSES, Opened
from affairs.errors import InvalidValue, NoSuchItem, NotOnline
from handlers.services import Services
from tests.http.chatting import Person
from tests.http.citizens import Caller
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH

ITEM = "115301990100-4-31-1108"
"""食品经营许可变更."""


async def opened(services: Services) -> Opened:
    return await services.preregistrations.open(
        "wang", ITEM, region="云江区", brought=["食品经营许可证", "safety_rules"], note="营业执照要带变更后的"
    )


async def test_what_was_brought_is_ticked(anyone: Caller, desk: Services):
    made = await opened(desk)
    wang = await anyone.signed_in("王小云")
    answer = await wang.post("/preregistrations", {"code": made.shown})
    assert answer.status == 201
    brought = {each["key"] for each in answer.body["materials"] if each["brought"]}
    assert "permit" in brought
    assert answer.body["answers"]["contact_mobile"].startswith("139")
    again = await wang.post("/preregistrations", {"code": made.scene})
    assert again.body["application_no"] == answer.body["application_no"]
    number = answer.body["application_no"]
    findings = (await wang.post(f"/applications/{number}/precheck")).body["findings"]
    missing = {each["place"] for each in findings if each["rule"] == "material.missing"}
    assert "materials.permit" not in missing


async def test_a_code_is_its_first_holders_alone(anyone: Caller, desk: Services):
    made = await opened(desk)
    people = [await anyone.signed_in(name) for name in ("王小云", "李四", "赵六", "孙七")]
    answers = await asyncio.gather(*(each.post("/preregistrations", {"code": made.code}) for each in people))
    assert sorted(each.status for each in answers) == [201, 404, 404, 404]
    assert {each.code for each in answers if each.status == 404} == {"no-such-preregistration"}


async def test_guessing_ends_after_a_few(anyone: Caller, desk: Services):
    made = await opened(desk)
    li = await anyone.signed_in("李四")
    for number in range(MISSES):
        assert (await li.post("/preregistrations", {"code": f"YD-2222-22{number:02d}"})).status == 404
    assert (await li.post("/preregistrations", {"code": made.code})).code == "too-many-requests"
    assert (await (await anyone.signed_in("王小云")).post("/preregistrations", {"code": made.code})).status == 201


@pytest.mark.parametrize("code", ["", "x" * 41, 5, None])
async def test_what_is_no_code_is_refused(anyone: Caller, code: object):
    assert (await (await anyone.signed_in("李四")).post("/preregistrations", {"code": code})).status == 422


async def test_it_is_opened_by_words_or_by_a_scan(desk: Services):
    made = await opened(desk)
    wang = Person(desk, "o" + "w" * 27)
    told = await wang.say(f"预登记码：{made.shown.lower()}")
    assert "已打开窗口为您登记的“食品经营许可变更”" in told
    assert "窗口已收：食品经营许可证、食品安全规章制度目录清单" in told
    assert "营业执照要带变更后的" in told
    assert "许可证编号" in told
    assert "SB" in await wang.scan(made.scene)
    stranger = Person(desk, "o" + "s" * 27)
    assert "预登记码不对" in await stranger.scan(made.scene)
    assert "预登记码不对" in await stranger.say("YD-2222-2222")


async def test_what_cannot_be_opened(desk: Services):
    with pytest.raises(InvalidValue):
        await desk.preregistrations.open("wang", ITEM, brought=["没有的材料"])
    with pytest.raises(InvalidValue):
        await desk.preregistrations.open("wang", ITEM, note="长" * 501)
    with pytest.raises(NoSuchItem):
        await desk.preregistrations.open("wang", "no-such")
    formless = next(
        item.code
        for item in desk.snapshot().catalogue.items
        if (item.code, "") not in desk.snapshot().catalogue.forms_by_item and item.state.value == "in_force"
    )
    with pytest.raises(NotOnline):
        await desk.preregistrations.open("wang", formless)
