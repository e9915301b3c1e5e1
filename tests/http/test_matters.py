"""``/matters`` and its pages: sent with or without a name, seen by whoever sent it, answered at the desk."""

from collections.abc import AsyncIterator

import pytest

from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.citizens import Caller, calling
from tests.http.staff import Browser, browsing, hired, quick

HOSTILE = "<script>alert(1)</script>"
COMPLAINT = {"kind": "complaint", "title": "窗口推诿", "content": "三次都说材料不对"}


@pytest.fixture
async def office(desk: Services) -> AsyncIterator[tuple[Caller, Browser]]:
    async with calling(desk) as caller, browsing(quick(desk)) as browser:
        await hired(browser.services, "lin", Role.ADVISOR, name="林晓")
        await browser.log_in("lin")
        yield caller, browser


async def test_from_the_citizen_to_the_answer(office: tuple[Caller, Browser]):
    anyone, lin = office
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李大山")
    body, once = {**COMPLAINT, "content": f"推诿{HOSTILE}"}, {"Idempotency-Key": "k"}
    sent = await wang.post("/matters", body, headers=once)
    assert sent.status == 201
    assert (await wang.post("/matters", body, headers=once)).body["id"] == sent.body["id"]
    there = f"/console/matters/{sent.body['id']}"
    assert (await li.get(f"/matters/{sent.body['id']}")).status == 404
    assert (await lin.get("/console/matters")).says("窗口推诿")
    page = await lin.get(there)
    assert HOSTILE not in page.text
    assert (await lin.post(f"{there}/answer", there, reason="还没承办")).status == 409
    assert (await lin.post(f"{there}/take", there)).status == 303
    assert (await wang.get(f"/matters/{sent.body['id']}")).body["holder"] == "林晓"
    assert (await lin.post(f"{there}/level", there, level="major", reason="多人反映")).status == 303
    assert (await lin.post(f"{there}/up", there, reason="")).status == 422
    assert (await lin.post(f"{there}/extend", there, reason="要核实")).status == 303
    assert (await lin.post(f"{there}/answer", there, reason="已更正")).status == 303
    done = (await wang.get(f"/matters/{sent.body['id']}")).body
    assert (done["state"], done["answer"], done["level"], done["extension_reason"]) == (
        "answered",
        "已更正",
        "major",
        "要核实",
    )
    assert [each["act"] for each in done["steps"]] == ["opened", "taken", "levelled", "extended", "answered"]


async def test_without_a_name(office: tuple[Caller, Browser]):
    anyone, lin = office
    wang = await anyone.signed_in("王小云")
    sent = (await wang.post("/matters", {**COMPLAINT, "nameless": True})).body
    assert (await wang.get(f"/matters/{sent['id']}")).status == 404
    assert (await wang.get("/matters")).body["items"] == []
    found = await anyone.post("/nameless-matters", {"id": sent["id"], "code": sent["code"]})
    assert (found.status, found.body["code"]) == (200, "")
    assert (await anyone.post("/nameless-matters", {"id": sent["id"], "code": "A" * 22})).status == 404
    assert (await lin.get(f"/console/matters/{sent['id']}")).says("匿名")


async def test_a_conversation_sent_up(office: tuple[Caller, Browser]):
    anyone, lin = office
    wang = await anyone.signed_in("王小云")
    made = (await wang.post("/handovers", {"summary": "开户名不一致怎么办"})).body["id"]
    there = f"/console/handovers/{made}"
    await lin.post(f"{there}/take", "/console/handovers")
    sent = {"level": "systemic", "tier": "department", "reason": "规定没有写"}
    assert (await lin.post(f"{there}/escalate", there, **sent)).status == 303
    (matter,) = (await wang.get("/matters")).body["items"]
    assert (matter["tier"], matter["level"]) == ("department", "systemic")
    heard = (await wang.get(f"/handovers/{made}/live")).body["messages"][-1]["text"]
    assert matter["id"] in heard
