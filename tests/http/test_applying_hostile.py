"""What no mini-program sends, and what happens between two requests: odd bodies, stalls, people who are gone."""

import asyncio
import gzip
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from affairs.applications.application import ApplicationState
from affairs.applications.drafts import Beginning
from affairs.applications.keeping import Keeping
from affairs.errors import NotSignedIn
from affairs.files import FileState
from affairs.people.principals import Relation
from handlers.miniapp import uploads
from handlers.services import Services
from tests import papers
from tests.clocks import HandClock
from tests.conditions import eventually
from tests.http.citizens import Answer, Caller
from tests.http.test_applications import ITEM, filled, uploaded
from tests.http.test_bulk import GOOD, sent, table, template
from tests.http.test_people import CHILD, COMPANY, LATER

RENT = "115301990100-4-33-0002"
FORM = {"Content-Type": "multipart/form-data; boundary=B"}


async def raw(caller: Caller, method: str, path: str, data: Any, headers: dict[str, str]) -> tuple[int, str]:
    given = {"Authorization": f"Bearer {caller.token}", **headers}
    async with caller.client.request(method, f"/api/v1{path}", data=data, headers=given) as response:
        return response.status, (await response.read()).decode()


async def begun(caller: Caller, **more: Any) -> Answer:
    answer = await caller.post("/applications", {"item_code": ITEM, **more})
    assert answer.status == 201, answer.body
    return answer


async def draft_of(caller: Caller, **more: Any) -> str:
    return f"/applications/{(await begun(caller, **more)).body['application_no']}"


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("[" * 300 + "]" * 300, 422),
        ("[" * 20_000 + "]" * 20_000, 400),
        ('"\\ud800"', 422),
        ('{"\\udfff": 1}', 422),
        ('"a\\u0000b"', 422),
        ('{"a": [{"b\\u0000": 1}, "\\u0000"]}', 422),
        ("NaN", 400),
        ("-Infinity", 400),
        ("1" * 4000, 200),
        ("1" * 10_000, 400),
        ('{"a": {"b": [1, {"c": null}]}}', 200),
        ('"\\ud83d\\ude00"', 200),
    ],
)
async def test_an_answer_that_cannot_be_kept_is_refused_and_the_draft_stays_readable(
    anyone: Caller, value: str, status: int
):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    body = f'{{"revision": 1, "answers": {{"reason": {value}}}}}'
    told, _ = await raw(wang, "PATCH", path, body.encode(), {"Content-Type": "application/json"})
    assert told == status
    shown = await wang.get(path)
    assert (shown.status, shown.body["revision"]) == (200, 2 if status == 200 else 1)
    assert (await wang.post(f"{path}/precheck")).status == 200


def one_part(head: bytes, content: bytes = b"x", end: bytes = b"\r\n--B--\r\n") -> bytes:
    return b"--B\r\n" + head + b"\r\n\r\n" + content + end


NAMED = b'Content-Disposition: form-data; name="file"; '


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (one_part(NAMED + b'filename="\xff\xfe.jpg"'), 200),
        (one_part(NAMED + b"filename*=UTF-8''%FF%FE.jpg"), 400),
        (one_part(NAMED + b"filename*=nonsense''a%00b"), 400),
        (one_part(NAMED + b"filename*=UTF-8''%00..%2f..%2fetc%2fpasswd"), 200),
        (one_part(b'Content-Disposition: form-data; name="\xff"; filename="a.jpg"'), 422),
        (one_part(b"Content-Disposition: form-data; name*=UTF-8''%FF; filename=\"a.jpg\""), 400),
        (one_part(b"Content-Type: multipart/mixed; boundary=C\r\n" + NAMED, b"--C\r\n\r\nx\r\n--C--"), 422),
        (one_part(NAMED + b'filename="a.jpg"', end=b""), 400),
        (one_part(NAMED + b'filename="a.jpg"') * 2, 200),
        (one_part(NAMED + b'filename="a.jpg"', end=b"\r\n") * 1000 + b"--B--\r\n", 409),
        (b"", 400),
    ],
)
async def test_a_body_of_odd_parts_is_no_fault_of_ours(anyone: Caller, body: bytes, status: int):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    told, answer = await raw(wang, "PUT", f"{path}/materials/household_book", body, FORM)
    assert told == status, answer
    if status != 200:
        assert (await wang.get(path)).body["revision"] == 1
        return
    (file,) = [each for slot in json.loads(answer)["materials"] for each in slot["files"]]
    assert not {"/", "\\", "\0"} & set(file["name"])
    assert (await wang.get(f"{path}/files/{file['id']}")).body == b"x"


