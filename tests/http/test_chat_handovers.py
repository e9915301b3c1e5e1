"""转人工 by conversation: the story told and confirmed, the bot silent, files both ways, back to the bot, rated."""

import pytest

from affairs.staff.permissions import Actor
from bot.messages import Incoming, Kind, ReplyKind
from handlers.services import Services
from tests.http.advisors import advisor
from tests.http.chatting import Person


@pytest.fixture
async def lin(desk: Services) -> Actor:
    return await advisor(desk)


async def test_the_whole_talk(desk: Services, lin: Actor):
    wang = Person(desk, "o-wang-1")
    await wang.say("身份证丢了怎么补")
    said = await wang.say("转人工")
    assert "身份证" in said
    assert "1. 转给工作人员" in said
    assert "户口" in await wang.say("我的户口在外地，能办吗")
    queue = await desk.handovers.desk.queue(lin)
    assert not queue.waiting
    said = await wang.say("1")
    assert "已转给工作人员" in said or "不是上班时间" in said
    (waiting,) = (await desk.handovers.desk.queue(lin)).waiting
    assert "已补充" in await wang.say("急用")
    assert (await wang.say("真的很急")).strip() == ""
    await desk.handovers.desk.take(lin, waiting.id)
    assert (await wang.say("身份证丢了怎么补")).strip() == "", "the bot is silent"
    _, messages = await desk.handovers.desk.read(lin, waiting.id)
    assert [each.text for each in messages][-1] == "身份证丢了怎么补"
    await desk.handovers.desk.close(lin, waiting.id, "外地户口可以在这里补领")
    assert await wang.say("1") == "谢谢您的评价。"
    assert "1." not in await wang.say("谢谢")
    assert "身份证" in await wang.say("身份证丢了怎么补")


async def test_back_to_the_bot_and_a_repetition_says_nothing_twice(desk: Services, lin: Actor):
    wang = Person(desk, "o-wang-2")
    await wang.say("人工")
    await wang.say("想问公司注销要多久")
    await wang.say("好")
    (waiting,) = (await desk.handovers.desk.queue(lin)).waiting
    await desk.handovers.desk.take(lin, waiting.id)
    message = Incoming("wechat", "o-wang-2", text="在吗", message_key="m-1")
    await desk.engine.respond(message)
    await desk.engine.respond(message)
    _, messages = await desk.handovers.desk.read(lin, waiting.id)
    assert [each.text for each in messages].count("在吗") == 1
    await desk.handovers.desk.give_back(lin, waiting.id)
    assert "身份证" in await wang.say("身份证丢了怎么补")


async def test_neither_yes_nor_waiting_any_more(desk: Services, lin: Actor):
    wang = Person(desk, "o-wang-3")
    await wang.say("转人工")
    assert "先不转" in await wang.say("不用了")
    assert "身份证" in await wang.say("身份证丢了怎么补")
    await wang.say("转人工")
    await wang.say("1")
    assert "已取消" in await wang.say("不等了")
    assert not (await desk.handovers.desk.queue(lin)).waiting
    assert (await wang._send(Incoming("wechat", "o-wang-3", Kind.VOICE, message_key="v"))).strip()


async def test_offered_after_two_misses_and_on_displeasure(desk: Services, lin: Actor):
    wang = Person(desk, "o-wang-4")
    await wang.say("呱呱呱叽里咕噜")
    assert "转人工" in await wang.say("嘎嘎嘎噜噜啦啦")
    await wang.say("转人工")
    await wang.say("说不清楚")
    await wang.say("1")
    (waiting,) = (await desk.handovers.desk.queue(lin)).waiting
    assert waiting.reason == "missed"


async def test_a_menu_key_does_not_go_to_the_advisor(desk: Services, lin: Actor):
    wang = Person(desk, "o-wang-5")
    await wang.say("转人工")
    await wang.say("问一下")
    await wang.say("1")
    reply = await wang.send(Incoming("wechat", "o-wang-5", Kind.MENU, event_key="help", message_key="k"))
    assert reply.kind is not ReplyKind.SILENT
    assert (await wang.say("还在吗")).strip() in {"", "已补充进去，工作人员会看到。"}


async def test_a_hand_over_outlives_the_memory_of_the_conversation(desk: Services, lin: Actor):
    wang = Person(desk, "o-wang-6")
    await wang.say("转人工")
    await wang.say("问一下")
    await wang.say("1")
    (waiting,) = (await desk.handovers.desk.queue(lin)).waiting
    await desk.engine._conversations.forget("wechat", "o-wang-6")
    desk.handovers.chat.open_accounts = {"o-wang-6": waiting.id}
    assert (await wang.say("还是我")).strip() == ""
    await desk.handovers.desk.take(lin, waiting.id)
    _, messages = await desk.handovers.desk.read(lin, waiting.id)
    assert messages[0].text == "还是我"
