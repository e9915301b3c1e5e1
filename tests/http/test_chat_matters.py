"""诉求 in the chat: sent once, seen by whom it belongs to, answered there; and the next step of a project."""

import asyncio
import re
import secrets

import pytest

from affairs.advising.interest import InterestKind
from affairs.people.citizens import Login
from bot.flows.following import asks_to_follow
from bot.flows.matter_words import asks_about, said
from bot.messages import Incoming
from handlers.services import Services
from tests.http.chatting import Person
from tests.http.citizens import Caller
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH
WORDS = "投诉：昨天下午三点在二号窗口等了两小时，没有人办"


@pytest.fixture
async def wang(desk: Services) -> Person:
    """Somebody with an account."""
    person = Person(desk, f"o{secrets.token_hex(13)}")
    async with desk.uow() as uow:
        await uow.citizens.register([Login("wechat", person.openid)], fresh="c-wang", now=desk.clock.now())
        await uow.commit()
    return person


@pytest.mark.parametrize(
    "text",
    [
        "我的投诉办得怎么样了",
        "我的投诉",
        "我上次的投诉有结果了吗？",
        "投诉进度",
        "我昨天提的建议有回复了吗",
        "我反映的问题解决了没有",
        "查一下我的投诉处理到哪一步了",
        "上次的投诉处理好了没有",
        "建议有回复了吗",
        "我的建议",
        "投诉怎么样了",
        "我投诉的事怎么样了",
        "我昨天的投诉，处理得怎么样了？",
        "上个月的投诉到哪一步了",
        "我的投诉有人管吗",
        "我的投诉什么时候回复",
        "我的投诉怎么还没回复",
        "我举报的处理了吗",
        "帮我查一下我的投诉",
    ],
)
def test_what_asks_about_ones_own(text: str, stores: str):
    assert asks_about(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "怎么投诉",
        "我要投诉",
        "投诉电话多少",
        "劳动投诉怎么办理",
        "欠薪投诉要什么材料",
        "有什么建议",
        "投诉物业找谁",
        "投诉办理",
        "意见反馈",
        "建议有什么",
        "投诉处理",
        "投诉怎么处理",
        "举报怎么办理",
        "投诉多久有结果",
        "我要提建议",
        "我投诉",
        "我有个意见",
        "我投诉到哪",
        "我建议处理",
        "我建议办了这件事",
        "我投诉如何",
        "我的投诉电话",
        "我的举报有奖励吗",
        "我的意见怎么提",
        "我的意见书",
        "投诉" + "了" * 5000,
        "建议：身份证丢了怎么补办？",
        "投诉：应该找谁",
        "投诉，窗口太慢",
    ],
)
def test_what_does_not(text: str, stores: str):
    assert not asks_about(text)
    assert said(text) is None


async def test_sent_once_seen_and_answered(desk: Services, wang: Person):
    assert "还没有投诉" in await wang.say("我的投诉怎么样了")
    sent = await wang.say(WORDS)
    assert "已登记您的投诉" in sent
    number = re.search(r"编号 ([0-9a-f]{16})", sent)[1]
    again = Incoming("wechat", wang.openid, text=WORDS, message_key=f"{wang.openid}-2")
    assert number in (await desk.engine.respond(again)).text
    shown = await wang.say("我的投诉办得怎么样了")
    assert shown.count("编号") == 1
    assert "昨天下午三点在二号窗口等了两小时" in shown
    assert "由区中心办理，最迟" in shown
    stranger = Person(desk, f"o{secrets.token_hex(13)}")
    assert "认不出您" in await stranger.say("我的投诉办得怎么样了")
    assert "认不出您" in await stranger.say(WORDS)
    async with desk.uow(read_only=True) as uow:
        assert [each.id for each in await uow.matters.of_citizen("c-wang", limit=9, before=None)] == [number]


async def test_too_little_too_much_and_nameless(wang: Person):
    assert "说完整" in await wang.say("投诉：太慢")
    assert "压缩" in await wang.say("建议：" + "多开窗口。" * 200)
    assert "小程序" in await wang.say("匿名投诉：二号窗口的人态度很差，骂人")
    assert "还没有投诉" in await wang.say("我的诉求")


async def test_how_to_complain_is_told(wang: Person):
    told = await wang.say("我要投诉窗口工作人员")
    assert "回复“投诉：”" in told
    assert "12345" in told


def test_words_that_follow(stores: str):
    assert not asks_to_follow("告诉我下一步办什么")
    assert all(map(asks_to_follow, ("提醒下一步", "办完告诉我下一步办什么", "帮我订阅下一步的材料")))
    assert not any(map(asks_to_follow, ("下一步", "下一步怎么办", "提醒我带什么", "办完下一步是什么")))


async def test_the_next_step_is_followed(desk: Services, wang: Person):
    assert "办好一步" in await wang.say("提醒下一步")
    assert "办好一步" in await wang.say("办好了提醒我下一步")
    held = (await desk.interests.subscribed("c-wang")).interests
    assert [each.kind for each in held] == [InterestKind.NEXT]
    assert "认不出您" in await Person(desk, f"o{secrets.token_hex(13)}").say("提醒下一步")
    assert "已退订全部 1 项" in await wang.say("退订")


async def test_who_signed_in_to_the_mini_program_is_known(desk: Services, anyone: Caller):
    caller = await anyone.signed_in("王小云")

    async def ask(who: Caller, text: str) -> str:
        return str((await who.post("/ask", {"text": text})).body["text"])

    assert "认不出您" in await ask(anyone, WORDS)
    sent = await asyncio.gather(*(ask(caller, text) for text in (WORDS, "你好", "身份证丢了怎么补", "谢谢")))
    number = re.search(r"编号 ([0-9a-f]{16})", sent[0])[1]
    assert [each["id"] for each in (await caller.get("/matters")).body["items"]] == [number]
    assert number in await ask(caller, "我的投诉办得怎么样了")
    assert "办好一步" in await ask(caller, "提醒下一步")
    assert [each["kind"] for each in (await caller.get("/subscriptions")).body["items"]] == ["next-steps"]
    assert "已退订全部 1 项" in await ask(caller, "退订")
    assert "认不出您" in await ask(anyone, "我的办件")
    assert "认不出您" not in await ask(caller, "我的办件")


def test_a_suggestion_in_other_words(stores: str):
    assert said("投訴：窗口慢得很，等了一天") == ("投訴", "窗口慢得很，等了一天", False)
    assert said("匿名 投诉：x") is None
    assert said("匿名投诉 : 骂人的那位在二号窗口") == ("投诉", "骂人的那位在二号窗口", True)
    assert said("意见：中午也开一个窗口") == ("意见", "中午也开一个窗口", False)
    assert said("投诉：你们怎么这么慢") is not None


async def test_an_emergency_is_no_complaint(desk: Services, wang: Person):
    assert "119" in await wang.say("举报：楼下着火了快来人")
    assert "还没有投诉" in await wang.say("我的投诉")


async def test_a_complaint_in_mid_form_is_no_answer_of_the_form(desk: Services, wang: Person):
    await wang.say("身份证丢了怎么补")
    await wang.say("在线申请")
    assert "已登记您的投诉" in await wang.say(WORDS)
