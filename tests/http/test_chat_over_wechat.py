"""One whole application over WeChat's encrypted path: the stand-in platform, its media, the product's callback."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from handlers.app import make_app
from handlers.services import Services
from handlers.settings import Settings
from handlers.worker import dispatching
from tests import papers
from tests.http.citizens import CONFIG, Caller, desk_services

NAME = "王小云"
ACCOUNT = {
    "wechat_token": SecretStr(CONFIG.token),
    "wechat_aes_key": SecretStr(CONFIG.aes_key),
    "wechat_app_id": CONFIG.app_id,
    "wechat_app_secret": SecretStr(CONFIG.app_secret),
}


TAP = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=(?P<content>[^"&]+)&msgmenuid=(?P<id>[^"&]+)">')


@dataclass
class Phone:
    """A person's phone at the stand-in platform."""

    http: aiohttp.ClientSession
    platform: str
    openid: str

    async def post(self, path: str, body: Any) -> Any:
        async with self.http.post(f"{self.platform}{path}", json=body) as answer:
            assert answer.ok, await answer.text()
            return await answer.json()

    async def act(self, **action: Any) -> str:
        outcome = await self.post(f"/_users/{self.openid}/messages", action)
        return str((outcome["reply"] or {}).get("content", ""))

    async def say(self, *lines: str) -> str:
        told = ""
        for line in lines:
            told = await self.act(type="text", content=line)
        return told

    async def photo(self, content: bytes) -> str:
        headers = {"Content-Type": "image/jpeg"}
        url = f"{self.platform}/_users/{self.openid}/media?name=IMG_1.jpg"
        async with self.http.post(url, data=content, headers=headers) as answer:
            media_id = (await answer.json())["media_id"]
        return await self.act(type="image", media_id=media_id)

    async def lines(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.platform}/_users/{self.openid}/chat") as answer:
            return list((await answer.json())["messages"])


@pytest.fixture
async def desk(settings: Settings, platform: str) -> AsyncIterator[Services]:
    async with desk_services(settings, platform, **ACCOUNT) as opened:
        yield opened


@pytest.fixture
async def client(desk: Services) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(make_app(desk))) as made:
        yield made


@pytest.fixture
async def phone(client: TestClient, platform: str) -> AsyncIterator[Phone]:
    async with aiohttp.ClientSession() as http:
        made = Phone(http, platform, "o" + "w" * 27)
        await made.post("/_config", {"callback": str(client.make_url("/wechat")), "wait_s": 5.0})
        await made.post("/_users", {"openid": made.openid, "citizen": NAME})
        yield made


async def test_a_whole_story(phone: Phone, client: TestClient):
    link = TAP.search(await phone.say("身份证丢了怎么补领"))
    assert link
    # The account and the mini-program are of one owner: the person is known here who logged in there.
    told = await phone.act(type="option", id=link["id"], content=link["content"])
    assert "实名" in told
    number = "110101199003074530"
    told = await phone.say(f"{NAME} {number}")
    assert "（1/8）姓名" in told
    told = await phone.say("对", "对", "13912345678", "云江区人民路1号")
    tap = next(each for each in TAP.finditer(told) if each["content"] == "丢失")
    told = await phone.act(type="option", id=tap["id"], content=tap["content"])
    told = await phone.say("昨天", "否", "否", "窗口领取")
    assert "请发材料：居民户口簿" in told
    assert "取不到" in await phone.act(type="image")  # a media id that the platform does not know
    assert "收到“居民户口簿”第 1 个文件" in await phone.photo(papers.jpeg(papers.photo(papers.page())))
    told = await phone.say("好了", "跳过")
    assert "请核对“居民身份证丢失补领”" in told
    assert "居民户口簿：1 个文件" in told
    told = await phone.say("提交")
    assert "提交成功" in told
    mini = await Caller(client).signed_in(NAME)
    rows = (await mini.get("/applications")).body["items"]
    assert [each["state"] for each in rows] == ["submitted"]
    assert rows[0]["application_no"] in told
    assert not any(number in str(line.get("content")) for line in await phone.lines() if line["from"] == "account")


async def test_a_photo_that_is_slow_to_fetch_is_answered_late(phone: Phone, desk: Services):
    await phone.say("身份证丢了怎么补领", "在线申请", f"{NAME} 110101199003074530")
    await phone.say("对", "对", "13912345678", "云江区人民路1号", "丢失", "昨天", "否", "否", "窗口领取")
    await phone.post("/_faults", {"path": "/cgi-bin/media/get", "delay_s": 5.5})
    live = phone.http.ws_connect(f"{phone.platform}/_users/{phone.openid}/live")
    async with dispatching(desk), asyncio.timeout(30), live as lines:
        assert await phone.photo(papers.jpeg(papers.photo(papers.page()))) == ""
        line = await lines.receive_json()
        while line["via"] != "customer":
            line = await lines.receive_json()
    assert "收到“居民户口簿”第 1 个文件" in line["content"]


async def test_when_the_platform_is_away_the_photo_can_be_sent_again(phone: Phone):
    await phone.say("身份证丢了怎么补领", "在线申请", f"{NAME} 110101199003074530")
    await phone.say("对", "对", "13912345678", "云江区人民路1号", "丢失", "昨天", "否", "否", "窗口领取")
    await phone.post("/_faults", {"path": "/cgi-bin/media/get", "garbage": True})
    assert "过一会儿" in await phone.photo(papers.jpeg(papers.photo(papers.page())))
    await phone.post("/_faults", {"path": "/cgi-bin/media/get", "errcode": 40001})
    assert "第 1 个文件" in await phone.photo(papers.jpeg(papers.photo(papers.page())))
