"""``/handovers``: opened once, read by its own citizen alone, live over a socket that loses and doubles nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, FormData, WSServerHandshakeError

from affairs.staff.permissions import Actor
from handlers.services import Services
from handlers.settings import Settings
from tests.http.advisors import advisor
from tests.http.citizens import Caller, calling, desk_services
from tests.http.test_applications import begun

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360606060000000050001a5f6"
    "45400000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture
async def lin(desk: Services) -> Actor:
    return await advisor(desk)


@asynccontextmanager
async def live(caller: Caller, handover_id: str, after: int = 0) -> AsyncIterator[ClientWebSocketResponse]:
    """The socket of a citizen."""
    headers = {"Authorization": f"Bearer {caller.token}"}
    path = f"/api/v1/handovers/{handover_id}/live?after={after}"
    async with caller.client.ws_connect(path, headers=headers) as socket:
        yield socket


async def heard(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next frame of a kind."""
    async with asyncio.timeout(10):
        while True:
            frame: dict[str, Any] = await socket.receive_json()
            if frame["type"] == kind:
                return frame


async def test_opened_once_in_ones_own_words_and_absent_for_others(anyone: Caller, desk: Services, lin: Actor):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李大山")
    number = (await begun(wang)).body["application_no"]
    made = await wang.post(
        "/handovers", {"summary": "材料总是传不上", "application_no": number}, headers={"Idempotency-Key": "k"}
    )
    assert made.status == 201
    assert number in made.body["summary"]
    assert made.body["state"] == "waiting"
    again = await wang.post(
        "/handovers", {"summary": "材料总是传不上", "application_no": number}, headers={"Idempotency-Key": "k"}
    )
    assert again.body["id"] == made.body["id"]
    other = await wang.post("/handovers", {"summary": "别的"}, headers={"Idempotency-Key": "k"})
    assert (other.status, other.code) == (409, "idempotency-mismatch")
    there = f"/handovers/{made.body['id']}"
    for method, path in (
        ("GET", there),
        ("GET", f"{there}/live"),
        ("POST", f"{there}/messages"),
        ("POST", f"{there}/seen"),
        ("POST", f"{there}/rating"),
        ("DELETE", there),
        ("GET", f"{there}/files/1"),
    ):
        assert (await li.call(method, path, {} if method == "POST" else None)).status == 404, path
    assert (await li.post("/handovers", {"summary": "x", "application_no": number})).status == 404
    assert (await anyone.get("/handovers")).status == 401
    assert [each["id"] for each in (await wang.get("/handovers")).body["items"]] == [made.body["id"]]
    assert (await li.get("/handovers")).body["items"] == []
    with pytest.raises(WSServerHandshakeError):
        async with live(li, made.body["id"]):
            pass


async def test_talk_over_the_socket_and_come_back_without_loss(anyone: Caller, desk: Services, lin: Actor):
    wang = await anyone.signed_in("王小云")
    made = (await wang.post("/handovers", {"summary": "公司注销要多久"})).body["id"]
    async with live(wang, made) as socket:
        assert (await heard(socket, "state"))["state"] == "waiting"
        await socket.send_json({"type": "message", "text": "在吗", "client_id": "c-1"})
        assert (await heard(socket, "ack"))["seq"] == 1
        await socket.send_json({"type": "message", "text": "在吗", "client_id": "c-1"})
        assert (await heard(socket, "ack"))["seq"] == 1
        await desk.handovers.desk.take(lin, made)
        assert (await heard(socket, "state"))["advisor"] == "林晓"
        await desk.handovers.desk.say(lin, made, "二十个工作日")
        while (message := await heard(socket, "message"))["sender"] != "staff":
            pass
        assert (message["text"], message["seq"]) == ("二十个工作日", 3)
        await socket.send_json({"type": "seen", "seq": 3})
        await socket.send_json({"type": "ping"})
        await heard(socket, "pong")
        for broken in ("[]", "nonsense", '{"type": "message"}', '{"type": "seen", "seq": -1}', '{"type": []}'):
            await socket.send_str(broken)
            assert (await heard(socket, "error"))["code"] == "invalid-request"
    await desk.handovers.desk.note(lin, made, "内部的话")
    await desk.handovers.desk.say(lin, made, "还要公告")
    async with live(wang, made, after=3) as socket:
        assert (await heard(socket, "message"))["text"] == "还要公告"
    whole = (await wang.get(f"/handovers/{made}/live")).body
    assert [each["text"] for each in whole["messages"]] == [
        "在吗",
        "林晓已接手，正在看您的情况。",
        "二十个工作日",
        "还要公告",
    ]
    await desk.handovers.desk.close(lin, made, "已说明")
    refused = await wang.post(f"/handovers/{made}/messages", {"text": "谢谢"})
    assert (refused.status, refused.code) == (409, "handover-over")
    assert (await wang.post(f"/handovers/{made}/rating", {"stars": 1})).body["stars"] == 1
    assert (await wang.post(f"/handovers/{made}/rating", {"stars": 2})).code == "handover-over"


