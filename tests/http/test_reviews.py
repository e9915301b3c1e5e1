"""提前审查 from both sides: the applicant asks, an advisor reads, adds findings and is named; authorisations too."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.citizens import Caller, calling
from tests.http.staff import Browser, browsing, hired, quick
from tests.http.test_applications import begun, filled
from tests.http.test_people import COMPANY, LATER, put

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
async def office(desk: Services) -> AsyncIterator[tuple[Caller, Browser]]:
    """A citizens' side and a staff side of one desk."""
    async with calling(desk) as caller, browsing(quick(desk)) as browser:
        for name in ("advisor", "other"):
            await hired(browser.services, name, Role.ADVISOR)
        await hired(browser.services, "admin", Role.ADMIN)
        await browser.log_in("advisor")
        yield caller, browser


async def test_an_advisor_reads_adds_and_is_named(office: tuple[Caller, Browser]):
    anyone, browser = office
    wang = await anyone.signed_in("王小云")
    draft = await filled(wang, (await begun(wang)).body)
    number = draft["application_no"]
    there = f"/console/reviews/{number}"
    assert (await browser.get(there)).status == 404, "nobody had asked"
    assert (await wang.post(f"/applications/{number}/review")).body["review"] == {"state": "asked", "advisor": ""}
    assert (await browser.get("/console/")).says("待预审的申报")
    assert (await browser.get("/console/reviews")).says(number)
    page = await browser.get(there)
    assert page.says("王小云")
    assert (await browser.post(f"{there}/take", there)).status == 303
    assert (await wang.get(f"/applications/{number}")).body["review"]["state"] == "taken"
    assert (await wang.get(f"/applications/{number}")).body["review"]["advisor"]
    wrong = await browser.post(f"{there}/findings", there, place="nowhere", severity="error", message="x", remedy="y")
    assert wrong.status == 422
    fields = {
        "place": "reason",
        "severity": "error",
        "message": f"原因与报案回执不一致{HOSTILE}",
        "remedy": "请改成被盗。",
    }
    assert (await wang.post(f"/applications/{number}/precheck")).body["passed"]
    assert (await browser.post(f"{there}/findings", there, **fields)).status == 303
    assert (await wang.get(f"/applications/{number}")).body["check"]["current"] is False
    assert HOSTILE not in (await browser.get(there)).text
    check = (await wang.post(f"/applications/{number}/precheck")).body
    (found,) = [each for each in check["findings"] if each["rule"] == "advisor"]
    assert (found["place"], found["severity"], check["passed"]) == ("reason", "error", False)
    assert (await wang.post(f"/applications/{number}/submit")).code == "not-ready"
    assert (await browser.post(f"{there}/findings/1", there)).status == 303
    assert (await wang.post(f"/applications/{number}/precheck")).body["passed"]
    assert (await browser.post(f"{there}/finish", there)).status == 303
    assert (await wang.get(f"/applications/{number}")).body["review"]["state"] == "done"


async def test_a_colleagues_work_is_not_taken_away(office: tuple[Caller, Browser]):
    anyone, browser = office
    wang = await anyone.signed_in("王小云")
    number = (await begun(wang)).body["application_no"]
    await wang.post(f"/applications/{number}/review")
    there = f"/console/reviews/{number}"
    await browser.post(f"{there}/take", there)
    await browser.post("/console/logout")
    await browser.log_in("other")
    assert (await browser.get(there)).status == 404
    assert (await browser.post(f"{there}/take")).status == 404
    assert not (await browser.get("/console/reviews")).says(number)
    # The colleague goes away: who stands in sees the work.
    roster = await browser.services.staff.accounts.roster()
    ids = {each.login: each.id for each in roster.staff}
    until = (browser.services.clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    await browser.post("/console/logout")
    await browser.log_in("advisor")
    assert (await browser.post("/console/account/away", until=until, stand_in=ids["other"])).status == 303
    await browser.post("/console/logout")
    await browser.log_in("other")
    assert (await browser.get(there)).says("首问责任人")


async def test_reading_is_written_down_and_administrators_do_not_read(office: tuple[Caller, Browser]):
    anyone, browser = office
    wang = await anyone.signed_in("王小云")
    number = (await begun(wang)).body["application_no"]
    await wang.post(f"/applications/{number}/review")
    await browser.get(f"/console/reviews/{number}")
    await browser.post("/console/logout")
    await browser.log_in("admin")
    assert (await browser.get(f"/console/reviews/{number}")).status == 403
    log = await browser.get("/console/audit?act=application.read")
    assert log.says(number)
    assert log.says("查看申报")
    assert not log.says("王小云")


async def test_an_authorisation_is_looked_at_and_granted(office: tuple[Caller, Browser]):
    anyone, browser = office
    li = await anyone.signed_in("李四")
    asked = (await put(li, "/authorisations", params={**COMPANY, "until": LATER})).body
    there = f"/console/authorisations/{asked['representation']}"
    assert (await browser.get("/console/authorisations")).says(COMPANY["name"])
    assert (await browser.get(there)).says("李四")
    async with browser.client.get(f"{there}/file") as file:
        assert (file.status, file.headers["Content-Disposition"][:10]) == (200, "attachment")
    assert (await browser.post(there, there, decision="grant")).status == 303
    assert (await browser.get(there)).status == 404
    assert (await li.get("/companies")).body["items"][0]["state"] == "active"


async def test_a_file_is_opened_by_whom_it_concerns(office: tuple[Caller, Browser]):
    anyone, browser = office
    wang = await anyone.signed_in("王小云")
    number = (await begun(wang)).body["application_no"]
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", b"\x89PNG\r\n\x1a\n", filename="../../户口簿.png")
    put_ = await wang.call("PUT", f"/applications/{number}/materials/household_book", data=form)
    file = next(each for each in put_.body["materials"] if each["files"])["files"][0]
    address = f"/console/reviews/{number}/files/{file['id']}"
    assert (await browser.get(address)).status == 404
    await wang.post(f"/applications/{number}/review")
    async with browser.client.get(address) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
    other = "1" if address.endswith("0") else "0"
    assert (await browser.get(address[:-1] + other)).status == 404
