"""What changes while somebody applies: the rules, the right to act, the secret of the house, another device."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from blockbuster import BlockBuster
from pydantic import SecretStr

from affairs.clock import SystemClock
from affairs.people.principals import RepresentationState
from affairs.staff.permissions import OPERATOR
from handlers.services import Services
from handlers.settings import Settings
from integrations.sandbox.wechat.citizens import id_number_of, phone_of
from knowledge.catalogue import Catalogue
from knowledge.forms.conditions import All, Not
from tests import papers
from tests.http.citizens import Caller, calling, desk_services
from tests.http.test_applications import ITEM, begun, filled, uploaded
from tests.http.test_people import COMPANY, LATER, TODAY, put

SECRET_OF_OLD, SECRET_OF_NEW = SecretStr("of this test alone"), SecretStr("of this test, and newer")


async def with_a_stricter_form(desk: Services) -> None:
    """Publish the catalogue with one rule more for the item, which nobody can keep."""
    catalogue = desk.snapshot().catalogue
    old = next(form for form in catalogue.forms if form.item_code == ITEM)
    strict = replace(old.rules[0], id="of-tomorrow", when=None, must=_never(old), message="新规定不允许。")
    forms = tuple(replace(form, rules=(*form.rules, strict)) if form is old else form for form in catalogue.forms)
    changed: Catalogue = replace(catalogue, forms=forms)
    await desk.catalogues.publish(changed, source="tomorrow", replace=True, force=True)
    await desk.snapshot.refresh()  # type: ignore[attr-defined]


def _never(form: Any) -> Any:
    """What is false of every application: both of two things that exclude each other."""
    return All((form.rules[0].must, Not(form.rules[0].must)))


async def test_an_application_is_judged_by_the_rules_it_was_begun_with(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    draft = await filled(wang, (await begun(wang)).body)
    assert draft["rules_changed"] == ""
    await with_a_stricter_form(desk)
    path = f"/applications/{draft['application_no']}"
    assert "办理要求已更新" in (await wang.get(path)).body["rules_changed"]
    sent = await wang.post(f"{path}/submit")
    assert (sent.status, sent.body["state"]) == (202, "submitted"), sent.body
    assert (await begun(wang)).body["rules_changed"] == ""


async def as_representative(anyone: Caller) -> tuple[Caller, str, str]:
    """李四 acts for the company of 王小云: the caller, the company, what was begun in its name."""
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    company = (await wang.post("/companies", COMPANY)).body["id"]
    invited = (await wang.post(f"/companies/{company}/representatives", {"until": LATER})).body
    assert (await li.post("/invitations", {"code": invited["code"]})).status == 200
    draft = await filled(li, (await begun(li, **{"for": company})).body)
    return li, company, f"/applications/{draft['application_no']}"


async def lapse(desk: Services, company: str) -> None:
    """The day has come until which every representative of the company was named."""
    async with desk.uow() as uow:
        for held in await uow.principals.representations(company_id=company):
            if held.state is RepresentationState.ACTIVE:
                ended = desk.clock.now() - timedelta(seconds=1)
                await uow.principals.save_representation(replace(held, expires_at=ended))
        await uow.commit()


async def test_a_role_that_has_lapsed_hands_nothing_in(anyone: Caller, desk: Services):
    li, company, path = await as_representative(anyone)
    await lapse(desk, company)
    assert (await li.post(f"{path}/submit")).code == "no-such-application"
    assert (await li.get(path)).status == 404
    assert (await li.post("/applications", {"item_code": ITEM, "for": company})).code == "no-such-principal"
    async with desk.uow(read_only=True) as uow:
        assert (await uow.outbox.counts()).get("pending", 0) == 0


async def test_a_legal_person_whose_term_has_lapsed_comes_again(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    company = (await wang.post("/companies", COMPANY)).body["id"]
    await lapse(desk, company)
    path = f"/companies/{company}/representatives"
    assert (await wang.post(path, {"until": LATER})).code == "no-such-principal"
    assert (await wang.post("/companies", COMPANY)).body["state"] == "active"
    assert (await wang.post(path, {"until": LATER})).status == 201


async def test_an_ended_legal_person_comes_again_where_there_is_no_register(
    settings: Settings, platform: str, blockbuster: BlockBuster
):
    async with desk_services(settings, platform, company_api="") as desk, calling(desk) as anyone:
        blockbuster.deactivate()
        wang = await anyone.signed_in("王小云")
        first = (await wang.post("/companies", COMPANY)).body
        assert first["state"] == "pending"
        path = f"/companies/{first['id']}/representatives/{first['representation']}"
        assert (await wang.delete(path)).status == 204
        again = (await wang.post("/companies", COMPANY)).body
        assert (again["id"], again["state"]) == (first["id"], "pending")


async def test_the_secret_is_changed_while_people_are_logged_in(
    settings: Settings, platform: str, blockbuster: BlockBuster
):
    async with desk_services(settings, platform) as desk, calling(desk) as anyone:
        wang = await anyone.signed_in("王小云")
        path = f"/applications/{(await filled(wang, (await begun(wang)).body))['application_no']}"
    keys = {"secret_key": SECRET_OF_NEW, "secret_key_previous": SECRET_OF_OLD}
    async with desk_services(settings, platform, **keys) as desk, calling(desk) as anyone:
        again = Caller(anyone.client, wang.token)
        assert (await again.get("/me")).body["name"] == "王小云"
        draft = (await again.get(path)).body
        assert draft["answers"]["holder_id"] == id_number_of("王小云")
        change = {"revision": draft["revision"], "answers": {"reason": "被盗"}}
        assert (await again.patch(path, change)).status == 200
        assert (await anyone.signed_in("王小云")).token != wang.token
    blockbuster.deactivate()


async def test_submitted_and_withdrawn_at_once_is_one_or_the_other(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await filled(wang, (await begun(wang)).body))['application_no']}"
    sent, withdrawn = await asyncio.gather(wang.post(f"{path}/submit"), wang.post(f"{path}/withdraw"))
    assert sent.status in {202, 409}
    assert withdrawn.status in {200, 409}
    state = (await wang.get(path)).body["state"]
    assert state == "withdrawn" if withdrawn.status == 200 else state == "submitted"


async def test_a_check_beside_a_change_never_passes_for_a_check_of_it(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    draft = await filled(wang, (await begun(wang)).body)
    path = f"/applications/{draft['application_no']}"
    change = {"revision": draft["revision"], "answers": {"reason": "没有这个"}}
    checks = [wang.post(f"{path}/precheck") for _ in range(3)]
    changed, *checked = await asyncio.gather(wang.patch(path, change), *checks)
    assert changed.status == 200
    assert {each.status for each in checked} <= {200, 409}
    assert (await wang.post(f"{path}/submit")).code == "not-ready"
    assert (await wang.post(f"{path}/precheck")).body["passed"] is False


WRONG: list[Any] = [{}, {"a": 1}, [], [1], [[]], "", " ", 10**18, -1, 1.5, True, None, "长" * 500, "\u202e", "x"]


async def test_every_field_takes_every_kind_of_value_without_a_fault(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    items = ["115301990100-4-38-0001", "115301990100-4-31-1108", ITEM]
    for code in items:
        body = {"item_code": code} | ({"variant": "新办"} if code.endswith("38-0001") else {})
        draft = (await wang.post("/applications", body)).body
        path, revision = f"/applications/{draft['application_no']}", draft["revision"]
        keys = [field["key"] for section in draft["form"]["sections"] for field in section["fields"]]
        for wrong in WRONG:
            told = await wang.patch(path, {"revision": revision, "answers": dict.fromkeys(keys, wrong)})
            assert told.status in {200, 409, 413, 422}, (code, wrong, told.body)
            revision = told.body["revision"] if told.status == 200 else revision
            check = await wang.post(f"{path}/precheck")
            assert check.status == 200, (code, wrong, check.body)
            assert check.body["passed"] is False
            assert all(found["message"].endswith(("。", "？")) for found in check.body["findings"])


@pytest.mark.parametrize(
    ("content", "name", "rule"),
    [
        (b"", "户口簿.jpg", "files.empty"),
        (papers.png_header(60_000, 60_000), "户口簿.png", "files.too-many-pixels"),
        (b"MZ" + bytes(500), "户口簿.jpg", "files.kind"),
        (b"%PDF-1.7\n" + bytes(500), "户口簿.pdf", "files.broken"),
    ],
)
async def test_a_file_that_would_do_harm_is_told_of(anyone: Caller, content: bytes, name: str, rule: str):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    sent = await uploaded(wang, f"{path}/materials/household_book", content, name=name)
    assert sent.status in {200, 409, 422}, sent.body
    check = (await wang.post(f"{path}/precheck")).body
    assert [found["rule"] for found in check["findings"] if found["place"] == "materials.household_book"] == [rule]
    assert check["passed"] is False


async def test_a_picture_of_another_name_is_what_it_is(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    photo = papers.jpeg(papers.page(width=900, height=1200))
    assert (await uploaded(wang, f"{path}/materials/household_book", photo, name="户口簿.exe")).status == 200
    check = (await wang.post(f"{path}/precheck")).body
    told = [found["severity"] for found in check["findings"] if found["place"] == "materials.household_book"]
    assert "error" not in told


async def test_the_log_of_a_whole_application_names_nobody(anyone: Caller, capfd: pytest.CaptureFixture[str]):
    wang = await anyone.signed_in("王小云")
    await wang.post("/me/phone", {"code": "demo:王小云"})
    me = (await wang.get("/me")).body
    draft = await filled(wang, (await begun(wang)).body)
    path = f"/applications/{draft['application_no']}"
    photo = papers.jpeg(papers.page(width=900, height=1200))
    await uploaded(wang, f"{path}/materials/household_book", photo, name="王小云的户口簿.jpg")
    revision = (await wang.get(path)).body["revision"]
    await wang.patch(path, {"revision": revision, "answers": {"holder_name": "\u202e王小云"}})
    await wang.patch(path, {"revision": 1, "answers": {"holder_name": "王小云"}})
    await wang.patch(path, {"answers": {"王小云": 1}})
    await wang.post("/me/identity", {"name": "王小云", "id_number": "11010519491231002X"})
    for step in ("precheck", "submit", "withdraw"):
        await wang.post(f"{path}/{step}")
    await wang.get("/guides?q=王小云")
    logged = "".join(capfd.readouterr())
    assert "/applications/{no}" in logged, "something is logged"
    secrets = ["王小云", "11010519491231002X", id_number_of("王小云"), wang.token, "和平路1号", phone_of("王小云")]
    assert me["name"] == "王小云"
    assert [secret for secret in secrets if secret in logged] == []


async def test_a_signed_authorisation_ends_by_the_clock(
    anyone: Caller, desk: Services, monkeypatch: pytest.MonkeyPatch
):
    li = await anyone.signed_in("李四")
    until = TODAY + timedelta(days=1)
    asked = (await put(li, "/authorisations", params={**COMPANY, "until": until.isoformat()})).body
    await desk.companies.decide(OPERATOR, asked["representation"], granted=True)
    item = {"item_code": ITEM, "for": asked["id"]}
    path = f"/applications/{(await filled(li, (await begun(li, **{'for': asked['id']})).body))['application_no']}"
    ended, now = until + timedelta(days=1), desk.clock.now
    monkeypatch.setattr(SystemClock, "now", lambda _: now() + (ended - TODAY))
    assert (await li.get("/me")).status == 200, "the citizen is still logged in"
    assert (await li.post(f"{path}/submit")).code == "no-such-application"
    assert (await li.get(path)).status == 404
    assert (await li.post("/applications", item)).code == "no-such-principal"
    async with desk.uow(read_only=True) as uow:
        assert (await uow.outbox.counts()).get("pending", 0) == 0
