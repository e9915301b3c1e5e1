"""Signing in, one's own data, erasure; strangers and the hostile get nothing."""

import asyncio

import pytest
from structlog.testing import capture_logs

from handlers.auth import CITIZEN_BUCKETS
from handlers.limits import Buckets
from handlers.services import Services
from tests.http.citizens import Caller
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH


async def test_a_demo_citizen_is_verified_and_remembered(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    me = (await wang.get("/me")).body
    assert me["verified"]
    assert me["name"] == "王小云"
    assert len(me["id_number"]) == 18
    assert "*" in me["id_number"]
    assert me["phone"].startswith("139")
    again = await anyone.signed_in("王小云")
    assert again.token != wang.token
    assert (await again.get("/me")).body == me
    assert (await (await anyone.signed_in("李四")).get("/me")).body["id"] != me["id"]


async def test_many_sign_in_at_once_and_are_one(anyone: Caller):
    people = await asyncio.gather(*(anyone.signed_in("同一人") for _ in range(6)))
    ids = [(await each.get("/me")).body["id"] for each in people]
    assert len(set(ids)) == 1


@pytest.mark.parametrize("code", ["wrong", "demo:", "' OR 1=1", "演示"])
async def test_a_code_that_is_none_is_refused(anyone: Caller, code: str):
    answer = await anyone.post("/sessions", {"code": code})
    assert (answer.status, answer.code) == (401, "invalid-code")


@pytest.mark.parametrize("token", ["", "x", "Bearer", "a" * 5000, "\u00e9\u00e9"])
async def test_a_token_that_is_none_is_refused(anyone: Caller, token: str):
    answer = await Caller(anyone.client, token.encode().decode("latin-1")).get("/me")
    assert (answer.status, answer.code) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_an_open_operation_refuses_a_token_that_is_none(anyone: Caller):
    assert (await Caller(anyone.client, "gone").post("/ask", {"text": "身份证"})).status == 401
    assert (await anyone.post("/ask", {"text": "身份证"})).status == 200


async def test_signing_out_ends_one_token_or_all(anyone: Caller):
    one, two, three = [await anyone.signed_in("赵六") for _ in range(3)]
    assert (await one.delete("/sessions")).status == 204
    assert (await one.get("/me")).status == 401
    assert (await two.get("/me")).status == 200
    assert (await two.delete("/sessions?everywhere=true")).status == 204
    assert (await three.get("/me")).status == 401
    assert (await three.delete("/sessions?everywhere=yes")).status == 401


async def test_the_district_is_remembered(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    assert (await wang.patch("/me", {"region": "云江区"})).body["region"]
    assert (await wang.patch("/me", {})).body["region"]
    assert (await wang.patch("/me", {"region": "火星"})).code == "no-such-region"
    assert (await wang.patch("/me", {"region": ""})).body["region"] == ""
    assert (await wang.patch("/me", {"name": "别人"})).status == 422


async def test_name_and_number_are_verified(anyone: Caller):
    someone = await anyone.signed_in("someone", vouched=False)
    assert (await someone.get("/me")).body["verified"] is False
    good = {"name": "周·阿㙍", "id_number": "11010519491231002X"}
    assert (await someone.post("/me/identity", good)).body["verified"] is True
    other = await anyone.signed_in("other", vouched=False)
    answer = await other.post("/me/identity", {**good, "name": "吴九"})
    assert (answer.status, answer.code) == (409, "identity-mismatch")
    assert (await other.get("/me")).body["verified"] is False
    # Whoever is verified stays that person: what they applied for is not to pass to another.
    answer = await someone.post("/me/identity", {"name": "吴九", "id_number": "110105194912310046"})
    assert (answer.status, answer.code) == (409, "identity-mismatch")


@pytest.mark.parametrize(
    "number", ["110105194912310021", "110105194913310020", "11010520991231002X", "000105194912310028"]
)
async def test_a_number_that_cannot_be_is_refused_before_anyone_is_asked(anyone: Caller, number: str):
    someone = await anyone.signed_in("someone", vouched=False)
    answer = await someone.post("/me/identity", {"name": "周八", "id_number": number})
    assert answer.status in {409, 422}
    assert number not in str(answer.body)


async def test_a_phone_comes_by_code(anyone: Caller):
    someone = await anyone.signed_in("someone", vouched=False)
    assert (await someone.get("/me")).body["phone"] == ""
    assert (await someone.post("/me/phone", {"code": "demo:plain-someone"})).body["phone"].startswith("139")
    assert (await someone.post("/me/phone", {"code": "stale"})).code == "invalid-code"


async def test_an_erased_citizen_is_nobody(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    before = (await wang.get("/me")).body["id"]
    draft = (await wang.post("/applications", {"item_code": "115301990100-4-09-0103"})).body["application_no"]
    await wang.post("/relatives", {"relation": "child", "name": "王小小", "id_number": "11010519491231002X"})
    assert (await wang.delete("/me")).status == 204
    assert (await wang.get("/me")).status == 401
    again = await anyone.signed_in("王小云")
    assert (await again.get("/me")).body["id"] != before
    assert (await again.get(f"/applications/{draft}")).status == 404
    assert (await again.get("/relatives")).body["items"] == []


async def test_nothing_personal_is_logged(anyone: Caller):
    with capture_logs() as lines:
        wang = await anyone.signed_in("王小云")
        await wang.post("/me/identity", {"name": "王小云", "id_number": "11010519491231002X"})
        await wang.post("/me/phone", {"code": "stale"})
    said = str(lines)
    assert lines
    for secret in ("王小云", "11010519491231002X", wang.token, "demo:"):
        assert secret not in said


async def test_a_citizen_who_calls_too_often_is_throttled(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    anyone.client.server.app._state[CITIZEN_BUCKETS] = Buckets(burst=2, per_second=0.01)  # type: ignore[attr-defined]
    statuses = [(await wang.get("/me")).status for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await li.get("/me")).status == 200


async def test_a_platform_that_is_away_is_said_so(anyone: Caller, desk: Services, platform: str):
    async with anyone.client.session.post(
        f"{platform}/_faults", json={"path": "/sns/jscode2session", "status": 500}
    ) as done:
        assert done.status == 200, await done.text()
    answer = await anyone.post("/sessions", {"code": "demo:王小云"})
    assert (answer.status, answer.code) == (503, "service-unavailable")
