"""Booking by conversation: scripted dialogues over the real engine, use cases and database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from affairs.appointments.appointment import State
from affairs.appointments.booking import Wish
from affairs.appointments.notation import read_supply
from affairs.appointments.slot import SlotName
from affairs.clock import CHINA
from affairs.people.citizens import Citizen, Login
from affairs.people.principals import Relation
from handlers.services import Services
from integrations.sandbox.wechat.citizens import id_number_of
from tests.http.chatting import Person
from tests.http.citizens import Caller

CARD, RESIDENCE, WINDOWLESS = "115301990100-4-09-0103", "115301990100-4-09-0107", "115301990100-4-36-0001"
WHO = f"王小云 {id_number_of('王小云')}"
SUPPLY = """
rules: {lead_minutes: 0, cancel_before_minutes: 0, return_after: [0, 0]}
venues:
  - {code: jinhu, name: 锦湖大厅, address: 湖滨路18号, region: '530199001', hours: '每天 9:00-12:00，13:00-17:00'}
  - {code: nanshan, name: 南山大厅, address: 南山路1号, region: '530199003', hours: '每天 9:00-12:00'}
services: {id: {'115301990100-4-09-0103': 30, '115301990100-4-09-0107': 30}}
windows:
  - {code: j, venue: jinhu, name: 1号窗口, minutes: 30, places: 1, serves: [id]}
  - {code: n, venue: nanshan, name: 2号窗口, minutes: 30, places: 1, serves: [id]}
