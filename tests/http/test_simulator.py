"""The simulator's calls, over a stand-in platform in a process of its own and the application on a real port."""

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from handlers.app import make_app
from handlers.services import Services
from handlers.simulator import Place, Simulator
from handlers.simulator.lines import action_of, line_of
from tests.http.conftest import AES_KEY, APP_ID, TOKEN
from tests.wechat import sandbox_process

PLACES = (Place("锦湖片区", 25.04, 102.71),)


@pytest.fixture(scope="module")
def platform() -> Iterator[str]:
    """Address of a stand-in platform with the account of these tests."""
    with sandbox_process(token=TOKEN, aes_key=AES_KEY, app_id=APP_ID, wait_s=5) as url:
        yield url


@pytest.fixture
async def phone(services: Services, platform: str) -> AsyncIterator[TestClient]:
    """A browser on the simulator page; cookies are its own."""
    async with aiohttp.ClientSession() as session:
        app = make_app(services, Simulator(session, platform, "模拟账号", PLACES))
        async with TestClient(TestServer(app), cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            callback = str(client.make_url("/wechat"))
            async with session.post(f"{platform}/_config", json={"callback": callback}) as answer:
                assert answer.ok
            yield client


async def lines(phone: TestClient, after: int = 0) -> list[dict]:
    body = await (await phone.get(f"/simulator/chat?after={after}")).json()
    assert body["total"] >= len(body["lines"])
    return body["lines"]


async def test_the_page(phone: TestClient):
    text = await (await phone.get("/")).text()
    assert "模拟账号" in text
    assert 'data-lat="25.04"' in text
    for path in ("/simulator/static/phone.js", "/simulator/static/phone.css"):
        assert path in text
        assert (await phone.get(path)).status == 200


async def test_a_message_goes_and_comes_encrypted(phone: TestClient):
    started = await phone.post("/simulator/start", json={})
    assert started.status == 200
    cookie = started.cookies["simulated_openid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert [line["from"] for line in await lines(phone)] == ["bot"]
    assert (await phone.post("/simulator/messages", json={"type": "text", "content": "身份证丢了怎么办"})).status == 200
    asked, answered = await lines(phone, after=1)
    assert asked == {"from": "user", "text": "身份证丢了怎么办", "options": []}
    assert "居民身份证丢失补领" in answered["text"]
    parts = {part["title"]: part["text"] for part in (await (await phone.get("/simulator/wire")).json())["parts"]}
    assert next(iter(parts)) == "请求地址"
    assert "msg_signature=" in parts["请求地址"]
    assert "身份证丢了怎么办" in parts["解密后的消息"]
    assert "身份证丢了怎么办" not in parts["微信发来的报文（加密）"]
    assert "<Encrypt>" in parts["我们的回复（加密）"]
    assert "居民身份证丢失补领" in parts["解密后的回复"]
    assert parts["HTTP 状态"] == "200"


async def test_starting_again_keeps_the_chat_and_scans(phone: TestClient):
    await phone.post("/simulator/start", json={})
    await phone.post("/simulator/start", json={})
    assert len(await lines(phone)) == 1
    await phone.post("/simulator/start", json={"scene": "region:530199001"})
    assert "锦湖片区" in (await lines(phone))[-1]["text"]


async def test_two_browsers_are_two_people(phone: TestClient, services: Services, platform: str):
    await phone.post("/simulator/start", json={})
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as other:
        url = str(phone.make_url("/simulator/chat"))
        assert (await (await other.get(url)).json())["lines"] == []
        for forged in ("o" * 28, "../../_config", "o" + "x" * 400):
            answer = await other.get(url, cookies={"simulated_openid": forged})
            assert answer.status in {200, 503}
            assert "身份证" not in await answer.text()


@pytest.mark.parametrize(
    "message",
    [
        [],
        {},
        {"type": "subscribe"},
        {"type": ["text"]},
        {"type": "location", "latitude": "x"},
        {"type": "location", "latitude": 91, "longitude": 0},
        {"type": "location", "latitude": "nan", "longitude": 0},
        {"type": "location", "latitude": [1], "longitude": 0},
        {"type": "raw", "fields": {"MsgType": "event"}},
    ],
)
async def test_what_no_phone_sends(phone: TestClient, message: object):
    await phone.post("/simulator/start", json={})
    assert (await phone.post("/simulator/messages", json=message)).status == 422


async def test_without_a_person_nothing_is_sent(phone: TestClient):
    assert (await phone.post("/simulator/messages", json={"type": "text", "content": "x"})).status == 422
    assert (await phone.post("/simulator/messages", data=b"x" * 100_000)).status == 422


async def test_every_kind_gets_an_answer(phone: TestClient):
    await phone.post("/simulator/start", json={})
    sent = [
        {"type": "location", "latitude": 25.04, "longitude": 102.71, "label": "锦湖片区"},
        {"type": "voice"},
        {"type": "image"},
        {"type": "menu", "key": "centre", "label": "地址与时间"},
        {"type": "option", "id": "1", "content": "身份证丢失补领"},
    ]
    for message in sent:
        before = len(await lines(phone))
        assert (await phone.post("/simulator/messages", json=message)).status == 200
        assert [line["from"] for line in await lines(phone, before)] == ["user", "bot"]
    texts = [line["text"] for line in await lines(phone) if line["from"] == "user"]
    assert texts == ["[位置] 锦湖片区", "[语音]", "[图片]", "[菜单] 地址与时间", "身份证丢失补领"]


async def test_a_photo_is_kept_by_the_platform_and_sent(phone: TestClient):
    await phone.post("/simulator/start", json={})
    before = len(await lines(phone))
    jpeg = {"Content-Type": "image/jpeg"}
    assert (await phone.post("/simulator/photos", data=b"\xff\xd8\xff" + bytes(500), headers=jpeg)).status == 200
    assert (await lines(phone, before))[0]["text"] == "[图片]"
    assert (await phone.post("/simulator/photos", data=b"", headers=jpeg)).status == 413
    assert (await phone.post("/simulator/photos", data=b"x", headers={"Content-Type": "text/html"})).status == 422


async def test_a_photo_of_nobody_is_not_sent(phone: TestClient):
    answer = await phone.post("/simulator/photos", data=b"x", headers={"Content-Type": "image/png"})
    assert answer.status == 422


async def test_a_platform_that_is_away(services: Services):
    async with aiohttp.ClientSession() as session:
        app = make_app(services, Simulator(session, "http://127.0.0.1:9", "", ()))
        async with TestClient(TestServer(app)) as client:
            response = await client.post("/simulator/start", json={})
            assert response.status == 503
            assert "模拟平台没有应答" in (await response.json())["detail"]


def test_options_of_a_menu_message():
    shown = {"from": "account", "type": "msgmenu", "head_content": "满意吗？", "list": [{"id": "1", "content": "满意"}]}
    assert line_of(shown) == {"from": "bot", "text": "满意吗？", "options": [{"id": "1", "content": "满意"}]}
    assert line_of({"from": "account", "type": "error", "content": "故障"})["from"] == "note"


def test_texts_are_bounded():
    assert len(action_of({"type": "text", "content": "x" * 10_000})["content"]) == 2000