async def test_a_header_that_is_broken_is_not_repeated_in_the_log(anyone: Caller, capfd: pytest.CaptureFixture[str]):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    body = one_part(NAMED + "filename*=UTF-8''王小云的身份证%FF.jpg".encode())
    assert (await raw(wang, "PUT", f"{path}/materials/household_book", body, FORM))[0] == 400
    assert "身份证" not in "".join(capfd.readouterr())


async def test_a_file_that_grows_beyond_all_bounds_is_told_in_words(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    bomb = gzip.compress(one_part(NAMED + b'filename="a.jpg"', bytes(40_000_000)))
    told, answer = await raw(wang, "PUT", f"{path}/materials/household_book", bomb, FORM | {"Content-Encoding": "gzip"})
    assert told == 413
    assert json.loads(answer)["detail"] == "提交的内容太大了。"


async def test_an_upload_that_stalls_is_not_waited_for(anyone: Caller, desk: Services, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.3)
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)

    async def stalling() -> Any:
        yield one_part(NAMED + b'filename="a.jpg"', bytes(300_000), end=b"")
        await asyncio.Event().wait()

    told, answer = await asyncio.wait_for(
        raw(wang, "PUT", f"{path}/materials/household_book", stalling(), FORM), timeout=20
    )
    assert (told, json.loads(answer)["code"]) == (408, "request-timeout")
    assert (await wang.get(path)).body["revision"] == 1