"""


@pytest.fixture(autouse=True)
async def supplied(desk: Services) -> None:
    await desk.appointments.supplying.replace(read_supply(SUPPLY), source="test")
    await desk.appointments.timetables.refresh()


@pytest.fixture
async def wang(desk: Services) -> Person:
    """A follower whose name and ID number are known."""
    person = Person(desk, "o" + "w" * 27)
    await person.say("预约居民身份证丢失补领")
    assert "要实名" in person.said[-1]
    assert "没看出" in await person.say("王小云")
    assert "锦湖大厅" in await person.say(WHO)
    await person.say("不约了")
    return person


def day_in(days: int) -> date:
    return datetime.now(CHINA).date() + timedelta(days=days)


async def citizen_of(person: Person) -> Citizen:
    async with person.services.uow(read_only=True) as uow:
        found = await uow.citizens.of_login(Login("wechat", person.openid))
    assert found
    return found


async def mine(person: Person):
    return await person.services.appointments.seeing.listed((await citizen_of(person)).id, limit=10)


async def test_from_a_question_to_a_place(wang: Person):
    told = await wang.say("明天下午能办身份证丢失补领吗")
    tomorrow = day_in(1)
    assert f"1. {tomorrow.month}月{tomorrow.day}日" in told
    assert "13:00 锦湖大厅" in told
    assert "南山大厅" not in told
    held = await wang.say("1")
    assert "10 分钟内确认有效" in held
    assert "居民户口簿" in held
    assert (await mine(wang))[0].state is State.HELD
    done = await wang.say("确认")
    assert "预约成功" in done
    (made,) = await mine(wang)
    assert (made.state, made.day, made.start) == (State.CONFIRMED, tomorrow, 13 * 60)
    assert made.id in done


async def test_an_hour_said_instead_of_a_number_and_another_day(wang: Person):
    await wang.say("后天能办身份证丢失补领吗")
    told = await wang.say("下午三点半")
    assert "15:30 锦湖大厅" in told
    assert "1." in told
    assert "2." not in told
    await wang.say("1")
    assert "换" in wang.said[-1]
    assert "有号" in await wang.say("换到明天上午")
    await wang.say("1")
    assert "10 分钟" in wang.said[-1] or "9 分钟" in wang.said[-1]
    await wang.say("好的")
    (made,) = await mine(wang)
    assert (made.state, made.day) == (State.CONFIRMED, day_in(1))


async def test_the_soonest_and_the_guide_in_focus(wang: Person):
    await wang.say("居民身份证丢失补领要带什么")
    told = await wang.say("最早什么时候能办")
    assert "最早能约到的时间" in told


async def test_what_is_ambiguous_is_asked_back_and_the_past_refused(wang: Person):
    await wang.say("预约居民身份证丢失补领")
    today = "一二三四五六日"[datetime.now(CHINA).weekday()]
    asked = await wang.say(f"周{today}")
    assert "哪一个" in asked
    assert f"2. {day_in(7).month}月{day_in(7).day}日" in asked
    told = await wang.say("2")
    assert f"1. {day_in(7).month}月{day_in(7).day}日" in told
    assert "已经过去" in await wang.say("昨天")
    assert "具体哪天" in await wang.say("每周三")
    assert "还没开始放号" in await wang.say("两个月后")
    assert "不放号或不办公" in await wang.say("明天晚上")


async def test_a_district_and_a_venue(wang: Person):
    assert "锦湖" not in (await wang.say("明天上午去南山办身份证丢失补领，能约吗")).replace("锦湖片区", "")
    await wang.say("不约了")
    told = await wang.say("预约明天上午在锦湖大厅办身份证丢失补领")
    assert "09:00（余1）" in told


async def test_several_items_in_one_visit(wang: Person):
    told = await wang.say("预约明天上午办居民身份证丢失补领和居住证申领")
    assert "居民身份证丢失补领、居住证申领" in told
    assert "09:00-10:00" in await wang.say("1")
    await wang.say("不约了")
    await wang.say("预约明天上午办居民身份证丢失补领")
    await wang.say("1")
    assert "一起办：居民身份证丢失补领、居住证申领" in await wang.say("还要办居住证申领")
    await wang.say("1")
    await wang.say("确认")
    confirmed = [each for each in await mine(wang) if each.state is State.CONFIRMED]
    assert [each.items for each in confirmed] == [(CARD, RESIDENCE)]


async def test_mine_are_moved_and_cancelled(wang: Person):
    assert "没有还没办的预约" in await wang.say("我的预约")
    for line in ("明天上午能办身份证丢失补领吗", "1", "确认"):
        await wang.say(line)
    (made,) = await mine(wang)
    assert made.id in await wang.say("我的预约")
    assert "有号" in await wang.say("推迟一天")
    assert "改好了" in await wang.say("1")
    (moved,) = await mine(wang)
    assert (moved.day, moved.start) == (made.day + timedelta(1), made.start)
    assert "要取消" in await wang.say("取消预约")
    assert "没有动" in await wang.say("不取消")
    assert "已经约过" in await _again(wang)
    await wang.say("取消预约")
    assert "已取消" in await wang.say("1")
    assert [each.state for each in await mine(wang)] == [State.CANCELLED]


async def _again(person: Person) -> str:
    await person.say("后天下午能办身份证丢失补领吗")
    return await person.say("1")


async def test_full_names_the_nearest_and_the_waiting_list(wang: Person, desk: Services):
    tomorrow = day_in(1)
    taken = [SlotName(venue, tomorrow, start) for venue in ("jinhu", "nanshan") for start in range(540, 720, 30)]
    for number, name in enumerate(taken):
        fresh = Citizen(f"{number:032}", desk.clock.now())
        async with desk.uow() as uow:
            made = await uow.citizens.register([Login("miniapp", f"x{number}")], fresh=fresh.id, now=desk.clock.now())
            full = replace(made, name="某人", id_number=f"1101011990{number:08}", verified_at=desk.clock.now())
            await uow.citizens.save(full)
            await uow.commit()
        await desk.appointments.booking.book(full, Wish(name, (CARD,)))
    told = await wang.say("明天上午能办身份证丢失补领吗")
    assert "没有号了" in told
    assert "13:00" in told
    number = next(line.split(".")[0] for line in told.splitlines() if "排候补" in line)
    assert "排上候补了" in await wang.say(number)
    (entry,) = await desk.appointments.queueing.listed(await citizen_of(wang))
    assert (entry.item, entry.first, entry.last) == (CARD, tomorrow, tomorrow), "the days that were spoken of"


async def test_between_two_steps_something_else_may_be_asked(wang: Person):
    await wang.say("明天上午能办身份证丢失补领吗")
    assert "要带的材料" in await wang.say("要带什么材料")
    assert "10 分钟" in await wang.say("1")
    await wang.say("不约了")


async def test_what_cannot_be_booked_is_answered_as_it_would_be(wang: Person, desk: Services):
    name = desk.snapshot().catalogue.items_by_code[WINDOWLESS].name
    told = await wang.say(f"预约{name}")
    assert "不用预约" in told


async def test_a_message_that_comes_twice_holds_once(wang: Person):
    await wang.say("明天上午能办身份证丢失补领吗")
    wang.sent += 1
    first = await wang.say("1")
    wang.sent -= 1
    assert await wang.say("1") == first
    assert len(await mine(wang)) == 1


async def test_the_confirmation_leads_to_a_page_with_code_and_calendar(wang: Person, anyone: Caller):
    await wang.say("明天下午能办身份证丢失补领吗")
    held = await wang.reply("1")
    assert not held.links, "nothing to take along yet"
    (link,) = (await wang.reply("确认")).links
    (made,) = await mine(wang)
    assert link.title == "取号二维码、加到日历"
    page = await anyone.client.get(link.path)
    text = await page.text()
    assert page.status == 200
    assert all(words in text for words in ("预约成功", "居民身份证丢失补领", "锦湖大厅", made.id, "居民户口簿"))
    assert "王小云" not in text
    assert page.headers["Cache-Control"] == "no-store"
    code = await anyone.client.get(f"{link.path}/ticket.png")
    assert (await code.read()).startswith(b"\x89PNG")
    entry = await (await anyone.client.get(f"{link.path}/calendar.ics")).text()
    assert f"DTSTART:{made.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in entry
    for path in (f"/places/{made.id}", f"{link.path}x", "/places/%00", "/places/a.b.c"):
        assert (await anyone.client.get(path)).status == 404
        assert (await anyone.client.get(f"{path}/ticket.png")).status == 404
    (again,) = (await wang.reply("我的预约")).links
    assert again.path == link.path
    await wang.say("取消预约")
    await wang.say("1")
    gone = await (await anyone.client.get(link.path)).text()
    assert "已取消" in gone
    assert "ticket.png" not in gone


async def test_what_the_conversation_says_is_not_sent_as_well(wang: Person):
    async def waiting() -> list[str]:
        async with wang.services.uow(read_only=True) as uow:
            citizen = (await citizen_of(wang)).id
            notices = await uow.notices.of_citizen(citizen, limit=9)
            pending = (await uow.outbox.counts())["pending"]
            assert await uow.notices.unread(citizen) == 0
        return [each.title for each in notices] + ["pending"] * pending

    before = (await waiting()).count("pending")
    await wang.say("明天下午能办身份证丢失补领吗")
    await wang.say("1")
    await wang.say("确认")
    await wang.say("我的预约")
    await wang.say("换到后天上午")
    await wang.say("1")
    assert sorted(await waiting()) == ["pending"] * before + ["改期成功", "预约成功"]


async def test_a_time_alone_after_a_guide_is_when_to_come(wang: Person):
    await wang.say("居民身份证丢失补领要带什么")
    told = await wang.say("后天上午")
    assert f"1. {day_in(2).month}月{day_in(2).day}日" in told
    assert "09:00" in told
    await wang.say("不约了")
    await wang.say("居民身份证丢失补领要带什么")
    hours = await wang.say("明天上班吗")
    assert "1. " not in hours or "有号" not in hours
    await wang.say("居民身份证丢失补领要带什么")
    assert "13:00" in await wang.say("明天下午一点")


async def test_somebody_else_is_booked_for_where_one_may_act_for_them(wang: Person):
    told = await wang.say("明天下午给我妈约身份证丢失补领")
    assert "还没有登记您可以代办的“妈”" in told
    assert "1. " in told
    assert "13:00" in await wang.say("1"), "for oneself after all"
    await wang.say("不约了")
    citizen = (await citizen_of(wang)).id
    mother = await wang.services.relatives.add(citizen, Relation.PARENT, "李小雨", id_number_of("李小雨"))
    told = await wang.say("明天下午给我妈约身份证丢失补领")
    assert "13:00" in told
    await wang.say("1")
    assert "预约成功" in await wang.say("确认")
    (made,) = await mine(wang)
    assert made.whom == mother.id
    assert "给谁预约" in await wang.say("后天上午预约居民身份证丢失补领"), "nobody was named"
    assert "企业授权您" in await wang.say("帮公司预约居民身份证丢失补领")
