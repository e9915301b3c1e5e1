"""The outgoing client against the stand-in platform: tokens, every error, every fault on the wire."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.messages import Choice
from integrations.redis.client import make_redis
from integrations.redis.tokens import RedisTokenStore
from integrations.sandbox.wechat.app import sandbox_app
from integrations.sandbox.wechat.store import MESSAGE_COUNT
from integrations.wechat import faults
from integrations.wechat.client import WeChatClient
from integrations.wechat.menu import default_menu, menu_body
from integrations.wechat.tokens import MemoryTokenStore, StoredToken
from tests.wechat import CONFIG, TestClock

SEND, TOKEN = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"


class Platform:
    """A running stand-in, its control API, and clients of it."""

    def __init__(self, url: str, session: aiohttp.ClientSession, clock: TestClock) -> None:
        self.url, self.session, self.clock = url, session, clock

    def client(self, **changes: Any) -> WeChatClient:
        given = {"clock": self.clock, "base_url": self.url, "secret": CONFIG.app_secret} | changes
        return WeChatClient(self.session, CONFIG.app_id, given.pop("secret"), **given)

    async def post(self, path: str, /, **body: Any) -> dict[str, Any]:
        async with self.session.post(self.url + path, json=body) as response:
            return await response.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(self.url + path) as response:
            return await response.json()

    async def person(self, **action: Any) -> str:
        """Somebody who did something (nobody listens to the callback)."""
        openid = (await self.post("/_users"))["openid"]
        if action:
            await self.post(f"/_users/{openid}/messages", **action)
        return openid

    async def said_to(self, openid: str) -> list[str]:
        messages = (await self.get(f"/_users/{openid}/chat"))["messages"]
        return [each["content"] for each in messages if each.get("via") == "customer"]

    async def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await self.post("/_clock", advance_s=seconds)


@asynccontextmanager
async def running(**changes: Any) -> AsyncIterator[Platform]:
    config = (
        replace(CONFIG, retries=0, wait_s=0.2, callback="http://127.0.0.1:9/")
        if not changes
        else replace(CONFIG, **changes)
    )
    runner = web.AppRunner(sandbox_app(config), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield Platform(f"http://127.0.0.1:{runner.addresses[0][1]}", session, TestClock())
    finally:
        await runner.cleanup()


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with running() as platform:
        yield platform


async def calls(platform: Platform, path: str) -> int:
    return int((await platform.get("/_stats")).get(path, 0))


async def test_fifty_calls_ask_for_one_token(platform):
    client = platform.client()
    await asyncio.gather(*(client.callback_addresses() for _ in range(50)))
    assert await calls(platform, TOKEN) == 1
    assert await calls(platform, "/cgi-bin/getcallbackip") == 50


async def test_an_expired_token_is_replaced_before_it_is_refused(platform):
    client = platform.client()
    await client.callback_addresses()
    await platform.advance(7200)
    await asyncio.gather(*(client.callback_addresses() for _ in range(50)))
    assert await calls(platform, TOKEN) == 2
    assert await calls(platform, "/cgi-bin/getcallbackip") == 51


async def test_a_token_the_platform_no_longer_knows_is_replaced_once(platform):
    store = MemoryTokenStore()
    client = platform.client(store=store)
    until = platform.clock.now().replace(year=platform.clock.now().year + 1)
    await store.write(CONFIG.app_id, StoredToken("stale", until))
    await asyncio.gather(*(client.callback_addresses() for _ in range(50)))
    assert await calls(platform, TOKEN) == 1


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_retried_once_and_no_more(platform, code):
    client = platform.client()
    await platform.post("/_faults", path="/cgi-bin/getcallbackip", errcode=code, times=1)
    assert await client.callback_addresses() == ["127.0.0.1"]
    await platform.post("/_faults", path="/cgi-bin/getcallbackip", errcode=code, times=100)
    before = await calls(platform, "/cgi-bin/getcallbackip")
    with pytest.raises(faults.TokenRefused):
        await client.callback_addresses()
    assert await calls(platform, "/cgi-bin/getcallbackip") == before + 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, faults.SystemBusy),
        (40164, faults.IpNotAllowed),
        (43101, faults.NotSubscribed),
        (45009, faults.QuotaExhausted),
        (45011, faults.BackOff),
        (45015, faults.WindowClosed),
        (45047, faults.CountExceeded),
        (48001, faults.Rejected),
    ],
)
async def test_error_codes(platform, code, kind):
    await platform.post("/_faults", path=SEND, errcode=code)
    with pytest.raises(kind) as caught:
        await platform.client().send_text("o", "好")
    assert type(caught.value) is kind
    assert caught.value.code == code


@pytest.mark.parametrize("path", [TOKEN, SEND])
@pytest.mark.parametrize("fault", [{"drop": True}, {"garbage": True}, {"status": 502}, {"delay_s": 5}])
async def test_a_broken_wire_is_unreachable_and_shows_no_secret(platform, path, fault, caplog):
    caplog.set_level(logging.DEBUG)
    client = platform.client(timeout=aiohttp.ClientTimeout(total=0.3))
    # Twice: aiohttp itself repeats an idempotent request on a connection that was dropped.
    await platform.post("/_faults", path=path, times=2, **fault)
    with pytest.raises(faults.Unreachable) as caught:
        await client.send_text("oSomebody", "好")
    shown = f"{caught.value!r} {caught.value} {client!r} {caplog.text} {caught.value.__cause__}"
    assert caught.value.__suppress_context__
    for secret in (CONFIG.app_secret, "access_token", "oSomebody"):
        assert secret not in shown


async def test_nobody_listens():
    async with aiohttp.ClientSession() as session:
        client = WeChatClient(session, "app", "s3cret", clock=TestClock(), base_url="http://127.0.0.1:9")
        with pytest.raises(faults.Unreachable) as caught:
            await client.callback_addresses()
        assert "s3cret" not in str(caught.value)


async def test_a_wrong_secret_or_address_is_told(platform):
    with pytest.raises(faults.Rejected) as caught:
        await platform.client(secret="wrong-secret").callback_addresses()
    assert caught.value.code == 40125
    assert "wrong-secret" not in str(caught.value)
    await platform.post("/_config", addresses=["10.0.0.1"])
    with pytest.raises(faults.IpNotAllowed):
        await platform.client().callback_addresses()


async def test_the_day_s_quota():
    async with running(quota=3) as platform:
        client = platform.client()
        for _ in range(3):
            await client.callback_addresses()
        with pytest.raises(faults.QuotaExhausted) as caught:
            await client.callback_addresses()
        due = faults.retry_after(caught.value, platform.clock.now(), 0)
        await platform.advance((due - platform.clock.now()).total_seconds())
        assert await client.callback_addresses()


async def test_five_messages_in_48_hours_after_a_message(platform):
    openid = await platform.person(type="text", content="你好")
    client = platform.client()
    for number in range(MESSAGE_COUNT):
        await client.send_text(openid, f'第{number}条 "引号" \\ 汉字')
    with pytest.raises(faults.CountExceeded):
        await client.send_text(openid, "多了")
    assert len(await platform.said_to(openid)) == 5
    assert (await platform.said_to(openid))[0] == '第0条 "引号" \\ 汉字'
    await platform.advance(48 * 3600 + 1)
    with pytest.raises(faults.WindowClosed):
        await client.send_text(openid, "晚了")


@pytest.mark.parametrize(
    "action", [{"type": "click", "key": "k"}, {"type": "scan", "scene": "s"}, {"type": "subscribe"}]
)
async def test_three_messages_in_a_minute_after_a_click(platform, action):
    openid = await platform.person(**action)
    client = platform.client()
    for _ in range(3):
        await client.send_text(openid, "好")
    with pytest.raises(faults.CountExceeded):
        await client.send_text(openid, "多了")
    await platform.advance(61)
    with pytest.raises(faults.WindowClosed):
        await client.send_text(openid, "晚了")


async def test_strangers_and_those_who_left(platform):
    with pytest.raises(faults.Rejected):
        await platform.client().send_text("oNobody", "好")
    with pytest.raises(faults.WindowClosed):
        await platform.client().send_text(await platform.person(), "从没说过话")
    openid = await platform.person(type="text", content="你好")
    await platform.post(f"/_users/{openid}/messages", type="unsubscribe")
    with pytest.raises(faults.WindowClosed):
        await platform.client().send_text(openid, "走了")


async def test_options_to_tap_and_typing(platform):
    openid = await platform.person(type="text", content="身份证")
    client = platform.client()
    await client.typing(openid)
    await client.send_options(openid, "您要办哪一项？", [Choice(1, "补领"), Choice(2, "换领")], "点一下就行")
    shown = (await platform.get(f"/_users/{openid}/chat"))["messages"][-1]
    assert shown["type"] == "msgmenu"
    assert shown["list"] == [{"id": "1", "content": "补领"}, {"id": "2", "content": "换领"}]


async def test_the_menu_is_published_read_and_removed(platform):
    client = platform.client()
    assert await client.menu() is None
    body = menu_body(default_menu("https://fw.example.gov.cn"))
    await client.publish_menu(body)
    assert (await client.menu() or {})["menu"] == body
    await client.delete_menu()
    assert await client.menu() is None
    with pytest.raises(faults.Rejected):
        await client.publish_menu({"button": []})


async def test_scene_codes(platform):
    assert await platform.client().scene_ticket("hall-1")
    assert await platform.client().scene_ticket("hall-1", 600)


async def test_demo_citizens_of_the_mini_program(platform):
    query = f"appid={CONFIG.miniapp_app_id}&secret={CONFIG.miniapp_secret}&grant_type=authorization_code"
    first = await platform.get(f"/sns/jscode2session?{query}&js_code=demo:张三")
    assert first == await platform.get(f"/sns/jscode2session?{query}&js_code=demo:张三")
    other = await platform.get(f"/sns/jscode2session?{query}&js_code=demo:李四")
    assert first["openid"] != other["openid"]
    assert (await platform.get(f"/sns/jscode2session?{query}&js_code=nonsense"))["errcode"] == 40029
    phone = await platform.client().call("POST", "/wxa/business/getuserphonenumber", {"code": "demo:张三"})
    assert len(phone["phone_info"]["phoneNumber"]) == 11
    with pytest.raises(faults.Rejected):
        await platform.client().call("POST", "/wxa/business/getuserphonenumber", {"code": "stale"})


async def test_processes_share_a_token_through_redis(platform, redis_url):
    async with make_redis(redis_url) as redis:
        await redis.flushdb()
        clients = [platform.client(store=RedisTokenStore(redis)) for _ in range(5)]
        await asyncio.gather(*(client.callback_addresses() for client in clients for _ in range(10)))
        assert await calls(platform, TOKEN) == 1
        store = RedisTokenStore(redis)
        token = await store.read(CONFIG.app_id)
        assert token is not None
        await store.drop(CONFIG.app_id, "another")
        assert await store.read(CONFIG.app_id) == token
        await store.drop(CONFIG.app_id, token.value)
        assert await store.read(CONFIG.app_id) is None


async def test_a_lock_is_released_by_its_owner_only(redis_url):
    async with make_redis(redis_url) as redis:
        await redis.flushdb()
        store = RedisTokenStore(redis)
        assert await store.acquire("app", "one", 10)
        assert not await store.acquire("app", "two", 10)
        await store.release("app", "two")
        assert not await store.acquire("app", "two", 10)
        await store.release("app", "one")
        assert await store.acquire("app", "two", 10)


async def test_redis_lost_in_mid_run(platform, redis_server):
    async with make_redis(redis_server.url) as redis:
        client = platform.client(store=RedisTokenStore(redis))
        await client.callback_addresses()
        redis_server.kill()
        await platform.advance(7200)
        assert await client.callback_addresses()
        assert await calls(platform, TOKEN) == 2
