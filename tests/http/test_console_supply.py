"""Halls, windows, closings, rosters and rules changed at the desk; whom a change hits is shown, and told."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from html import unescape

import pytest

from affairs.appointments.notation import read_supply
from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.citizens import Caller
from tests.http.conftest import OVER_BOTH
from tests.http.staff import Browser, Page, browsing, hired, quick
from tests.http.test_appointments import ITEM, OTHER, SMALL

pytestmark = OVER_BOTH
HOSTILE = '"><script>alert(1)</script>'
HALL = {"name": "大厅", "address": "和平路1号", "hours": "每天 9:00-12:00"}
WINDOW = {"venue": "hall", "name": "户政1号", "minutes": "30", "places-public": "2", "places-intermediary": "1"}


@pytest.fixture
async def admin(desk: Services) -> AsyncIterator[Browser]:
    async with browsing(quick(desk)) as made:
        await desk.appointments.supplying.replace(read_supply(SMALL), source="test")
        await desk.appointments.timetables.refresh()
        await hired(made.services, "admin", Role.ADMIN)
        await hired(made.services, "zhou", Role.CLERK, name="周芳")
        await made.log_in("admin")
        yield made


def hidden(page: Page) -> dict[str, str]:
    """The fields of the form that confirms."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text.split("<h2>确认</h2>")[1])
    return {name: unescape(value) for name, value in found}


async def booked(anyone: Caller, number: int = 1) -> tuple[Caller, dict]:
    caller = await anyone.signed_in(f"办事人{'甲乙丙丁'[number]}")
    day = (await caller.get(f"/appointments/days?item={ITEM}")).body[number]["date"]
    slot = (await caller.get(f"/appointments/slots?item={ITEM}&date={day}")).body[0]["id"]
    made = await caller.post("/appointments", {"slot_id": slot, "item_code": ITEM, "for": "self"})
    assert made.status == 201, made.body
    return caller, made.body


async def test_a_closing_that_hits_somebody_is_shown_confirmed_and_told(admin: Browser, anyone: Caller):
    caller, made = await booked(anyone)
    day = made["start"][:10]
    form = {"kind": "close", "where": "hall/w", "first": day, "why": "停电检修"}
    shown = await admin.post("/console/openings", "/console/openings", **form)
    assert shown.status == 200
    assert shown.says("个预约会取消")
    assert shown.says(made["id"])
    assert shown.says("还没有保存")
    assert (await caller.get(f"/appointments/{made['id']}")).body["state"] == "confirmed"
    fields = hidden(shown)
    assert fields["where"] == "hall/w"
    unsaid = await admin.send("/console/openings", fields | {"reason": "", "why": ""})
    assert unsaid.status == 422
    again = await admin.send("/console/openings", fields | {"reason": "停电检修", "mark": "0" * 24})
    assert (again.status, again.says("名单变了")) == (200, True)
    done = await admin.send("/console/openings", fields | {"reason": "停电检修"})
    assert (done.status, done.location) == (303, "/console/openings?done=rebooked")
    after = (await caller.get(f"/appointments/{made['id']}")).body
    assert after["state"] == "cancelled"
    notices = (await caller.get("/notices")).body["items"]
    assert any("停电检修" in each["text"] for each in notices)
    again = await admin.send("/console/openings", fields | {"reason": "停电检修"})
    assert again.status == 409
    page = await admin.get("/console/openings")
    assert page.says("停电检修")
    row = re.search(r'name="change" value="([^"]+)"', page.text)
    gone = await admin.post("/console/openings/remove", "/console/openings", kind="close", change=unescape(row[1]))
    assert gone.status == 303
    assert (await admin.services.appointments.supplying.current()).closings == ()


async def test_a_window_is_not_taken_away_without_a_reason(admin: Browser, anyone: Caller):
    caller, made = await booked(anyone)
    shown = await admin.post("/console/windows/w/remove", "/console/windows/w")
    unsaid = await admin.send("/console/windows/w/remove", hidden(shown) | {"reason": " "})
    assert unsaid.status == 422
    assert unsaid.says(made["id"]), "the list is shown again"
    assert 'name="reason"' in unsaid.text
    assert (await caller.get(f"/appointments/{made['id']}")).body["state"] == "confirmed"
    done = await admin.send("/console/windows/w/remove", hidden(unsaid) | {"reason": "合并窗口"})
    assert done.location == "/console/centres?done=rebooked"


async def test_a_hall_and_its_windows_from_nothing_to_bookable(admin: Browser, anyone: Caller):
    assert (await admin.get("/console/centres")).says("户政1号")
    new = {"code": "east", "name": "东厅", "address": "东路1号", "hours": "每天 8:00-10:00", "region": "530199"}
    made = await admin.post("/console/centres", "/console/centres", **new)
    assert made.location == "/console/centres?done=saved"
    at = "/console/centres/east/windows"
    window = {"code": "e1", "name": "东1号", "minutes": "20", "places-public": "3", "like": "w", "put": f"{OTHER} 45"}
    assert (await admin.post(at, at, **window)).location == "/console/centres/east?done=saved"
    supply = await admin.services.appointments.supplying.current()
    assert dict(supply.windows_by_code["e1"].serves) == {ITEM: 30, OTHER: 45}
    caller = await anyone.signed_in("王小云")
    days = (await caller.get(f"/appointments/days?item={ITEM}&venue=east")).body
    assert days[1]["remaining"] == 3 * 3  # six slots, two for a visit
    page = await admin.get("/console/centres/east")
    assert page.says("东1号")
    assert "<b>18</b> 个" in page.text
    dropped = await admin.post("/console/windows/e1", "/console/windows/e1", **{**window, "venue": "east", "put": "",
                                                                            "like": "", "drop": OTHER})  # fmt: skip
    assert dropped.status == 303, dropped.text
    assert (await admin.post("/console/centres/east/remove", "/console/centres/east")).status == 422
    assert (await admin.post("/console/windows/e1/remove", "/console/windows/e1")).status == 303
    assert (await admin.post("/console/centres/east/remove", "/console/centres/east")).status == 303
    text = (await admin.get("/console/centres.yaml")).text
    assert read_supply(text) == await admin.services.appointments.supplying.current()


