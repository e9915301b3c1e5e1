"""The advisors' desk over HTTP: the queue without words of citizens, a conversation for whoever has it, live pages."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import FormData, WSServerHandshakeError

from affairs.staff.audit import Act, AuditFilter
from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.citizens import Caller, calling
from tests.http.staff import Browser, browsing, hired, quick
from tests.http.test_applications import begun, filled
from tests.http.test_handovers import PNG

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@dataclass
class Stage:
    """A citizen with an open hand-over, and two advisors."""

    wang: Caller
    lin: Browser
    chen: Browser
    desk: Services
    id: str

    @property
    def there(self) -> str:
        return f"/console/handovers/{self.id}"

    async def post(self, path: str, **fields: object) -> Any:
        """By the advisor who has it, from the page of the conversation."""
        return await self.lin.post(f"{self.there}/{path}", self.there, **fields)


@pytest.fixture
async def stage(desk: Services) -> AsyncIterator[Stage]:
    async with calling(desk) as caller, browsing(quick(desk)) as lin, browsing(quick(desk)) as chen:
        await hired(lin.services, "lin", Role.ADVISOR, name="林晓")
        await hired(lin.services, "chen", Role.ADVISOR, name="陈立")
        await lin.log_in("lin")
        await chen.log_in("chen")
        wang = await caller.signed_in("王小云")
        made = await wang.post("/handovers", {"summary": f"材料总是传不上{HOSTILE}"})
        yield Stage(wang, lin, chen, desk, made.body["id"])


async def test_queue_take_answer_close(stage: Stage):
    page = await stage.lin.get("/console/handovers")
    assert page.status == 200
    assert not page.says("传不上"), "nothing that a citizen said, before somebody has it"
    assert (await stage.lin.get(stage.there)).status == 404
    assert (await stage.lin.post(f"{stage.there}/take", "/console/handovers")).status == 303
    assert (await stage.chen.post(f"{stage.there}/take", "/console/handovers")).status == 409
    assert (await stage.chen.get(stage.there)).status == 404
    page = await stage.lin.get(stage.there)
    assert page.says("材料总是传不上")
    assert HOSTILE not in page.text
    assert "<script>alert" not in page.text
    sent = {"text": f"请拍清楚{HOSTILE}", "client_id": "c1"}
    assert (await stage.post("messages", **sent)).status == 303
    assert (await stage.post("messages", **sent)).status == 303
    page = await stage.lin.get(stage.there)
    assert page.text.count("请拍清楚") == 1
    assert HOSTILE not in page.text
    assert page.says("待发送"), "nobody has fetched it: it is not shown as sent"
    whole = (await stage.wang.get(f"/handovers/{stage.id}/live")).body
    assert whole["messages"][-1]["text"] == sent["text"]
    await stage.wang.post(f"/handovers/{stage.id}/seen", {"seq": whole["last_seq"]})
    assert (await stage.lin.get(stage.there)).says("已送达")
    empty = await stage.post("messages", text="   ")
    assert (empty.status, empty.says("空白")) == (422, True)
    assert (await stage.post("close", outcome="已教会拍照")).status == 303
    assert (await stage.post("messages", text="还有")).status in {409, 403}
    assert (await stage.wang.get(f"/handovers/{stage.id}")).body["outcome"] == "已教会拍照"


async def test_notes_colleagues_transfer_and_give_back(stage: Stage):
    await stage.lin.post(f"{stage.there}/take", "/console/handovers")
    await stage.chen.get("/console/handovers")
    chen = next(each for each in (await stage.lin.services.staff.accounts.roster()).staff if each.login == "chen")
    assert (await stage.post("notes", note="帮我看看", ask=chen.id)).status == 303
    assert (await stage.chen.get(stage.there)).says("@陈立 帮我看看")
    assert "帮我看看" not in json.dumps((await stage.wang.get(f"/handovers/{stage.id}/live")).body, ensure_ascii=False)
    assert (await stage.post("transfer", to=chen.id)).status == 303
    assert (await stage.chen.get("/console/handovers")).says("优先给您")
    assert (await stage.chen.post(f"{stage.there}/take", "/console/handovers")).status == 303
    assert (await stage.chen.post(f"{stage.there}/give-back", stage.there)).status == 303
    assert (await stage.wang.get(f"/handovers/{stage.id}")).body["state"] == "given-back"


async def test_files_both_ways_are_downloads(stage: Stage):
    await stage.lin.post(f"{stage.there}/take", "/console/handovers")
    token = (await stage.lin.get(stage.there)).csrf

    async def upload(name: str, content: bytes, kind: str, csrf: str = token) -> int:
        form = FormData(default_to_multipart=True)
        form.add_field("csrf", csrf)
        form.add_field("file", content, filename=name, content_type=kind)
        answer = await stage.lin.client.post(f"{stage.there}/files", data=form, allow_redirects=False)
        return answer.status

    assert await upload("../../样例.png", PNG, "image/png") == 303
    assert (
        await upload(
            "x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"
        )
        == 303
    )
    assert await upload("x.html", b"<script>alert(1)</script>", "text/html") == 303
    assert await upload("x.png", PNG, "image/png", csrf="0" * 64) == 403
    messages = [each for each in (await stage.wang.get(f"/handovers/{stage.id}/live")).body["messages"] if each["file"]]
    assert [each["file"]["kind"] for each in messages] == ["png", "", ""]
    bearer = {"Authorization": f"Bearer {stage.wang.token}"}
    for each in messages:
        for answer in (
            await stage.lin.client.get(f"{stage.there}/files/{each['seq']}"),
            await stage.wang.client.get(f"/api/v1/handovers/{stage.id}/files/{each['seq']}", headers=bearer),
        ):
            assert answer.status == 200
            assert answer.headers["Content-Type"] in {"image/png", "application/octet-stream"}
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert (await stage.chen.get(f"{stage.there}/files/{messages[0]['seq']}")).status == 404
    for odd in ("..", "%2e%2e", "0", "x", "-1", "99999999"):
        assert (await stage.lin.get(f"{stage.there}/files/{odd}")).status == 404


async def test_live_pages_tell_what_comes(stage: Stage):
    await stage.lin.post(f"{stage.there}/take", "/console/handovers")
    origin = str(stage.lin.client.make_url("")).rstrip("/")
    async with (
        stage.lin.client.ws_connect(f"{stage.there}/live?after=0", headers={"Origin": origin}) as socket,
        stage.chen.client.ws_connect(
            "/console/handovers/live", headers={"Origin": str(stage.chen.client.make_url("")).rstrip("/")}
        ) as queue,
        asyncio.timeout(20),
    ):
        assert (await queue.receive_json())["type"] == "queue"
        await stage.wang.post(f"/handovers/{stage.id}/messages", {"text": f"在吗{HOSTILE}"})
        while True:
            frame = await socket.receive_json()
            if frame["type"] == "messages" and "在吗" in frame["html"]:
                break
        assert HOSTILE not in frame["html"]
        assert frame["last"] == 2
        await stage.post("messages", text="在的", client_id="x1")
        while (frame := await socket.receive_json())["type"] != "deliveries" or "3" not in frame["items"]:
            pass
        assert frame["items"]["3"] == "待发送"
    piece = await stage.lin.get(f"{stage.there}/live?after=2")
    assert json.loads(piece.text)["last"] == 3
    for headers in ({"Origin": "https://evil.example"}, {}):
        with pytest.raises(WSServerHandshakeError):
            await stage.lin.client.ws_connect(f"{stage.there}/live", headers=headers)


async def test_what_stands_beside_and_its_reading_is_in_the_log(stage: Stage):
    number = (await filled(stage.wang, (await begun(stage.wang)).body))["application_no"]
    await stage.wang.post(f"/applications/{number}/precheck")
    await stage.wang.delete(f"/handovers/{stage.id}")
    made = (await stage.wang.post("/handovers", {"summary": "交不上去", "application_no": number})).body["id"]
    there = f"/console/handovers/{made}"
    await stage.lin.post(f"{there}/take", "/console/handovers")
    page = await stage.lin.get(there)
    assert page.says(number)
    assert page.says("王小云")
    assert "您好，我是林晓" in page.text, "canned answers are filled in"
    assert page.says("以前的咨询")
    found = await stage.lin.get(f"{there}/answers?q=身份证丢了怎么补")
    assert found.says("插入到回复")
    async with stage.desk.uow(read_only=True) as uow:
        acts = [each.act for each in await uow.audit.page(AuditFilter(), 50)]
        asked = await uow.questions.recent(["answered", "clarified", "declined"], 50)
    assert {Act.HANDOVER_READ, Act.APPLICATION_READ, Act.HANDOVER_TAKEN} <= set(acts)
    assert not asked, "what an advisor looks up is no citizen's question"
    item = (await stage.wang.get(f"/applications/{number}")).body["item_code"]
    assert (await stage.lin.post(f"{there}/suggestions", there, phrase="证丢了咋整", item_code=item)).status == 303
    await hired(stage.lin.services, "zheng", Role.EDITOR)
    async with browsing(stage.lin.services) as editor:
        await editor.log_in("zheng")
        page = await editor.get("/console/suggestions")
        assert page.says("证丢了咋整")
        (suggestion,) = await _suggested(stage.desk)
        done = await editor.post(f"/console/suggestions/{suggestion}/accept", "/console/suggestions")
        assert done.status in {303, 409}


async def _suggested(desk: Services) -> list[str]:
    async with desk.uow(read_only=True) as uow:
        return [each.id for each in await uow.handovers.suggestions(limit=9)]


async def test_canned_answers_and_ones_own_status(stage: Stage):
    lin = stage.lin
    assert (await lin.post("/console/canned", "/console/canned", title="邮寄", text="{事项}可以邮寄。")).status == 303
    assert (await lin.get("/console/canned")).says("{事项}可以邮寄。")
    wrong = await lin.post("/console/canned", "/console/canned", title="错", text="{密码}")
    assert (wrong.status, wrong.says("没有“密码”这个变量")) == (422, True)
    assert (
        await lin.post("/console/handovers/own", "/console/handovers", available="no", skills="公安 户籍")
    ).status == 303
    page = await lin.get("/console/handovers")
    assert 'value="no" selected' in page.text
    assert page.says("在岗 0 人") or page.says("在岗 1 人")
