"""Where a case stands, for those whom it concerns and nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from affairs.approval.system import Receipt
from affairs.approval.updates import CorrectionLine, ProgressUpdate, UpdateKind
from affairs.clock import SystemClock
from handlers.services import Services
from tests.http.citizens import Caller
from tests.http.conftest import OVER_BOTH
from tests.http.test_applications import begun, filled

pytestmark = OVER_BOTH


async def handed_in(caller: Caller, **more: Any) -> str:
    """A submitted application; its number."""
    draft = await filled(caller, (await begun(caller, **more)).body)
    number = str(draft["application_no"])
    answer = await caller.post(f"/applications/{number}/submit")
    assert answer.status == 202, answer.body
    return number


def told(number: str, kind: UpdateKind, event: int, **values: Any) -> ProgressUpdate:
    at = SystemClock().now()
    return ProgressUpdate(
        system="rest", event_id=f"{number}-{event}", kind=kind, at=at, application_no=number, **values
    )


async def test_one_sees_ones_own_case_and_nobody_elses(anyone: Caller, desk: Services):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    number = await handed_in(wang)
    waiting = (await wang.get(f"/cases/{number}")).body
    assert (waiting["phase"], waiting["clock"], waiting["receipt_no"]) == ("submitted", "not_started", "")
    await desk.cases.received([Receipt("rest", number, "R-1")])
    await desk.cases.record_update(told(number, UpdateKind.ACCEPTED, 1, actor="张三"))
    shown = (await wang.get(f"/cases/{number}")).body
    assert (shown["phase"], shown["clock"], shown["receipt_no"]) == ("accepted", "running", "R-1")
    assert [stage["mark"] for stage in shown["stages"]][:4] == ["done", "passed", "current", "ahead"]
    assert shown["story"][0]["actor"] == "张三"
    assert shown["promised"]["used"] + shown["promised"]["left"] >= shown["promised"]["days"]
    assert [row["application_no"] for row in (await wang.get("/cases")).body["items"]] == [number]
    assert (await li.get("/cases")).body == {"items": [], "next": None}
    answer = await li.get(f"/cases/{number}")
    assert (answer.status, answer.code) == (404, "no-such-case")
    assert (await anyone.get(f"/cases/{number}")).status == 401
    draft = (await begun(wang)).body["application_no"]
    assert (await wang.get(f"/cases/{draft}")).status == 404


async def test_lists_go_by_pages(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    numbers = [await handed_in(wang) for _ in range(3)]
    first = (await wang.get("/cases?limit=2")).body
    rest = (await wang.get(f"/cases?limit=2&cursor={first['next']}")).body
    assert [row["application_no"] for row in first["items"] + rest["items"]] == numbers[::-1]
    assert rest["next"] is None


async def test_a_correction_says_what_and_until_when(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    number = await handed_in(wang)
    until = SystemClock().now() + timedelta(days=9)
    lines = (CorrectionLine("户口簿", "缺首页", "规程"),)
    asked = told(number, UpdateKind.CORRECTION_ASKED, 1, corrections=lines, until=until)
    await desk.cases.record_update(asked)
    shown = (await wang.get(f"/cases/{number}")).body
    assert shown["waiting"] == "correction"
    assert shown["corrections"][0]["lines"] == [{"place": "户口簿", "reason": "缺首页", "rule": "规程"}]
    assert shown["corrections"][0]["answered_at"] is None
    assert f"{until.month}月{until.day}日前" in shown["next_step"]
    assert (await wang.get(f"/applications/{number}")).body["state"] == "correction"


async def test_a_refusal_comes_with_reason_basis_and_remedies(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    number = await handed_in(wang)
    await desk.cases.record_update(told(number, UpdateKind.ACCEPTANCE_REFUSED, 1, reason="不属本机关", basis="§32"))
    shown = (await wang.get(f"/cases/{number}")).body
    assert (shown["phase"], shown["refusal"]["reason"], shown["refusal"]["basis"]) == (
        "not_accepted",
        "不属本机关",
        "§32",
    )
    assert "行政复议法" in shown["refusal"]["remedies"][0]
    assert [stage["name"] for stage in shown["stages"]] == ["申报", "不予受理"]
    assert [alert.level for alert in await desk.supervision.alerts(limit=5)] == ["refusal"]


async def test_number_and_phone_are_enough_without_an_account(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    number = await handed_in(wang)
    spaced = f"{number[:4]} {number[4:10]}-{number[10:]}"
    shown = await anyone.post("/progress", {"application_no": spaced, "code": "demo:王小云"})
    other = await anyone.post("/progress", {"application_no": number, "code": "demo:李四"})
    assert other.status == 404, other.body
    assert shown.status == 200, shown.body
    assert shown.body["application_no"] == number
    for body in ({"application_no": "SB1", "code": "demo:王小云"}, {"application_no": "你好", "code": "x"}):
        assert (await anyone.post("/progress", body)).status == 404


async def test_the_inbox_is_ones_own(anyone: Caller, desk: Services):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    number = await handed_in(wang)
    for minute, kind in enumerate((UpdateKind.ACCEPTED, UpdateKind.CLOSED)):
        await desk.cases.record_update(told(number, kind, minute))
    inbox = (await wang.get("/notices?limit=1")).body
    rest = (await wang.get(f"/notices?cursor={inbox['next']}")).body
    assert [each["title"] for each in inbox["items"] + rest["items"]] == ["已办结", "已受理"]
    assert inbox["unread"] == 2
    path = f"/notices/{inbox['items'][0]['id']}/read"
    assert (await li.post(path)).status == 404
    first, again = await wang.post(path), await wang.post(path)
    assert first.body["read_at"] == again.body["read_at"] is not None
    assert (await wang.get("/notices")).body["unread"] == 1
    assert (await li.get("/notices")).body == {"items": [], "next": None, "unread": 0}


async def test_consents_are_counted(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    assert (await wang.post("/subscriptions", {"accepted": 2})).body == {"left": 2, "lasting": False}
    assert (await wang.post("/subscriptions", {"accepted": 1, "lasting": True})).body == {"left": 3, "lasting": True}
    assert (await wang.post("/subscriptions", {"refused": True})).body == {"left": 0, "lasting": False}
    assert (await wang.post("/subscriptions", {"accepted": -1})).status == 422


@pytest.mark.parametrize(("stars", "opened"), [(1, False), (3, False), (4, True), (5, True)])
async def test_a_service_is_rated_once_and_a_bad_rating_is_followed_up(
    anyone: Caller, desk: Services, stars: int, opened: bool
):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    number = await handed_in(wang)
    body = {"case_no": number, "stars": stars, "comment": "说明"}
    assert (await wang.post("/ratings", body)).status == 404  # nobody has served yet
    await desk.cases.record_update(told(number, UpdateKind.CLOSED, 1))
    first, again = await wang.post("/ratings", body), await wang.post("/ratings", body)
    assert (first.status, first.body) == (201, again.body)
    assert (first.body["rectification_due"] is not None) is opened
    other = await wang.post("/ratings", {**body, "stars": 2})
    assert (other.status, other.code) == (409, "already-rated")
    assert (await li.post("/ratings", body)).status == 404
    assert (await wang.post("/ratings", {**body, "stars": 0})).status == 422
    assert (await wang.post("/ratings", {**body, "times": 9})).status == 409


async def test_the_board_counts_and_names_nobody(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    number = await handed_in(wang)
    for minute, kind in enumerate((UpdateKind.ACCEPTED, UpdateKind.CLOSED)):
        await desk.cases.record_update(told(number, kind, minute))
    board = (await anyone.get("/board")).body
    assert board["year"]["received"] == board["year"]["closed"] == board["year"]["on_time"] == 1
    assert set(board) == {"at", "today", "month", "year"}