async def test_nothing_is_answered_before_the_body_is_at_its_end(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    reader, writer = await asyncio.open_connection(*caller_address(wang))
    body = one_part(NAMED + b'filename="a.jpg"')
    head = f"PUT /api/v1{path}/materials/household_book HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n"
    head += f"Authorization: Bearer {wang.token}\r\nContent-Type: {FORM['Content-Type']}\r\n\r\n"
    writer.write(head.encode() + f"{len(body):x}\r\n".encode() + body + b"\r\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 1)
    writer.write(b"0\r\n\r\n")
    assert b" 200 " in await asyncio.wait_for(reader.readline(), 20)
    writer.close()


async def test_an_epilogue_that_does_not_end_is_not_read(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    body = one_part(NAMED + b'filename="a.jpg"') + b"x" * 1_000_000
    told, _ = await raw(wang, "PUT", f"{path}/materials/household_book", body, FORM)
    assert told == 400
    assert (await wang.get(path)).body["revision"] == 1


async def test_an_upload_that_drips_ends(anyone: Caller, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "WHOLE_SECONDS", 0.5)
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)

    async def dripping() -> Any:
        yield one_part(NAMED + b'filename="a.jpg"', end=b"")
        while True:
            await asyncio.sleep(0.05)
            yield b"x"

    told, _ = await asyncio.wait_for(raw(wang, "PUT", f"{path}/materials/household_book", dripping(), FORM), timeout=20)
    assert told == 408


async def test_whoever_was_sent_away_leaves_no_invitation_behind(anyone: Caller):
    wang, li, zhao = [await anyone.signed_in(name) for name in ("王小云", "李四", "赵六")]
    company = (await wang.post("/companies", COMPANY)).body["id"]
    path = f"/companies/{company}/representatives"
    manager = (await wang.post(path, {"until": LATER, "role": "manager"})).body
    assert (await li.post("/invitations", {"code": manager["code"]})).status == 200
    invitations = [(await li.post(path, {"until": LATER})).body["code"] for _ in range(2)]
    assert (await zhao.post("/invitations", {"code": invitations[0]})).status == 200
    assert (await wang.delete(f"{path}/{manager['id']}")).status == 204
    refused = await li.post("/invitations", {"code": invitations[1]})
    assert (refused.status, refused.code) == (401, "invalid-code")
    assert (await li.get("/companies")).body["items"] == []


async def test_what_one_may_no_longer_open_is_no_longer_listed(anyone: Caller):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    company = (await wang.post("/companies", COMPANY)).body["id"]
    path = f"/companies/{company}/representatives"
    invited = (await wang.post(path, {"until": LATER})).body
    await li.post("/invitations", {"code": invited["code"]})
    own, theirs = await draft_of(li), await draft_of(li, **{"for": company})
    assert len((await li.get("/applications")).body["items"]) == 2
    await wang.delete(f"{path}/{invited['id']}")
    listed = [f"/applications/{row['application_no']}" for row in (await li.get("/applications")).body["items"]]
    assert listed == [own]
    assert (await li.get(theirs)).status == 404


async def test_what_was_applied_for_stays_when_the_relative_is_forgotten(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    child = (await wang.post("/relatives", CHILD)).body["id"]
    path = await draft_of(wang, **{"for": child})
    assert (await wang.post(f"{path}/precheck")).status == 200
    assert (await wang.delete(f"/relatives/{child}")).status == 204
    assert (await wang.get(path)).body["for"] == child
    assert (await wang.get(f"{path}/notice.pdf")).status == 200
    # To act for them needs them.
    assert (await wang.post(f"{path}/precheck")).code == "no-such-principal"
    assert (await wang.post(f"{path}/submit")).code == "no-such-principal"
    assert (await wang.delete(path)).status == 204


async def test_answers_given_for_another_are_not_brought_along(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    company = (await wang.post("/companies", COMPANY)).body["id"]
    path = await draft_of(wang, item_code=RENT, **{"for": company})
    await wang.patch(path, {"revision": 1, "answers": {"bank_card": "6222020200012345678"}})
    number = path.rsplit("/", 1)[1]
    async with desk.uow() as uow:
        application = await uow.applications.get(number, lock=True)
        assert application
        handed_in = replace(application, state=ApplicationState.SUBMITTED, submitted_at=application.created_at)
        await uow.applications.save(handed_in)
        await uow.commit()
    again = (await begun(wang, item_code=RENT, **{"for": company})).body
    assert again["answers"]["bank_card"] == "6222020200012345678"
    assert "bank_card" not in (await begun(wang, item_code=RENT)).body["answers"]


async def test_a_draft_that_was_taken_back_goes_with_its_owner(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    photo = papers.jpeg(papers.page(width=900, height=1200))
    assert (await uploaded(wang, f"{path}/materials/household_book", photo)).status == 200
    assert (await wang.post(f"{path}/withdraw")).body["state"] == "withdrawn"
    other = await draft_of(wang)
    assert (await wang.post(f"{other}/withdraw")).status == 200
    assert (await wang.delete(other)).status == 204
    sent_in = await draft_of(wang)
    await filled(wang, (await wang.get(sent_in)).body)
    assert (await wang.post(f"{sent_in}/submit")).status == 202
    assert (await wang.post(f"{sent_in}/withdraw")).status == 200
    assert (await wang.delete(sent_in)).code == "not-changeable"
    assert (await wang.delete("/me")).status == 204
    async with desk.uow(read_only=True) as uow:
        assert await uow.applications.get(path.rsplit("/", 1)[1]) is None
        assert await uow.applications.get(sent_in.rsplit("/", 1)[1]) is not None


async def test_a_draft_that_was_taken_back_is_not_kept_for_ever(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    await wang.post(f"{path}/withdraw")
    later = HandClock(desk.clock.now())
    later.advance(31 * 86_400)
    assert await Keeping(desk.uow, later).remind() == 0
    assert await Keeping(desk.uow, later).expire() == 1
    assert (await wang.get(path)).status == 404


async def test_a_request_that_outlives_its_citizen_leaves_nothing(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    citizen = await desk.sessions.citizen_of(wang.token)
    assert (await wang.delete("/me")).status == 204
    late = [
        desk.drafts.begin(citizen, Beginning(ITEM)),
        desk.relatives.add(citizen.id, Relation.CHILD, CHILD["name"], CHILD["id_number"]),
        desk.companies.claim(citizen, COMPANY["credit_code"], COMPANY["name"]),
        desk.companies.accept(citizen, "code"),
        desk.bulk.begin(citizen, Beginning(ITEM), []),
        desk.preregistrations.claim(citizen, "YD-2222-2222"),
    ]
    for each in await asyncio.gather(*late, return_exceptions=True):
        assert isinstance(each, NotSignedIn), each


async def test_a_key_stands_for_one_table(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    header, key = await template(wang), {"Idempotency-Key": "b"}
    first, second = table(header, *[GOOD] * 60), table(header, *[GOOD] * 61)
    made = await sent(wang, first, headers=key)
    other = await sent(wang, second, headers=key)
    assert (other.status, other.code) == (409, "idempotency-mismatch")
    assert (await sent(wang, table(header, *[GOOD] * 90))).status == 201
    # There is no room for 60 more, and none is needed.
    again = await sent(wang, first, headers=key)
    assert (again.status, again.body) == (201, made.body)
    full = await sent(wang, second)
    assert (full.status, full.code) == (429, "too-many-requests")
    assert "没有" not in json.dumps(made.body["items"][0]["findings"])


def blown_up(content: bytes) -> bytes:
    """The workbook with a hundred thousand rows more, of which a packer makes next to nothing."""
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c></row>' % (n, n, b"a" * 400)
        for n in range(2, 100_000)
    )
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in book.namelist():
            bomb.writestr(name, book.read(name).replace(b"</sheetData>", rows + b"</sheetData>"))
    return made.getvalue()


async def test_a_table_is_not_unpacked_beyond_all_bounds(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    header = await template(wang)
    refused = await sent(wang, blown_up(table(header, GOOD)))
    assert refused.status == 409
    assert "32 MB" in refused.body["errors"][0]["message"]


@pytest.mark.parametrize("name", ["申报.xlsx", "申报.csv"])
async def test_a_fault_of_a_table_does_not_tell_where_it_lies(anyone: Caller, name: str):
    wang = await anyone.signed_in("王小云")
    refused = await sent(wang, b"\xff\xfe\x00\x00\x81", name)
    assert refused.status == 409
    assert "tmp" not in refused.body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("courier", "status"),
    [
        ({"region": "火星"}, 404),
        ({"recipient": " "}, 422),
        ({"recipient": "a\0b"}, 422),
        ({"address": "\u3000"}, 422),
        ({"region": "云江区"}, 200),
    ],
)
async def test_where_the_result_is_sent_is_a_place(anyone: Caller, courier: dict[str, str], status: int):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    whole = {"recipient": "王小云", "phone": "13800000000", "address": "和平路1号"} | courier
    changed = await wang.patch(path, {"revision": 1, "courier": whole})
    assert changed.status == status, changed.body


async def test_a_file_that_is_sent_again_is_added_once(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    place, photo = f"{path}/materials/household_book", one_part(NAMED + b'filename="a.jpg"')
    keyed = FORM | {"Idempotency-Key": "f"}
    several = await asyncio.gather(*(raw(wang, "POST", place, photo, keyed) for _ in range(3)))
    assert [status for status, _ in several] == [200] * 3
    (slot,) = [each for each in (await wang.get(path)).body["materials"] if each["files"]]
    assert len(slot["files"]) == 1
    other = await raw(wang, "POST", place, one_part(NAMED + b'filename="b.jpg"', b"y"), keyed)
    assert (other[0], json.loads(other[1])["code"]) == (409, "idempotency-mismatch")
    assert (await raw(wang, "POST", place, photo, FORM))[0] == 200
    assert (await wang.get(path)).body["revision"] == 3


async def test_a_key_stands_for_one_relative(anyone: Caller):
    wang, key = await anyone.signed_in("王小云"), {"Idempotency-Key": "r"}
    first = await wang.post("/relatives", CHILD, headers=key)
    assert (await wang.post("/relatives", CHILD, headers=key)).body == first.body
    other = await wang.post("/relatives", {**CHILD, "name": "王大大"}, headers=key)
    assert (other.status, other.code) == (409, "idempotency-mismatch")
    assert len((await wang.get("/relatives")).body["items"]) == 1


async def test_somebody_without_a_name_is_nobodys_relative(anyone: Caller):
    wang = await anyone.signed_in("王小云")
    for name in ("  ", "\u3000", "\u2003\u00a0", "王\u202e小云", "王\u200b小云", "\ufeff王小云", "王\u0085小云"):
        answer: Answer = await wang.post("/relatives", {**CHILD, "name": name})
        assert (answer.status, answer.code) == (422, "invalid-request")


def caller_address(caller: Caller) -> tuple[str, int]:
    return caller.client.host, caller.client.port or 0


async def holding(desk: Services, state: FileState) -> bool:
    """Whether there is a file in this state."""
    now, past = desk.clock.now(), desk.clock.now() - timedelta(days=1)
    times = (now, past) if state is FileState.DROPPED else (past, now)
    async with desk.uow(read_only=True) as uow:
        return bool(await uow.files.useless(dropped_before=times[0], expected_before=times[1], limit=9))


async def test_a_caller_who_goes_away_leaves_nothing_held(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    path = await draft_of(wang)
    host, port = caller_address(wang)
    _, writer = await asyncio.open_connection(host, port)
    head = f"PUT /api/v1{path}/materials/household_book HTTP/1.1\r\nHost: desk\r\nContent-Length: 9000000\r\n"
    head += f"Authorization: Bearer {wang.token}\r\nContent-Type: {FORM['Content-Type']}\r\n\r\n"
    writer.write(head.encode() + one_part(NAMED + b'filename="a.jpg"', bytes(300_000), end=b""))
    await writer.drain()
    await eventually(lambda: holding(desk, FileState.EXPECTED))
    writer.transport.abort()
    await eventually(lambda: holding(desk, FileState.DROPPED))
    assert (await wang.get(path)).body["revision"] == 1
