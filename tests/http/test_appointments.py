"""Booking from the phone: days, slots, a place, another one, none."""

import asyncio
from datetime import datetime, timedelta

import icalendar
import pytest

from affairs.appointments.notation import read_supply, sample_supply_path
from affairs.clock import CHINA
from handlers.services import Services
from tests.http.citizens import Answer, Caller
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH

ITEM, OTHER, UNSUPPLIED = "115301990100-4-09-0103", "115301990100-4-09-0104", "115301990100-4-36-0001"
SMALL = """
rules: {lead_minutes: 0, cancel_before_minutes: 0, return_after: [0, 0]}
venues: [{code: hall, name: 大厅, address: 和平路1号, region: '530199', hours: '每天 9:00-12:00'}]
services: {id: {'115301990100-4-09-0103': 30, '115301990100-4-09-0104': 30}}
windows: [{code: w, venue: hall, name: 户政1号, minutes: 30, places: {public: 2, intermediary: 1}, serves: [id]}]
"""


@pytest.fixture(autouse=True)
async def supplied(desk: Services) -> None:
    await desk.appointments.supplying.replace(read_supply(SMALL), source="test")
    await desk.appointments.timetables.refresh()


async def first_slot(caller: Caller, number: int = 0) -> str:
    days = (await caller.get(f"/appointments/days?item={ITEM}")).body
    day = days[1]["date"]
    return str((await caller.get(f"/appointments/slots?item={ITEM}&date={day}")).body[number]["id"])


async def booked(caller: Caller, slot: str, **more: object) -> Answer:
    return await caller.post("/appointments", {"slot_id": slot, "item_code": ITEM, "for": "self"} | more)


