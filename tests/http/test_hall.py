"""The day in the hall over HTTP: from the phone, at the kiosk, at the window, on the screen."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from aiohttp import WSCloseCode, WSMsgType, WSServerHandshakeError

from affairs.appointments.desk import AppointmentDesk
from affairs.appointments.editing import add_change
from affairs.appointments.notation import read_supply
from affairs.appointments.supply import Change
from affairs.clock import CHINA
from affairs.hall.desk import Hall, HallRulesOf
from affairs.staff.permissions import OPERATOR, Role
from handlers.display.kiosk import kiosk_path
from handlers.services import Services
from tests.clocks import HandClock
from tests.http.citizens import Caller, calling
from tests.http.conftest import OVER_BOTH
from tests.http.staff import browsing, hired, quick
from tests.http.test_appointments import ITEM

pytestmark = OVER_BOTH

HALL = """
rules: {lead_minutes: 0, return_after: [0, 0]}
venues: [{code: hall, name: 大厅, address: 和平路1号, region: '530199', hours: '每天 9:00-12:00'}]
services: {id: {'115301990100-4-09-0103': 30, '115301990100-4-09-0104': 30}}
windows:
  - {code: w1, venue: hall, name: 户政1号, minutes: 30, places: {public: 4}, serves: [id]}
  - {code: w2, venue: hall, name: 户政2号, minutes: 30, places: {public: 4}, serves: [id]}
