"""The day in the hall by conversation: booked, the hall's code scanned, how many are ahead, called, finished."""

from dataclasses import replace

import pytest

from affairs.staff.permissions import Role
from bot.applying.desk import ChatDesk
from bot.booking.desk import BookingDesk
from bot.engine import Engine
from bot.messages import Incoming, Kind
from handlers.services import Services
from integrations.memory import MemoryConversations
from integrations.sandbox.wechat.citizens import id_number_of
from tests.clocks import HandClock
from tests.dialogue import Notebook
from tests.http.chatting import Person
from tests.http.staff import browsing, hired
from tests.http.test_hall import DESK, hall  # noqa: F401 - a fixture

AT_NINE = "今天上午九点办身份证丢失补领"


@pytest.fixture
def chat(hall: tuple[Services, HandClock]) -> tuple[Services, HandClock]:  # noqa: F811
    """The services of the hall with a conversation over them."""
    services, clock = hall
    desk = ChatDesk(services.engine._desk._cases, booking=BookingDesk(services.appointments))  # type: ignore[union-attr]
    engine = Engine(
        services.snapshot,
        MemoryConversations(),
        recorder=Notebook(),
        preferences=services.engine._preferences,
        clock=clock,
        home_region="云江区",
        desk=desk,
        hall=services.hall,
    )
    return replace(services, engine=engine), clock


async def coming(services: Services, name: str, openid: str) -> Person:
    """A follower with a place at nine."""
    person = Person(services, openid)
    await person.say(f"预约{AT_NINE}")
    told = await person.say(f"{name} {id_number_of(name)}")
    assert "09:00" in told, told
    await person.say("1")
    assert "预约成功" in await person.say("确认")
    return person


async def test_checked_in_by_the_halls_code_and_told_how_many_are_ahead(chat: tuple[Services, HandClock]):
    services, clock = chat
    wang = await coming(services, "王小云", "o" + "w" * 27)
    li = await coming(services, "李四", "o" + "l" * 27)
    assert "还没有取号" in await wang.say("前面还有几个人")
    clock.advance(1200)
    first, second = await wang.scan("hall:hall"), await li.scan("hall:hall")
    assert "Y001" in first
    assert "Y002" in second
    assert "Y001" in await wang.scan("hall:hall"), "once is enough"
    assert "前面还有 1" in await li.say("前面还有几个人？")
    await hired(services, "clerk", Role.CLERK)
    async with browsing(services) as browser:
        await browser.log_in("clerk")
        await browser.post(f"{DESK}/window", DESK, window="w1")
        assert "分钟" in await li.say("还要等多久")
        assert (await browser.post(f"{DESK}/next", DESK)).status == 303
        assert "户政1号" in await wang.say("轮到我了吗")
        page = await browser.get(DESK)
        ticket = page.text.split("/console/hall/tickets/")[1].split('"')[0]
        await browser.post(f"{DESK}/tickets/{ticket}", DESK, act="finish")
        assert "Y001" not in await wang.say("前面还有几个人")


async def test_whoever_has_no_place_today_is_told_what_to_do(chat: tuple[Services, HandClock]):
    services, _clock = chat
    stranger = Person(services, "o" + "s" * 27)
    assert await stranger.scan("hall:hall")
    assert "Y001" not in stranger.said[-1]
    assert await stranger.scan("hall:nowhere")
    follower = Incoming("wechat", "o" + "n" * 27, Kind.SUBSCRIBE, message_key="n1", event_key="qrscene_hall:hall")
    assert (await services.engine.respond(follower)).text
