"""What an advisor does together with a citizen: correct an application, each change agreed to; book a place."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from affairs.appointments.notation import read_supply
from affairs.handover.correcting import OPEN_FOR
from affairs.staff.audit import Act, AuditFilter
from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.advisors import advisor
from tests.http.chatting import Person
from tests.http.citizens import Caller, calling
from tests.http.conftest import OVER_BOTH
from tests.http.staff import Browser, browsing, hired, quick
from tests.http.test_applications import begun, filled

pytestmark = OVER_BOTH
SUPPLY = """
rules: {lead_minutes: 0, cancel_before_minutes: 0}
venues: [{code: hall, name: 大厅, address: 和平路1号, region: '530199', hours: '每天 9:00-12:00'}]
services: {id: {'115301990100-4-09-0103': 30}}
windows:
  - {code: w1, venue: hall, name: 户政1号, minutes: 30, places: 4, serves: [id]}
"""


@dataclass
class Stage:
    """A citizen stuck with an application, and the advisor who has the conversation."""

    wang: Caller
    lin: Browser
    desk: Services
    number: str
    id: str

    @property
    def there(self) -> str:
        return f"/console/handovers/{self.id}"

    async def propose(self, **fields: str) -> Any:
        answers = {f"f.{name}": value for name, value in fields.items()}
        revision = (await self.application())["revision"]
        return await self.lin.post(f"{self.there}/corrections", self.there, revision=str(revision), **answers)

    async def asked(self) -> Any:
        return (await self.wang.get(f"/handovers/{self.id}")).body["correction"]

    async def answer(self, asked: Any, *, agree: bool) -> Any:
        return await self.wang.post(f"/handovers/{self.id}/correction", {"id": asked["id"], "agree": agree})

    async def application(self) -> dict[str, Any]:
        return dict((await self.wang.get(f"/applications/{self.number}")).body)

    async def last(self) -> str:
        return str((await self.wang.get(f"/handovers/{self.id}/live")).body["messages"][-1]["text"])


@pytest.fixture
async def stage(desk: Services) -> AsyncIterator[Stage]:
    async with calling(desk) as caller, browsing(quick(desk)) as lin:
        await hired(lin.services, "lin", Role.ADVISOR, name="林晓")
        await lin.log_in("lin")
        wang = await caller.signed_in("王小云")
        number = (await filled(wang, (await begun(wang)).body))["application_no"]
        made = await wang.post("/handovers", {"summary": "填不下去了", "application_no": number})
        handover = made.body["id"]
        await lin.post(f"/console/handovers/{handover}/take", "/console/handovers")
        yield Stage(wang, lin, desk, number, handover)


async def test_each_change_is_shown_and_made_with_a_yes_alone(stage: Stage):
    before = await stage.application()
    page = await stage.lin.get(stage.there)
    assert page.says("一起修改")
    assert (await stage.propose(reason="灭失", household_address="云江区和平路9号")).status == 303
    assert (await stage.application())["answers"] == before["answers"], "nothing is changed without a yes"
    asked = await stage.asked()
    assert [(each["label"], each["before"], each["after"]) for each in asked["changes"]][1:] == [
        ("补领原因", "丢失", "灭失")
    ]
    assert asked["changes"][0]["after"] == "云江区和平路9号"
    told = await stage.last()
    assert f"修改您的申报 {stage.number}" in told
    assert "丢失 → 灭失" in told
    assert "同意修改" in told
    answered = await stage.answer(asked, agree=True)
    assert (answered.status, answered.body["correction"]) == (200, None)
    after = await stage.application()
    assert after["answers"]["reason"] == "灭失"
    assert after["answers"]["lost_on"] == before["answers"]["lost_on"]
    assert after["revision"] == before["revision"] + 1
    assert "已按您同意的内容修改好了" in await stage.last()
    async with stage.desk.uow(read_only=True) as uow:
        act = (await uow.applications.acts(stage.number))[-1]
        assert (act.act, act.actor.partition(":")[0]) == ("correct", "citizen")
        assert act.details["answers"] == ["household_address", "reason"]
        assert str(act.details["with"]).startswith("staff:")
        entries = await uow.audit.page(AuditFilter(act=Act.CORRECTION_PROPOSED), 5)
    assert len(entries) == 1
    assert (await stage.answer(asked, agree=True)).code == "no-such-correction", "once"


async def test_a_no_changes_nothing_and_neither_does_silence(stage: Stage):
    before = await stage.application()
    await stage.propose(reason="灭失")
    assert (await stage.answer(await stage.asked(), agree=False)).status == 200
    assert await stage.application() == before
    assert "没有修改" in await stage.last()
    await stage.propose(reason="灭失")
    first = await stage.asked()
    await stage.propose(reason="被盗")
    assert (await stage.answer(first, agree=True)).code == "no-such-correction", "another is asked by now"
    assert (await stage.application())["answers"] == before["answers"]


async def test_what_was_changed_meanwhile_is_not_overwritten(stage: Stage):
    await stage.propose(reason="灭失")
    asked = await stage.asked()
    now = await stage.application()
    path = f"/applications/{stage.number}"
    await stage.wang.patch(path, {"revision": now["revision"], "answers": {"lost_on": "2026-01-06"}})
    assert (await stage.answer(asked, agree=True)).status == 200
    assert (await stage.application())["answers"]["reason"] == "丢失"
    assert "已经失效" in await stage.last()
    late = await stage.lin.post(
        f"{stage.there}/corrections", stage.there, revision=str(now["revision"]), **{"f.reason": "灭失"}
    )
    assert (late.status, late.says("刚刚有了改动")) == (422, True)


async def test_what_is_wrong_is_said_to_the_advisor_and_nobody_else(stage: Stage):
    said = await stage.last()
    for fields, words in (
        ({"reason": "不知道"}, "没看懂"),
        ({"lost_on": "2999-01-01"}, "今天"),
        ({"reason": "丢失"}, "请填要修改的内容"),
        ({}, "请填要修改的内容"),
    ):
        refused = await stage.propose(**fields)
        assert (refused.status, refused.says(words)) == (422, True), fields
    assert await stage.asked() is None
    assert await stage.last() == said


async def test_strangers_and_ends(stage: Stage, desk: Services):
    await stage.propose(reason="灭失")
    asked = await stage.asked()
    async with calling(desk) as caller, browsing(quick(desk)) as chen:
        li = await caller.signed_in("李四")
        body = {"id": asked["id"], "agree": True}
        assert (await li.post(f"/handovers/{stage.id}/correction", body)).status == 404
        await hired(chen.services, "chen", Role.ADVISOR, name="陈立")
        await chen.log_in("chen")
        own = "/console/handovers"
        assert (await chen.post(f"{stage.there}/corrections", own, revision="1", **{"f.reason": "灭失"})).status == 404
    await stage.wang.post(f"/applications/{stage.number}/withdraw")
    assert (await stage.answer(asked, agree=True)).status == 200
    assert "已经失效" in await stage.last()
    assert (await stage.propose(reason="灭失")).status == 409


async def test_a_day_later_it_is_over(stage: Stage, desk: Services):
    await stage.propose(reason="灭失")
    correcting = desk.handovers.correcting
    there = correcting._clock

    class Tomorrow:
        def now(self) -> Any:
            return there.now() + OPEN_FOR

    correcting._clock = Tomorrow()
    assert (await stage.answer(await stage.asked(), agree=True)).status == 200
    correcting._clock = there
    assert (await stage.application())["answers"]["reason"] == "丢失"


async def test_agreed_to_in_the_conversation(desk: Services):
    lin = await advisor(desk)
    wang = Person(desk, "o-wang-9")
    await wang.say("身份证丢了怎么补领")
    await wang.say("在线申请")
    told = await wang.say("王小云 110101199003074530")
    number = told[told.index("SB") : told.index("SB") + 18]
    await wang.say("转人工")
    await wang.say("1")
    (waiting,) = (await desk.handovers.desk.queue(lin)).waiting
    await desk.handovers.desk.take(lin, waiting.id)
    async with browsing(quick(desk)) as browser:
        await browser.log_in("lin")
        there = f"/console/handovers/{waiting.id}"
        page = await browser.get(there)
        assert page.says(number)
        revision = page.text.split('name="revision" value="')[1].split('"')[0]
        posted = await browser.post(f"{there}/corrections", there, revision=revision, **{"f.reason": "灭失"})
        assert posted.status == 303
    assert (await wang.say("同意修改。")).strip() == "", "the desk itself answers in the conversation"
    async with desk.uow(read_only=True) as uow:
        application = await uow.applications.get(number)
    assert application is not None
    assert application.answers["reason"] == "灭失"
    assert (await wang.say("同意修改")).strip() == "", "now they are words to the advisor"
    _, messages = await desk.handovers.desk.read(lin, waiting.id)
    assert messages[-1].text == "同意修改"


async def test_a_place_is_booked_for_them_by_their_own_rules(stage: Stage, desk: Services):
    await desk.appointments.supplying.replace(read_supply(SUPPLY), source="test")
    await desk.appointments.timetables.refresh()
    page = await stage.lin.get(stage.there)
    assert page.says("代为预约")
    slots = re.findall(r'<option value="(hall[^"]+)"', page.text)
    assert (await stage.lin.post(f"{stage.there}/appointments", stage.there, slot="nowhere")).status == 422
    for _ in range(2):
        posted = await stage.lin.post(f"{stage.there}/appointments", stage.there, slot=slots[0])
        assert posted.status == 303, "the same click again is the same booking"
    (mine,) = (await stage.wang.get("/appointments")).body["items"]
    assert mine["state"] == "confirmed"
    messages = (await stage.wang.get(f"/handovers/{stage.id}/live")).body["messages"]
    assert [each["text"] for each in messages if "已为您预约" in each["text"]] == [messages[-1]["text"]]
    assert mine["id"] in messages[-1]["text"]
    refused = await stage.lin.post(f"{stage.there}/appointments", stage.there, slot=slots[1])
    assert (refused.status, refused.says("没有约上")) == (422, True)
    async with browsing(quick(desk)) as chen:
        await hired(chen.services, "chen", Role.ADVISOR, name="陈立")
        await chen.log_in("chen")
        assert (await chen.post(f"{stage.there}/appointments", "/console/handovers", slot=slots[2])).status == 404
