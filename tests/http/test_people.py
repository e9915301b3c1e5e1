"""For whom a citizen acts: relatives with proof, companies by register, invitation or authorisation."""

from datetime import date, timedelta
from typing import Any

import aiohttp
import pytest

from affairs.clock import SystemClock
from affairs.errors import InvalidValue, NoSuchPrincipal
from affairs.people.capacities import Capacities
from affairs.people.principals import Capacity
from affairs.staff.permissions import OPERATOR
from handlers.services import Services
from integrations.sandbox.wechat.citizens import phone_of
from tests.http.citizens import Answer, Caller
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH

COMPANY = {"credit_code": "91350100M000100Y43", "name": "云江小面餐饮有限公司"}
CHILD = {"relation": "child", "name": "王小小", "id_number": "11010519491231002X"}
TODAY = SystemClock().now().date()
LATER = (TODAY + timedelta(days=90)).isoformat()
PNG = b"\x89PNG\r\n\x1a\n"


def file(content: bytes = PNG) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="授权书.png", content_type="image/png")
    return form


async def put(caller: Caller, path: str, **options: Any) -> Answer:
    return await caller.call("PUT", path, data=file(), **options)


async def test_a_relative_is_kept_proven_and_removed(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    child = (await wang.post("/relatives", CHILD)).body
    assert child["proven"] is False
    assert child["id_number"] == "110***********002X"
    assert (await wang.post("/relatives", CHILD)).body == child
    assert (await put(li, f"/relatives/{child['id']}/proof")).code == "no-such-principal"
    assert (await put(wang, f"/relatives/{child['id']}/proof")).body["proven"] is True
    assert (await li.delete(f"/relatives/{child['id']}")).status == 404
    assert (await wang.delete(f"/relatives/{child['id']}")).status == 204
    assert (await wang.get("/relatives")).body["items"] == []


async def test_a_relative_can_be_applied_for_by_nobody_else(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    child = (await wang.post("/relatives", CHILD)).body["id"]
    item = {"item_code": "115301990100-4-09-0103", "for": child}
    draft = await wang.post("/applications", item)
    assert (draft.status, draft.body["for"]) == (201, child)
    assert (await li.post("/applications", item)).code == "no-such-principal"


async def test_a_number_that_cannot_be_is_nobodys(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    answer = await wang.post("/relatives", {**CHILD, "id_number": "110105194912310021"})
    assert (answer.status, answer.code) == (409, "identity-mismatch")
    assert "110105194912310021" not in str(answer.body)
    assert (await wang.post("/companies", {**COMPANY, "credit_code": "91350100M000100Y44"})).code == "identity-mismatch"


async def test_a_legal_person_is_confirmed_by_the_register(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    company = (await wang.post("/companies", COMPANY)).body
    assert (company["verified"], company["role"], company["state"]) == (True, "legal", "active")
    assert (await wang.post("/companies", COMPANY)).body["representation"] == company["representation"]
    assert (await li.post("/companies", COMPANY)).code == "identity-mismatch"
    someone = await anyone.signed_in("someone", vouched=False)
    assert (await someone.post("/companies", COMPANY)).code == "identity-required"


async def test_a_representative_is_invited_acts_and_is_ended(anyone: Caller):
    wang, li, zhao = [await anyone.signed_in(name) for name in ("王小云", "李四", "赵六")]
    company = (await wang.post("/companies", COMPANY)).body["id"]
    path = f"/companies/{company}/representatives"
    assert (await li.post(path, {"until": LATER})).code == "no-such-principal"
    assert (await li.get(path)).status == 404
    invited = (await wang.post(path, {"until": LATER})).body
    assert (await li.post("/invitations", {"code": invited["code"]})).body["role"] == "handler"
    assert (await zhao.post("/invitations", {"code": invited["code"]})).code == "invalid-code"
    draft = await li.post("/applications", {"item_code": "115301990100-4-09-0103", "for": company})
    assert draft.status == 201
    number = draft.body["application_no"]
    # The legal person sees what was applied for in the company's name; another representative does not.
    assert (await wang.get(f"/applications/{number}")).status == 200
    other = (await wang.post(path, {"until": LATER})).body
    await zhao.post("/invitations", {"code": other["code"]})
    assert (await zhao.get(f"/applications/{number}")).status == 404
    assert (await li.post(path, {"until": LATER})).status == 404
    assert (await li.delete(f"{path}/{other['id']}")).status == 404
    assert (await wang.delete(f"{path}/{invited['id']}")).status == 204
    assert (await li.get(f"/applications/{number}")).status == 404
    assert (await li.post("/applications", {"item_code": "115301990100-4-09-0103", "for": company})).status == 404
    assert [each["mine"] for each in (await wang.get(path)).body["items"]] == [True, False]


async def test_what_is_asked_again_is_made_once(anyone: Caller):
    wang, li = [await anyone.signed_in(name) for name in ("王小云", "李四")]
    key = {"Idempotency-Key": "c0ffee"}
    first = await wang.post("/companies", COMPANY, headers=key)
    assert (await wang.post("/companies", COMPANY, headers=key)).body == first.body

    path = f"/companies/{first.body['id']}/representatives"
    invited = await wang.post(path, {"until": LATER}, headers=key)
    assert (await wang.post(path, {"until": LATER}, headers=key)).body == invited.body
    assert (await wang.post(path, {"until": LATER, "role": "manager"}, headers=key)).code == "idempotency-mismatch"
    assert (await wang.post(path, {"until": LATER})).body["code"] != invited.body["code"]
    assert len((await wang.get(path)).body["items"]) == 3

    code = {"code": invited.body["code"]}
    accepted = await li.post("/invitations", code, headers=key)
    assert accepted.body["role"] == "handler"
    assert (await li.post("/invitations", code, headers=key)).body == accepted.body
    assert (await li.post("/invitations", code)).code == "invalid-code"


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=366 * 4)])
async def test_an_invitation_lasts_for_a_sensible_time(anyone: Caller, until: date):
    wang = await anyone.signed_in("王小云")
    company = (await wang.post("/companies", COMPANY)).body["id"]
    answer = await wang.post(f"/companies/{company}/representatives", {"until": until.isoformat()})
    assert (answer.status, answer.code) == (409, "out-of-time")


async def test_a_signed_authorisation_waits_for_staff(anyone: Caller, desk: Services):
    li = await anyone.signed_in("李四")
    asked = await put(li, "/authorisations", params={**COMPANY, "until": LATER})
    assert (asked.status, asked.body["state"]) == (200, "pending")
    item = {"item_code": "115301990100-4-09-0103", "for": asked.body["id"]}
    assert (await li.post("/applications", item)).status == 404
    await desk.companies.decide(OPERATOR, asked.body["representation"], granted=True)
    assert (await li.post("/applications", item)).status == 201


@pytest.mark.parametrize("data", [b"plain", aiohttp.FormData({"other": "x"}), aiohttp.FormData()])
async def test_a_body_that_is_no_file_is_refused(anyone: Caller, data: Any):
    wang = await anyone.signed_in("王小云")
    child = (await wang.post("/relatives", CHILD)).body["id"]
    answer = await wang.call("PUT", f"/relatives/{child}/proof", data=data)
    assert answer.status in {400, 415, 422}


async def test_the_centre_marks_agents_and_intermediaries(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    phone, marks = phone_of("王小云"), Capacities(desk.uow, desk.clock)
    with pytest.raises(InvalidValue):
        await marks.mark(OPERATOR, phone, Capacity.INTERMEDIARY)
    await marks.mark(OPERATOR, phone, Capacity.INTERMEDIARY, "云江中介备第3号")
    assert (await wang.get("/me")).body["capacity"] == "intermediary"
    await marks.mark(OPERATOR, phone, Capacity.CITIZEN)
    assert (await wang.get("/me")).body["capacity"] == ""
    with pytest.raises(NoSuchPrincipal):
        await marks.mark(OPERATOR, "13000000000", Capacity.AGENT)