async def test_other_hours_move_who_booked(admin: Browser, anyone: Caller):
    caller, made = await booked(anyone)
    later = await admin.post("/console/centres/hall", "/console/centres/hall", **HALL | {"hours": "每天 9:30-12:00"})
    assert later.says("个预约会改到当天相近的时间")
    done = await admin.send("/console/centres/hall", hidden(later) | {"reason": "改了上班时间"})
    assert done.status == 303
    after = (await caller.get(f"/appointments/{made['id']}")).body
    assert (after["state"], after["start"][11:16]) == ("confirmed", "09:30")


async def test_a_roster_opens_a_staffed_window(admin: Browser, anyone: Caller):
    assert (await admin.get("/console/rosters")).says("没有按排班开放的窗口")
    staffed = await admin.post("/console/windows/w", "/console/windows/w", **WINDOW, staffed="1")
    assert staffed.status == 303
    caller = await anyone.signed_in("王小云")
    assert all(each["remaining"] == 0 for each in (await caller.get(f"/appointments/days?item={ITEM}")).body)
    first = date.today() + timedelta(days=1)  # noqa: DTZ011 - the browser's day, far from midnight's edge
    turn = {"window": "w", "staff": "zhou", "first": f"{first}", "last": f"{first + timedelta(days=20)}"}
    assert (await admin.post("/console/rosters", "/console/rosters", **turn, start="09:00", end="10:00")).status == 303
    assert (await admin.get("/console/rosters")).says("周芳")
    remaining = [each["remaining"] for each in (await caller.get(f"/appointments/days?item={ITEM}")).body]
    assert max(remaining) == 2 * 2
    page = await admin.get("/console/rosters")
    named = unescape(re.search(r'name="shift" value="([^"]+)"', page.text)[1])
    assert (await admin.post("/console/rosters/remove", "/console/rosters", shift=named)).status == 303
    assert (await admin.post("/console/rosters/remove", "/console/rosters", shift=named)).status == 422


async def test_rules(admin: Browser):
    at = "/console/booking-rules"
    page = await admin.get(at)
    given = dict(re.findall(r'name="([\w.]+)"[^>]*? value="([^"]*)"', page.text.split("<h1>")[1]))
    given.pop("csrf", None)
    changed = await admin.post(at, at, **given | {"days_ahead": "7", "opens_at": "08:30", "person.per_day": "1"})
    assert changed.location == f"{at}?done=saved"
    rules = (await admin.services.appointments.supplying.current()).rules
    assert (rules.days_ahead, rules.opens_at, rules.person.per_day) == (7, 510, 1)
    for wrong in ({"days_ahead": "9999"}, {"opens_at": "25:99"}, {"return_after.0": "9", "return_after.1": "3"}):
        assert (await admin.post(at, at, **given | wrong)).status == 422


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/console/centres", {"code": HOSTILE, **HALL}),
        ("/console/centres", {"code": "east", **HALL, "hours": HOSTILE}),
        ("/console/centres", {"code": "east", **HALL, "latitude": "nan", "longitude": "1"}),
        ("/console/centres", {"code": "east", **HALL, "region": HOSTILE}),
        ("/console/centres/hall/windows", {"code": "w", **WINDOW, "put": ITEM}),
        ("/console/centres/hall/windows", {"code": "w9", **WINDOW, "put": HOSTILE}),
        ("/console/centres/hall/windows", {"code": "w9", **WINDOW, "minutes": "-5", "put": ITEM}),
        ("/console/windows/w", {**WINDOW, "venue": "nowhere"}),
        ("/console/windows/w", {**WINDOW, "places-public": "1" * 99}),
        ("/console/windows/w", {**WINDOW, "drop": ITEM, "put": f"{OTHER} 999"}),
        ("/console/openings", {"kind": "burn", "where": "hall/", "first": "2027-01-01", "why": "x"}),
        ("/console/openings", {"kind": "close", "where": HOSTILE, "first": "2027-01-01", "why": "x"}),
        ("/console/openings", {"kind": "close", "where": "hall/", "first": HOSTILE, "why": "x"}),
        ("/console/openings", {"kind": "close", "where": "hall/", "first": "2027-01-01", "why": ""}),
        ("/console/rosters", {"window": "w", "staff": HOSTILE, "first": "2027-01-01", "last": "2027-01-01"}),
    ],
)
async def test_what_cannot_be_comes_back_and_changes_nothing(admin: Browser, path: str, form: dict[str, str]):
    answer = await admin.post(path, path, **form)
    assert answer.status == 422
    assert "<script>alert" not in answer.text
    assert 'role="alert"' in answer.text
    assert (await admin.services.appointments.supplying.current()).revision == 1


async def test_what_is_not_there(admin: Browser):
    for path in ("centres/nowhere", "windows/none", "centres/nowhere/windows", "windows/%00", "centres/..%2f..%2f"):
        assert (await admin.get(f"/console/{path}")).status == 404, path
