"""Appeals against no-shows at the desk: read, decided, told."""

from datetime import timedelta

from affairs.appointments.appointment import State
from affairs.appointments.notation import read_supply
from affairs.staff.permissions import Role
from handlers.services import Services
from tests.clocks import HandClock
from tests.http.citizens import Caller
from tests.http.staff import browsing, hired, quick
from tests.http.test_appointments import SMALL, booked, first_slot


async def test_an_appeal_is_read_decided_and_told(anyone: Caller, desk: Services):
    await desk.appointments.supplying.replace(read_supply(SMALL), source="test")
    await desk.appointments.timetables.refresh()
    wang = await anyone.signed_in("王小云")
    made = (await booked(wang, await first_slot(wang))).body
    appointments = desk.appointments
    async with desk.uow(read_only=True) as uow:
        ends = (await uow.appointments.get(made["id"])).ends_at
    appointments.no_shows._clock = HandClock(ends + timedelta(minutes=1))
    await appointments.no_shows.record(made["id"])
    assert (await wang.post(f"/appointments/{made['id']}/appeal", {"text": "路上堵车<b>"})).status == 200
    office = quick(desk)
    await hired(office, "clerk-1", Role.CLERK)
    async with browsing(office) as browser:
        await browser.log_in("clerk-1")
        page = await browser.get("/console/appeals")
        assert page.says("路上堵车<b>")
        assert "<b>路" not in page.text
        assert (await browser.get("/console/")).says("待定的爽约申诉")
        done = await browser.post(f"/console/appeals/{made['id']}", "/console/appeals", decision="grant")
        assert (done.status, done.location) == (303, "/console/appeals?done=decided")
        assert (await browser.get("/console/appeals")).says("没有等待决定的申诉")
        again = await browser.post(f"/console/appeals/{made['id']}", decision="grant")
        assert again.status == 409
    assert (await wang.get(f"/appointments/{made['id']}")).body["state"] == State.EXCUSED
    notices = (await wang.get("/notices")).body
    assert any("申诉已通过" in each["text"] for each in notices["items"])
