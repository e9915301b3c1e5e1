"""Applying from the sofa: begun, filled in, checked, handed in; nobody sees what is another's."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from affairs.precheck.files import MAX_FILE_BYTES
from affairs.precheck.pdfs import text_of_pdf
from handlers.services import Services
from integrations.sandbox.wechat.citizens import id_number_of
from tests import papers
from tests.http.citizens import Answer, Caller
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH

ITEM = "115301990100-4-09-0103"
"""居民身份证补领."""
ANSWERS: dict[str, Any] = {
    "household_address": {"region": "", "detail": "和平路1号"},
    "reason": "丢失",
    "lost_on": "2026-01-05",
    "identity_verified": True,
    "elsewhere": False,
    "collect": "窗口领取",
}


async def begun(caller: Caller, **more: Any) -> Answer:
    answer = await caller.post("/applications", {"item_code": ITEM, **more})
    assert answer.status == 201, answer.body
    return answer


async def test_a_draft_is_filled_in_as_far_as_the_applicant_is_known(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    draft = (await begun(wang)).body
    assert draft["state"] == "draft"
    assert draft["revision"] == 1
    assert draft["for"] == "self"
    assert draft["answers"]["holder_name"] == "王小云"
    assert len(draft["answers"]["holder_id"]) == 18
    assert draft["form"]["sections"]
    assert (await wang.get(f"/applications/{draft['application_no']}")).body == draft
    assert [row["application_no"] for row in (await wang.get("/applications")).body["items"]] == [
        draft["application_no"]
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"item_code": "no-such"}, 404, "no-such-item"),
        ({"item_code": ITEM, "region": "火星"}, 404, "no-such-region"),
        ({"item_code": ITEM, "situation": "没有的情形"}, 404, "no-such-situation"),
        ({"item_code": ITEM, "for": "somebody"}, 404, "no-such-principal"),
        ({"item_code": ITEM, "colour": "red"}, 422, "invalid-request"),
        ({}, 422, "invalid-request"),
    ],
)
async def test_what_cannot_be_applied_for_is_said_so(anyone: Caller, body: Any, status: int, code: str):
    wang = await anyone.signed_in("王小云")
    answer = await wang.post("/applications", body)
    assert (answer.status, answer.code) == (status, code)
    assert (await anyone.post("/applications", body)).status == 401


async def test_the_same_key_begins_one_draft(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    headers = {"Idempotency-Key": "k-1"}
    several = await asyncio.gather(
        *(wang.post("/applications", {"item_code": ITEM}, headers=headers) for _ in range(5))
    )
    assert {answer.status for answer in several} == {201}
    assert len({answer.body["application_no"] for answer in several}) == 1
    other = await wang.post("/applications", {"item_code": ITEM, "situation": ""}, headers=headers)
    assert (other.status, other.code) == (409, "idempotency-mismatch")
    assert (await li.post("/applications", {"item_code": ITEM}, headers=headers)).status == 201


async def test_two_devices_do_not_overwrite_each_other(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    changes = [{"revision": 1, "answers": {"reason": reason}} for reason in ("丢失", "被盗", "灭失")]
    answers = await asyncio.gather(*(wang.patch(path, change) for change in changes))
    assert sorted(answer.status for answer in answers) == [200, 409, 409]
    refused = next(answer for answer in answers if answer.status == 409)
    assert refused.code == "revision-conflict"
    kept = (await wang.get(path)).body
    assert kept["revision"] == 2
    assert kept["answers"]["reason"] == next(a for a in answers if a.status == 200).body["answers"]["reason"]


async def test_an_answer_is_taken_back_and_a_stranger_field_refused(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    assert (await wang.patch(path, {"revision": 1, "answers": {"reason": None}})).body["answers"].get("reason") is None
    answer = await wang.patch(path, {"revision": 2, "answers": {"hobby": "钓鱼"}})
    assert (answer.status, answer.code) == (404, "no-such-field")
    huge = await wang.patch(path, {"revision": 2, "answers": {"reason": "长" * 70_000}})
    assert huge.status == 413


async def filled(caller: Caller, draft: dict[str, Any]) -> dict[str, Any]:
    """The draft with every answer it needs."""
    region = (await caller.get("/guides?limit=1")).body["items"][0]["region"]
    answers = ANSWERS | {"household_address": {"region": region or "530199", "detail": "和平路1号"}}
    path = f"/applications/{draft['application_no']}"
    changed = await caller.patch(path, {"revision": draft["revision"], "answers": answers})
    assert changed.status == 200, changed.body
    return dict(changed.body)


async def test_what_is_missing_is_told_at_once_and_what_is_complete_is_handed_in(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    draft = (await begun(wang)).body
    path = f"/applications/{draft['application_no']}"
    check = (await wang.post(f"{path}/precheck")).body
    assert check["passed"] is False
    assert {finding["place"] for finding in check["findings"]} >= {"reason", "household_address"}
    assert all(f["message"] and f["remedy"] and f["rule"] and f["source"] for f in check["findings"])
    refused = await wang.post(f"{path}/submit")
    assert (refused.status, refused.code) == (409, "not-ready")
    await filled(wang, draft)
    again = (await wang.get(path)).body["check"]
    assert again["current"], "what was checked before is checked again after a change"
    assert again["passed"], again["findings"]
    check = (await wang.post(f"{path}/precheck")).body
    assert check["passed"], check["findings"]
    sent = await wang.post(f"{path}/submit", headers={"Idempotency-Key": "s"})
    assert (sent.status, sent.body["state"]) == (202, "submitted")
    again = await wang.post(f"{path}/submit", headers={"Idempotency-Key": "s"})
    assert (again.status, again.body) == (202, sent.body)
    assert (await wang.patch(path, {"revision": sent.body["revision"], "answers": {}})).code == "not-changeable"
    withdrawn = await wang.post(f"{path}/withdraw")
    assert withdrawn.body["state"] == "withdrawn"
    assert (await wang.post(f"{path}/withdraw")).body["state"] == "withdrawn"
    assert (await wang.post(f"{path}/submit")).code == "not-changeable"


async def test_submitted_at_once_by_many_is_submitted_once(anyone: Caller, desk: Any):
    wang = await anyone.signed_in("王小云")
    draft = await filled(wang, (await begun(wang)).body)
    path = f"/applications/{draft['application_no']}"
    answers = await asyncio.gather(*(wang.post(f"{path}/submit") for _ in range(6)))
    assert {answer.status for answer in answers} <= {202, 409}
    assert 202 in {answer.status for answer in answers}
    async with desk.uow(read_only=True) as uow:
        assert (await uow.outbox.counts())["pending"] == 1


async def test_a_person_without_a_name_cannot_submit(anyone: Caller):
    someone = await anyone.signed_in("someone", vouched=False)
    draft = (await begun(someone)).body
    answer = await someone.post(f"/applications/{draft['application_no']}/submit")
    assert (answer.status, answer.code) == (409, "identity-required")


async def test_lists_are_paged(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    numbers = [(await begun(wang)).body["application_no"] for _ in range(5)]
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await wang.get(f"/applications?limit=2{cursor}")).body
        seen += [row["application_no"] for row in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == numbers[::-1]


async def test_a_draft_is_thrown_away(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    assert (await wang.delete(path)).status == 204
    assert (await wang.get(path)).status == 404
    assert (await wang.delete(path)).code == "no-such-application"


async def test_a_strangers_application_looks_absent(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    attempts = [
        await li.get(path),
        await li.patch(path, {"nonsense": True}),
        await li.delete(path),
        *[await li.post(f"{path}/{act}") for act in ("precheck", "submit", "supplement", "withdraw")],
        await li.call("PUT", f"{path}/materials/household_book", data=b"x"),
        await li.post(f"{path}/materials/household_book"),
        await li.delete(f"{path}/materials/household_book"),
        await li.delete(f"{path}/materials/household_book/f"),
        await li.get(f"{path}/files/f"),
    ]
    assert {(answer.status, answer.code) for answer in attempts} == {(404, "no-such-application")}
    assert (await li.get("/applications")).body["items"] == []


async def uploaded(caller: Caller, path: str, *files: bytes, adding: bool = False, name: str = "户口簿.jpg") -> Answer:
    form = aiohttp.FormData(quote_fields=False)
    for content in files:
        form.add_field("file", io.BytesIO(content), filename=name, content_type="image/jpeg")
    return await caller.call("POST" if adding else "PUT", path, data=form)


def slot_of(answer: Answer) -> dict[str, Any]:
    return next(each for each in answer.body["materials"] if each["key"] == "household_book")


async def test_a_photo_lands_in_its_slot_and_is_fetched_again(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    photo, other = (papers.jpeg(papers.page(width=900, height=1200, seed=seed)) for seed in (1, 2))
    put = await uploaded(wang, f"{path}/materials/household_book", photo)
    assert put.status == 200, put.body
    (file,) = slot_of(put)["files"]
    assert (file["kind"], file["size"], file["name"]) == ("jpeg", len(photo), "户口簿.jpg")
    fetched = await wang.get(f"{path}/files/{file['id']}")
    assert fetched.body == photo
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert (await li.get(f"{path}/files/{file['id']}")).status == 404
    added = await uploaded(wang, f"{path}/materials/household_book", other, adding=True)
    assert len(slot_of(added)["files"]) == 2
    assert added.body["revision"] == put.body["revision"] + 1
    gone = await wang.delete(f"{path}/materials/household_book/{file['id']}")
    assert len(slot_of(gone)["files"]) == 1
    assert (await wang.get(f"{path}/files/{file['id']}")).code == "no-such-material"
    assert (await wang.delete(f"{path}/materials/household_book")).status == 200
    assert (await wang.delete(f"{path}/materials/household_book")).code == "no-such-material"
    assert (await uploaded(wang, f"{path}/materials/no_such", photo)).code == "no-such-material"


async def test_a_file_that_is_not_what_it_seems_is_found(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    page = b"<html><script>alert(1)</script></html>"
    assert (await uploaded(wang, f"{path}/materials/household_book", page)).status == 200
    check = (await wang.post(f"{path}/precheck")).body
    assert [f["rule"] for f in check["findings"] if f["place"] == "materials.household_book"] == ["files.kind"]
    assert check["passed"] is False


async def test_too_many_and_too_large_files_change_nothing(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    photo = papers.jpeg(papers.page(width=900, height=1200))
    many = await uploaded(wang, f"{path}/materials/household_book", *[photo] * 11)
    assert many.status == 409
    large = await uploaded(wang, f"{path}/materials/household_book", b"\xff\xd8\xff" + bytes(MAX_FILE_BYTES))
    assert (large.status, large.code) == (413, "too-large")
    assert (await wang.get(path)).body["revision"] == 1
    later = desk.clock.now() + timedelta(seconds=1)
    async with desk.uow(read_only=True) as uow:
        # Ten were received before the eleventh was refused, and one was broken off: all are to be deleted.
        assert len(await uow.files.useless(dropped_before=later, expected_before=later, limit=99)) == 11


async def test_what_a_mini_program_cannot_say_it_posts(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    changed = await wang.post(path, {"revision": 1, "answers": {"reason": "灭失"}})
    assert (changed.status, changed.body["revision"]) == (200, 2)


async def test_the_check_is_a_paper_too(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    assert (await wang.get(f"{path}/notice.pdf")).code == "not-checked"
    await wang.post(f"{path}/precheck")
    paper = await wang.get(f"{path}/notice.pdf")
    assert (paper.status, paper.headers["Content-Type"]) == (200, "application/pdf")
    text = text_of_pdf(paper.body)
    assert "一次性告知书" in text.replace("\n", "")
    assert path.rpartition("/")[2] in text
    assert "王小云" not in text
    assert (await li.get(f"{path}/notice.pdf")).code == "no-such-application"


async def test_what_is_written_on_a_file_is_compared_with_the_form(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = f"/applications/{(await begun(wang)).body['application_no']}"
    number = (await wang.get(path)).body["answers"]["holder_id"]
    other = "11010519491231002X"
    for written, rules in ((number, []), (other, ["files.text-differs"])):
        page = papers.written_pdf([f"居民户口簿 姓名 王小云 公民身份号码 {written}"])
        assert (await uploaded(wang, f"{path}/materials/household_book", page, name="户口簿.pdf")).status == 200
        check = (await wang.post(f"{path}/precheck")).body
        found = [f["rule"] for f in check["findings"] if f["place"] == "materials.household_book"]
        assert [rule for rule in found if rule.startswith("files.text")] == rules
        assert other not in str(check)


async def test_what_a_licence_tells_need_not_be_typed(anyone: Caller, platform: str):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    licence = {
        "type": "real_estate",
        "holder_number": id_number_of("王小云"),
        "number": "云(2023)云江区不动产权第0001234号",
    }
    async with anyone.client.session.post(f"{platform}/_licences", json=licence) as put:
        assert put.status == 200
    drafts = [await each.post("/applications", {"item_code": "115301990100-4-34-0001"}) for each in (wang, li)]
    assert [each.status for each in drafts] == [201, 201]
    assert [each.body["answers"].get("certificate_no") for each in drafts] == [licence["number"], None]
