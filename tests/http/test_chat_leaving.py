"""退订 in the conversation: no more subscriptions, by the plain words for it and by no others."""

import pytest

from affairs.advising.interest import InterestKind
from affairs.people.citizens import Login
from bot.flows.leaving import asks_to_leave
from handlers.services import Services
from tests.http.chatting import Person

ITEM = "115301990100-4-09-0103"


@pytest.mark.parametrize(
    "text",
    [
        "退订",
        "我要退订",
        "TD",
        "td",
        "取消订阅",
        "不要再发了",
        "别再给我发消息了",
        "不想再收到这些通知了",
        "全部退订。",
    ],
)
def test_plain_words(text: str):
    assert asks_to_leave(text)


@pytest.mark.parametrize(
    "text",
    ["", "怎么退订社保", "报纸退订怎么办理", "取消订阅号认证", "不要", "别发身份证", "营业执照要不要再发", "取消"],
)
def test_other_words(text: str):
    assert not asks_to_leave(text)


async def test_ones_own_end_and_nobody_elses(desk: Services):
    wang, li = Person(desk, "o" + "w" * 27), Person(desk, "o" + "l" * 27)
    assert "没有订阅" in await wang.say("退订")
    async with desk.uow() as uow:
        for person in (wang, li):
            login = Login("wechat", person.openid)
            await uow.citizens.register([login], fresh=f"c{person.openid[1:9]}", now=desk.clock.now())
        await uow.commit()
    ids = {}
    for person in (wang, li):
        async with desk.uow(read_only=True) as uow:
            citizen = await uow.citizens.of_login(Login("wechat", person.openid))
        assert citizen is not None
        ids[person.openid] = citizen.id
        await desk.interests.subscribe(citizen.id, [(InterestKind.ITEM, ITEM), (InterestKind.TOPIC, "养老")])
    assert "已退订全部 2 项" in await wang.say("不要再发了")
    assert not (await desk.interests.subscribed(ids[wang.openid])).interests
    assert len((await desk.interests.subscribed(ids[li.openid])).interests) == 2
    assert "没有订阅" in await wang.say("退订")