async def test_from_days_to_a_place_and_its_papers(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    days = (await wang.get(f"/appointments/days?item={ITEM}&venue=hall")).body
    assert days[1]["remaining"] == 12
    assert set(days[1]) == {"date", "remaining"}
    slots = (await wang.get(f"/appointments/slots?item={ITEM}&date={days[1]['date']}")).body
    assert slots[0] == {
        "id": slots[0]["id"],
        "venue": "hall",
        "start": f"{days[1]['date']}T09:00:00+08:00",
        "end": f"{days[1]['date']}T09:30:00+08:00",
        "remaining": 2,
    }
    made = await booked(wang, slots[0]["id"])
    assert (made.status, made.body["state"], made.body["slot_id"]) == (201, "confirmed", slots[0]["id"])
    assert (made.body["for"], made.body["window"], made.body["venue_name"]) == ("self", "户政1号", "大厅")
    assert made.body["materials"]
    path = f"/appointments/{made.body['id']}"
    assert (await wang.get(path)).body == made.body
    (row,) = (await wang.get("/appointments")).body["items"]
    assert row["id"] == made.body["id"]
    ics = await wang.get(f"{path}.ics")
    (event,) = icalendar.Calendar.from_ical(ics.body).walk("VEVENT")
    assert event.decoded("dtstart") == datetime.fromisoformat(slots[0]["start"])
    assert "大厅" in event["location"]
    ticket = await wang.get(f"{path}/ticket")
    assert ticket.body.startswith(b"\x89PNG")
    slots = (await wang.get(f"/appointments/slots?item={ITEM}&date={days[1]['date']}")).body
    assert slots[0]["remaining"] == 1


async def test_a_full_slot_names_the_nearest_free_ones(anyone: Caller):
    people = [await anyone.signed_in(name) for name in ("甲一", "乙二", "丙三", "丁四")]
    slot = await first_slot(people[0])
    answers = await asyncio.gather(*(booked(each, slot) for each in people))
    assert sorted(each.status for each in answers) == [201, 201, 409, 409]
    for each in answers:
        if each.status == 409:
            assert each.code == "slot-full"
            assert each.body["alternatives"][0]["remaining"] > 0
            assert each.body["alternatives"][0]["id"] != slot
            assert each.headers["Content-Type"].startswith("application/problem+json")


async def test_a_request_sent_again_books_once(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    slot = await first_slot(wang)
    body = {"slot_id": slot, "item_code": ITEM, "for": "self"}
    answers = [await wang.post("/appointments", body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [each.status for each in answers] == [201, 201]
    assert answers[0].body == answers[1].body
    again = await booked(wang, await first_slot(wang, 2))
    assert (again.status, again.code) == (409, "already-booked")
    assert [each["id"] for each in again.body["booked"]] == [answers[0].body["id"]]
    other = await wang.post("/appointments", body | {"item_code": OTHER}, headers={"Idempotency-Key": "k"})
    assert other.code == "idempotency-mismatch"


async def test_moved_and_cancelled(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    made = (await booked(wang, await first_slot(wang))).body
    path = f"/appointments/{made['id']}"
    there = await first_slot(wang, 3)
    moved = await wang.post(f"{path}/reschedule", {"slot_id": there})
    assert (moved.status, moved.body["slot_id"], moved.body["revision"]) == (200, there, 1)
    for _ in range(2):
        assert (await wang.delete(path)).status == 204
    assert (await wang.get(path)).body["state"] == "cancelled"
    assert (await wang.post(f"{path}/reschedule", {"slot_id": there})).code == "appointment-over"
    while await desk.appointments.returning.give_back():
        pass
    days = (await wang.get(f"/appointments/days?item={ITEM}")).body
    assert days[1]["remaining"] == 12


async def test_strangers_find_nothing(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    made = (await booked(wang, await first_slot(wang))).body
    path = f"/appointments/{made['id']}"
    answers = [
        await li.get(path), await li.get(f"{path}.ics"), await li.get(f"{path}/ticket"), await li.delete(path),
        await li.post(f"{path}/reschedule", {"nonsense": 1}), await li.post(f"{path}/confirm"),
        await li.post(f"{path}/appeal", {}), await li.get("/appointments/YY1"),
    ]  # fmt: skip
    assert {(each.status, each.code) for each in answers} == {(404, "no-such-appointment")}
    assert (await anyone.get(path)).status == 401
    assert (await li.get("/appointments")).body == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"item_code": "no-such"}, 404, "no-such-item"),
        ({"item_code": UNSUPPLIED}, 409, "not-bookable"),
        ({"slot_id": "hall.20261332.0900"}, 404, "no-such-slot"),
        ({"slot_id": "hall.20200101.0900"}, 409, "slot-full"),
        ({"for": "somebody"}, 404, "no-such-principal"),
        ({"colour": "red"}, 422, "invalid-request"),
    ],
)
async def test_what_cannot_be_booked_is_said_so(anyone: Caller, body: dict[str, str], status: int, code: str):
    wang = await anyone.signed_in("王小云")
    answer = await booked(wang, await first_slot(wang), **body)
    assert (answer.status, answer.code) == (status, code)


async def test_without_a_real_name_nothing_is_booked(anyone: Caller):
    plain = await anyone.signed_in("无名", vouched=False)
    answer = await booked(plain, await first_slot(plain))
    assert (answer.status, answer.code) == (409, "identity-required")


async def test_the_waiting_list_offers_and_is_confirmed(anyone: Caller, desk: Services):
    people = [await anyone.signed_in(name) for name in ("甲一", "乙二")]
    slot = await first_slot(people[0])
    made = [(await booked(each, slot)).body for each in people]
    ding = await anyone.signed_in("丁四")
    waits = await ding.post("/waitlist", {"item_code": ITEM, "for": "self"})
    assert (waits.status, waits.body["state"]) == (201, "waiting")
    await people[0].delete(f"/appointments/{made[0]['id']}")
    while await desk.appointments.returning.give_back():
        pass
    (entry,) = (await ding.get("/waitlist")).body["items"]
    assert entry["state"] == "offered"
    confirmed = await ding.post(f"/appointments/{entry['appointment']}/confirm")
    assert (confirmed.status, confirmed.body["state"], confirmed.body["slot_id"]) == (200, "confirmed", slot)
    assert (await ding.delete(f"/waitlist/{entry['id']}")).status == 204
    assert (await people[1].delete(f"/waitlist/{entry['id']}")).status == 404


TWO = """
rules: {lead_minutes: 0, cancel_before_minutes: 0}
venues:
  - {code: near, name: 近厅, region: '530199001', hours: '每天 9:00-12:00', latitude: 25.03, longitude: 102.7}
  - {code: far, name: 远厅, region: '530199002', hours: '每天 9:00-12:00', latitude: 26.03, longitude: 102.7}
services: {id: {'115301990100-4-09-0103': 30}}
windows:
  - {code: w1, venue: far, name: 户政1号, minutes: 30, places: 1, serves: [id]}
  - {code: w2, venue: near, name: 户政2号, minutes: 30, places: 2, serves: [id]}
"""


async def test_places_are_found_by_district_and_by_distance(anyone: Caller, desk: Services):
    await desk.appointments.supplying.replace(read_supply(TWO), source="test")
    await desk.appointments.timetables.refresh()
    wang = await anyone.signed_in("王小云")
    day = (await wang.get(f"/appointments/days?item={ITEM}")).body[1]
    assert day["remaining"] == 18
    in_one = (await wang.get(f"/appointments/days?item={ITEM}&region=锦湖")).body[1]
    assert in_one["remaining"] == 12
    path = f"/appointments/slots?item={ITEM}&date={day['date']}"
    slots = (await wang.get(f"{path}&latitude=25.02&longitude=102.7")).body
    assert [(each["venue_name"], each["distance_km"]) for each in slots[:2]] == [("近厅", 1.1), ("远厅", 112.3)]
    slots = (await wang.get(f"{path}&region=530199002")).body
    assert {(each["venue"], each["region"], each["distance_km"]) for each in slots} == {("far", "530199002", None)}
    assert (await wang.get(f"{path}&region=无此地")).code == "no-such-region"


async def test_a_hold_is_confirmed(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    held = await booked(wang, await first_slot(wang), hold=True)
    assert (held.status, held.body["state"]) == (201, "held")
    assert datetime.fromisoformat(held.body["expires_at"]) > datetime.now(CHINA) + timedelta(minutes=5)
    assert (await wang.post(f"/appointments/{held.body['id']}/confirm")).body["state"] == "confirmed"


async def test_bookable_means_that_there_are_places(anyone: Caller, desk: Services):
    rows = {each["code"]: each["bookable"] for each in (await anyone.get("/guides?limit=100")).body["items"]}
    assert {code for code, bookable in rows.items() if bookable} == {ITEM, OTHER}
    wang = await anyone.signed_in("王小云")
    assert (await wang.get(f"/appointments/days?item={UNSUPPLIED}")).body == []
    await desk.appointments.supplying.replace(read_supply(sample_supply_path().read_text()), source="sample")
    await desk.appointments.timetables.refresh()
    rows = [each for each in (await anyone.get("/guides?limit=100")).body["items"] if each["bookable"]]
    assert len(rows) > 50
    for row in rows[::9]:
        days = (await wang.get(f"/appointments/days?item={row['code']}")).body
        assert any(each["remaining"] for each in days)
        venues = (await wang.get(f"/appointments/venues?item={row['code']}")).body
        assert all(each["name"] and each["hours"] for each in venues)
