"""Supervision at the desk: cards by role and stand-in, bad ratings, call-backs, dead deliveries, reports."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from affairs.applications.submission import SUBMIT
from affairs.approval.system import Receipt
from affairs.approval.updates import UpdateKind
from affairs.clock import SystemClock, china_day
from affairs.staff.model import Profile
from affairs.staff.permissions import OPERATOR, Role
from affairs.supervision.call_backs import CallBacks
from handlers.services import Health, Services, State
from tests.clocks import HandClock
from tests.http.citizens import Caller
from tests.http.staff import WORD, Browser, browsing, hired, quick
from tests.http.test_cases import handed_in, told

THERE = "/console/supervision"


@pytest.fixture
async def late(anyone: Caller, desk: Services) -> tuple[Services, str]:
    """A desk with one case whose authority said nothing for a month."""
    number = await handed_in(await anyone.signed_in("王小云"))
    await desk.cases.received([Receipt("rest", number, "R-1")])
    desk.supervision._clock = HandClock(SystemClock().now() + timedelta(days=30))
    assert await desk.supervision.sweep() == 2
    return quick(desk), number


async def department_of(services: Services, number: str) -> str:
    async with services.uow(read_only=True) as uow:
        return (await uow.cases.get(number)).department


async def shown_to(browser: Browser, login: str) -> str:
    await browser.log_in(login)
    return (await browser.get("/console/cards")).text


async def test_cards_reach_handler_head_and_leader_by_level_department_and_stand_in(late: tuple[Services, str]):
    services, number = late
    own = await services.staff.departments.add(OPERATOR, await department_of(services, number))
    other = await services.staff.departments.add(OPERATOR, "别的局")
    people = {"own": (own.id, Role.CLERK), "boss": (own.id, Role.HEAD), "other": (other.id, Role.CLERK)}
    for login, (department, role) in people.items():
        profile = Profile(login, frozenset({role}), department)
        people[login] = await services.staff.accounts.add(OPERATOR, login, profile, WORD)
    await hired(services, "jian", Role.SUPERVISOR)
    await hired(services, "bian", Role.EDITOR)
    seen = {}
    for login in (*people, "jian", "bian"):
        async with browsing(services) as browser:
            page = await shown_to(browser, login)
            seen[login] = [name for name in ("黄牌", "红牌") if name in page and number in page]
    assert seen == {"own": ["黄牌", "红牌"], "boss": ["黄牌", "红牌"], "other": [], "jian": ["红牌"], "bian": []}
    until = SystemClock().now() + timedelta(days=2)
    await services.staff.absences.away(OPERATOR, people["own"].id, people["other"].id, until)
    async with browsing(services) as browser:
        assert number in await shown_to(browser, "other")
        assert (await browser.get("/console/")).says("办件时限提醒")


async def test_a_bad_rating_is_set_right_once(late: tuple[Services, str], anyone: Caller):
    services, number = late
    wang = await anyone.signed_in("王小云")
    await services.cases.record_update(told(number, UpdateKind.ACCEPTED, 1))
    rated = await wang.post("/ratings", {"case_no": number, "stars": 5, "comment": "等了<b>一个月"})
    assert rated.status == 201, rated.body
    board = (await anyone.get("/board")).body
    assert (board["today"]["rated"], board["today"]["pleased"]) == (1, 0)
    await hired(services, "jian", Role.SUPERVISOR)
    async with browsing(services) as browser:
        await browser.log_in("jian")
        page = await browser.get(THERE)
        assert page.says("等了<b>一个月")
        assert page.says("整改期限")
        form = page.text.split(f"{THERE}/ratings/")[1].split('"')[0]
        assert (await browser.post(f"{THERE}/ratings/{form}", THERE, outcome=" ")).status == 422
        done = await browser.post(f"{THERE}/ratings/{form}", THERE, outcome="已致电道歉")
        assert (done.status, done.location) == (303, f"{THERE}?done=rectified")
        assert (await browser.get(THERE)).says("没有待整改的差评")
        assert (await browser.post(f"{THERE}/ratings/999", THERE, outcome="x")).status == 404


async def test_what_could_not_be_delivered_says_why_and_is_tried_again(late: tuple[Services, str]):
    services, number = late
    now = SystemClock().now()
    async with services.uow() as uow:
        claimed = await uow.outbox.claim([SUBMIT], worker="w", now=now, lease=60, limit=5)
        (message,) = [each for each in claimed if each.payload["application_no"] == number]
        await uow.outbox.dead(message.id, worker="w", now=now, error="事项不在目录库之中")
        await uow.commit()

    async def poorly() -> Health:
        return Health(State.DEGRADED, "connection refused")

    await hired(services, "jian", Role.SUPERVISOR)
    async with browsing(replace(services, checks={"approval:demo": poorly})) as browser:
        await browser.log_in("jian")
        page = await browser.get(THERE)
        assert page.says("事项不在目录库之中")
        assert page.says("connection refused")
        assert (await browser.post(f"{THERE}/deliveries/{message.id}", THERE)).status == 303
        assert (await browser.post(f"{THERE}/deliveries/{message.id}", THERE)).status == 404
    async with services.uow(read_only=True) as uow:
        assert await uow.outbox.buried([SUBMIT], 5) == []
        assert (await uow.outbox.counts())["pending"] >= 1


async def test_reports_are_downloaded_and_call_backs_recorded(late: tuple[Services, str]):
    services, number = late
    await services.cases.record_update(told(number, UpdateKind.ACCEPTED, 1))
    await services.cases.record_update(told(number, UpdateKind.CLOSED, 2))
    today = china_day(SystemClock().now())
    await hired(services, "jian", Role.SUPERVISOR)
    await hired(services, "chuang", Role.CLERK)
    async with browsing(services) as browser:
        await browser.log_in("jian")
        sheet = await browser.client.get(f"{THERE}/report?period=monthly&on={today}")
        assert sheet.headers["Content-Disposition"].endswith('.xlsx"')
        assert load_workbook(io.BytesIO(await sheet.read())).sheetnames == ["按部门", "按事项"]
        sample = f"/console/call-backs?month={today:%Y-%m}"
        assert (await browser.get(sample)).says("还没有抽样")
        for month, each in ((f"{today:%Y-%m}", 0), ("2999-01", 5), ("1", 5), (f"{today:%Y-%m}", 101)):
            refused = await browser.post("/console/call-backs", sample, month=month, each=str(each))
            assert refused.status in {409, 422}, refused.text
        drawn = await browser.post("/console/call-backs", sample, month=f"{today:%Y-%m}", each="3")
        assert drawn.location == sample
        assert await CallBacks(services.uow, services.clock).draw(today, 9) != []
        assert (await browser.get("/console/call-backs")).says("待回访")
        here = f"/console/call-backs/{today:%Y-%m}/{number}"
        assert "电话：" in (await browser.get(here)).text
        assert (await browser.post(here, here, q0="是", q3="多设窗口")).status == 303
        assert (await browser.get("/console/call-backs")).says("已回访")
        assert "多设窗口" in (await browser.get(here)).text
        assert (await browser.get("/console/call-backs/2020-01/nobody")).status == 404
    async with browsing(services) as browser:
        await browser.log_in("chuang")
        assert (await browser.get(THERE)).status == 403
        assert (await browser.get(here)).status == 403