"""
DESK = "/console/hall"


@pytest.fixture
async def hall(desk: Services) -> tuple[Services, HandClock]:
    """The services by a clock of ours: tomorrow at half past eight."""
    tomorrow = datetime.now(CHINA).date() + timedelta(days=1)
    clock = HandClock(datetime(tomorrow.year, tomorrow.month, tomorrow.day, 8, 30, tzinfo=CHINA))
    booking = AppointmentDesk.over(desk.uow, desk.calendar, clock, verifies=False)
    await booking.supplying.replace(read_supply(HALL), source="test")
    await booking.timetables.refresh()
    hall = Hall.over(desk.uow, booking.timetables, clock, HallRulesOf())
    return replace(quick(desk), appointments=booking, hall=hall, clock=clock), clock


async def booked(caller: Caller, clock: HandClock, number: int = 0) -> str:
    day = clock.now().date()
    slots = (await caller.get(f"/appointments/slots?item={ITEM}&date={day}")).body
    made = await caller.post("/appointments", {"slot_id": slots[number]["id"], "item_code": ITEM, "for": "self"})
    assert made.status == 201, made.body
    return f"/appointments/{made.body['id']}"


async def event(stream) -> dict:
    while True:
        line = (await asyncio.wait_for(stream.content.readline(), 10)).decode()
        if line.startswith("data: "):
            return json.loads(line.removeprefix("data: "))


async def test_from_the_phone_to_the_window(hall: tuple[Services, HandClock]):
    services, clock = hall
    async with calling(services) as anyone, browsing(services) as browser:
        wang, other = await anyone.signed_in("王小云"), await anyone.signed_in("李小雨")
        mine = await booked(wang, clock)
        assert (await wang.get(f"{mine}/queue")).code == "no-such-ticket"
        assert (await other.post(f"{mine}/check-in")).status == 404
        clock.advance(-3600)
        assert (await wang.post(f"{mine}/check-in")).code == "check-in-closed"
        clock.advance(3600)
        given = await wang.post(f"{mine}/check-in")
        assert (given.status, given.body["number"], given.body["ahead"], given.body["minutes"]) == (
            200,
            "Y001",
            0,
            None,
        )
        assert (await other.get(f"{mine}/queue")).status == 404
        stream = await browser.client.get("/display/hall/events")
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert (await event(stream))["next"] == ["Y001"]
        await hired(services, "clerk", Role.CLERK)
        await browser.log_in("clerk")
        assert (await browser.post(f"{DESK}/next", DESK)).status == 409
        assert (await browser.post(f"{DESK}/window", DESK, window="w1")).status == 303
        assert (await wang.get(f"{mine}/queue")).body["minutes"] == 0
        assert (await browser.post(f"{DESK}/next", DESK)).status == 303
        assert (await browser.post(f"{DESK}/next", DESK)).status == 409, "one at a time"
        board = await event(stream)
        assert board["calls"] == [{"label": "Y001", "window": "户政1号", "times": 1}]
        assert "王小云" not in json.dumps(board, ensure_ascii=False)
        called = (await wang.get(f"{mine}/queue")).body
        assert (called["state"], called["window"]) == ("called", "户政1号")
        page = await browser.get(DESK)
        assert page.says("Y001")
        assert not page.says("王小云")
        waits = "banshitong_hall_wait_seconds_count"
        assert services.metrics.registry.get_sample_value(waits, {"venue": "hall"}) == 1
        ticket = page.text.split("/console/hall/tickets/")[1].split('"')[0]
        assert (await browser.post(f"{DESK}/tickets/{ticket}", DESK, act="nonsense")).status == 422
        assert (await browser.post(f"{DESK}/tickets/{ticket}", DESK, act="finish")).status == 303
        assert (await browser.post(f"{DESK}/tickets/{ticket}", DESK, act="finish")).status == 409
        stream.close()


async def test_the_window_is_told_what_happens(hall: tuple[Services, HandClock]):
    services, _clock = hall
    async with browsing(services) as browser, browsing(services) as kiosk:
        await hired(services, "clerk", Role.CLERK)
        await browser.log_in("clerk")
        own = {"Origin": str(browser.client.make_url("/")).rstrip("/")}
        assert (await browser.get(f"{DESK}/live")).says("窗口叫号")
        for origin in ({}, {"Origin": "https://evil.example"}):
            with pytest.raises(WSServerHandshakeError) as refused:
                await browser.client.ws_connect(f"{DESK}/live", headers=origin)
            assert refused.value.status == 403
        await browser.post(f"{DESK}/window", DESK, window="w1")
        async with browser.client.ws_connect(f"{DESK}/live", headers=own) as socket:
            first = await socket.receive_json(timeout=10)
            assert "没有人等候" in first["html"]
            await kiosk.get(kiosk_path(services, "hall"))
            await kiosk.send("/kiosk/hall", {"item": ITEM})
            frame = await socket.receive_json(timeout=10)
            assert "A001" in frame["html"]
            assert frame["here"] == ""
            await browser.post(f"{DESK}/next", DESK)
            frame = await socket.receive_json(timeout=10)
            page = (await browser.get(DESK)).text
            assert f'data-here="{frame["here"]}"' in page
            assert "没有人等候" in frame["html"]
            await browser.post(f"{DESK}/tickets/{frame['here'].rpartition('-')[0]}", DESK, act="finish")
            await browser.post(f"{DESK}/window", DESK, window="")
            while (message := await socket.receive(timeout=10)).type is WSMsgType.TEXT:
                pass
            assert message.data == WSCloseCode.POLICY_VIOLATION


async def test_a_hall_that_is_shut_today_says_so(hall: tuple[Services, HandClock]):
    services, clock = hall
    closing = Change("hall", "", clock.now().date(), clock.now().date(), reason="停电")
    edit = add_change("closings", closing)
    await services.appointments.supplying.revise(OPERATOR, edit, whatever=True)
    await services.appointments.timetables.refresh()
    async with browsing(services) as kiosk:
        await kiosk.get(kiosk_path(services, "hall"))
        told = await kiosk.send("/kiosk/hall", {"item": ITEM})
    assert told.status == 409
    assert told.says("今天不办公")


async def test_two_clerks_pressing_at_once_never_get_the_same(hall: tuple[Services, HandClock]):
    services, _clock = hall
    kiosk = kiosk_path(services, "hall")
    async with browsing(services) as one, browsing(services) as two:
        await one.get(kiosk)
        for _ in range(6):
            assert (await one.send("/kiosk/hall", {"item": ITEM})).status == 200
        for browser, name, code in ((one, "a", "w1"), (two, "b", "w2")):
            await hired(services, name, Role.CLERK)
            await browser.log_in(name)
            await browser.post(f"{DESK}/window", DESK, window=code)
        for _round in range(3):
            tokens = [(await each.get(DESK)).csrf for each in (one, two)]
            presses = [
                each.send(f"{DESK}/next", {"csrf": token})
                for each, token in zip((one, two), tokens, strict=True)
                for _ in range(2)
            ]
            assert sorted(each.status for each in await asyncio.gather(*presses)) == [303, 303, 409, 409]
            pages = [await each.get(DESK) for each in (one, two)]
            tickets = [each.text.split("/console/hall/tickets/")[1].split('"')[0] for each in pages]
            assert len(set(tickets)) == 2
            for browser, ticket in zip((one, two), tickets, strict=True):
                assert (await browser.post(f"{DESK}/tickets/{ticket}", DESK, act="finish")).status == 303


async def test_the_kiosk_needs_its_key_and_shows_no_name(hall: tuple[Services, HandClock]):
    services, clock = hall
    kiosk = kiosk_path(services, "hall")
    async with calling(services) as anyone, browsing(services) as browser:
        wang = await anyone.signed_in("王小云")
        number = (await booked(wang, clock)).rpartition("/")[2]
        phone = (await wang.get("/me")).body
        assert (await browser.get("/kiosk/hall/wrong")).status == 404
        assert (await browser.get(kiosk.replace("hall", "other"))).status == 404
        assert (await browser.get("/kiosk/hall")).status == 404, "this machine does not know the key"
        assert (await browser.send("/kiosk/hall", {"item": ITEM})).status == 404
        kept = await browser.client.get(kiosk, allow_redirects=False)
        assert (kept.status, kept.headers["Location"]) == (303, "/kiosk/hall")
        assert "HttpOnly; Max-Age=31536000; Path=/kiosk/hall; SameSite=Strict" in kept.headers["Set-Cookie"]
        assert (await browser.get("/kiosk/hall")).says("签到取号")
        assert (await browser.send("/kiosk/hall", {"code": "13700000000"})).status == 404
        done = await browser.send("/kiosk/hall", {"code": number})
        assert done.says("Y001")
        assert not done.says("王小云")
        assert phone


async def test_the_screen_and_the_figures(hall: tuple[Services, HandClock]):
    services, _clock = hall
    async with browsing(services) as browser:
        screen = await browser.get("/display/hall")
        assert screen.says("正在叫号")
        assert "unsafe-inline" not in screen.response.headers["Content-Security-Policy"]
        assert (await browser.get("/display/none")).status == 404
        assert (await browser.get("/display/none/events")).status == 404
        await hired(services, "head", Role.HEAD)
        await browser.log_in("head")
        await browser.get(kiosk_path(services, "hall"))
        await browser.send("/kiosk/hall", {"item": ITEM})
        figures = await browser.get("/console/hall-figures")
        assert figures.says("现场号")
        assert figures.says("100%")
        assert kiosk_path(services, "hall") in figures.text
        assert (await browser.get("/console/hall-figures?first=2026-01-01&last=2027-01-01")).says("最多统计")