async def test_photos_and_files_and_nothing_that_a_browser_runs(anyone: Caller, desk: Services, lin: Actor):
    wang = await anyone.signed_in("王小云")
    made = (await wang.post("/handovers", {"summary": "照片不清楚怎么办"})).body["id"]

    async def sent(name: str, content: bytes, kind: str, key: str = "") -> dict[str, Any]:
        form = FormData()
        form.add_field("file", content, filename=name, content_type=kind)
        headers = {"Idempotency-Key": key} if key else {}
        answer = await wang.call("POST", f"/handovers/{made}/files", data=form, headers=headers)
        assert answer.status == 201, answer.body
        return dict(answer.body)

    photo = await sent("证件.png", PNG, "image/png", "k-1")
    assert (await sent("证件.png", PNG, "image/png", "k-1"))["seq"] == photo["seq"]
    page = await sent("../../x.html", b"<script>alert(1)</script>", "text/html")
    assert page["file"]["kind"] == ""
    for message in (photo, page):
        answer = await wang.get(f"/handovers/{made}/files/{message['seq']}")
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    for odd in ("0", "99", "x", "1/..", "９"):
        assert (await wang.get(f"/handovers/{made}/files/{odd}")).status == 404


async def test_asked_by_somebody_who_signed_in(anyone: Caller, desk: Services, lin: Actor):
    wang = await anyone.signed_in("王小云")
    first = (await anyone.post("/ask", {"text": "转人工"})).body
    assert first["kind"] == "handover"
    assert "12345" in first["text"]
    offered = (await wang.post("/ask", {"text": "转人工"})).body
    talk = {"conversation_id": offered["conversation_id"]}
    assert (await wang.post("/ask", {"text": "想问公司注销", **talk})).body["kind"] == "handover"
    assert (await wang.post("/ask", {"text": "1", **talk})).body["kind"] == "handover"
    assert (await wang.post("/ask", {"text": "在吗", **talk})).body["text"] == "已转给工作人员。"
    (mine,) = (await wang.get("/handovers")).body["items"]
    stranger = (await anyone.post("/ask", {"text": "身份证丢了怎么办", **talk})).body
    assert stranger["kind"] != "handover", "whoever has the conversation's id alone reaches nobody's advisor"
    assert (await wang.get(f"/handovers/{mine['id']}/live")).body["last_seq"] == 1
    assert (await wang.delete(f"/handovers/{mine['id']}")).status == 204


@pytest.mark.parametrize("stores", ["servers"], indirect=True)
async def test_between_two_processes(settings: Settings, platform: str, anyone: Caller, desk: Services):
    """What is said at one process reaches a socket of the other at once, and in its order."""
    lin = await advisor(desk)
    wang = await anyone.signed_in("王小云")
    made = (await wang.post("/handovers", {"summary": "公司注销"})).body["id"]
    await desk.handovers.desk.take(lin, made)
    async with desk_services(settings, platform) as second, calling(second) as other:
        there = Caller(other.client, wang.token)
        async with live(there, made) as socket:
            for number in range(5):
                await desk.handovers.desk.say(lin, made, f"答{number}")
            texts = [(await heard(socket, "message"))["text"] for _ in range(6)]
    assert texts[1:] == [f"答{number}" for number in range(5)]
