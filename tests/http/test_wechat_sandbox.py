"""The stand-in platform by itself: it must be as strict, and as impatient, as the real one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from integrations.sandbox.wechat.sender import UNAVAILABLE
from integrations.wechat.crypto import CallbackCrypto
from integrations.wechat.render import text_xml
from tests.wechat import CONFIG, channel_of, sandbox_process

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Account:
    """An account whose server answers as the test says, and what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Answer] = []
        self.url = ""

    async def receive(self, request: web.Request) -> web.StreamResponse:
        self.got.append((dict(request.query), await request.read()))
        return await self.answers.pop(0)(request)


async def success(_request: web.Request) -> web.Response:
    return web.Response(text="success")


async def dropped(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def never(_request: web.Request) -> web.Response:
    await asyncio.sleep(3600)
    return web.Response()


def saying(body: str, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(text=body, status=status)

    return answer


@pytest.fixture(scope="module")
def sandbox_url() -> Iterator[str]:
    with sandbox_process(wait_s=0.3) as url:
        yield url


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    account = Account()
    app = web.Application()
    app.router.add_route("*", "/wechat", account.receive)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    account.url = f"http://127.0.0.1:{runner.addresses[0][1]}/wechat"
    yield account
    await runner.cleanup()


@pytest.fixture
async def platform(sandbox_url: str, account: Account) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox_url) as session:
        await post(session, "/_config", callback=account.url, mode="safe", retries=2)
        yield session


async def post(session: aiohttp.ClientSession, path: str, /, **body: Any) -> Any:
    async with session.post(path, json=body) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def person(platform: aiohttp.ClientSession) -> str:
    return str((await post(platform, "/_users"))["openid"])


@pytest.mark.parametrize("fault", [dropped, never, saying("", 500)], ids=["dropped", "never", "500"])
async def test_it_sends_three_times_with_the_same_id(platform, account, fault):
    account.answers = [fault, fault, success]
    result = await post(platform, f"/_users/{await person(platform)}/messages", type="text", content="你好")
    assert result["reply"] is None
    keys = {channel_of().open(query, body).message_key for query, body in account.got}
    assert keys == {str(result["msg_id"])}
    assert len(account.got) == 3
    assert len({query["nonce"] for query, _body in account.got}) == 3


async def test_after_the_last_retry_the_person_is_told(platform, account):
    account.answers = [dropped] * 3
    openid = await person(platform)
    result = await post(platform, f"/_users/{openid}/messages", type="text", content="你好")
    assert result["reply"] == {"type": "error", "content": UNAVAILABLE}
    async with platform.get(f"/_users/{openid}/chat") as response:
        shown = (await response.json())["messages"]
    assert [(each["from"], each["content"]) for each in shown] == [("user", "你好"), ("account", UNAVAILABLE)]


def plain(text: str, **changes: Any) -> str:
    return text_xml(text, **({"to": "oX", "account": CONFIG.account, "at": 1700000000} | changes))


@pytest.mark.parametrize(
    "body",
    [
        "ok",
        '{"text": "你好"}',
        "<xml>",
        "<html/>",
        plain("你好"),
        CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id).encrypt(plain("不是给他的"), "1"),
        CallbackCrypto("another-token", CONFIG.aes_key, CONFIG.app_id).encrypt(plain("你好"), "1"),
        CallbackCrypto(CONFIG.token, CONFIG.aes_key, "wx-another").encrypt(plain("你好"), "1"),
        CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id).encrypt("", "1"),
    ],
)
async def test_it_shows_nothing_that_is_not_a_reply(platform, account, body):
    account.answers = [saying(body)]
    result = await post(platform, f"/_users/{await person(platform)}/messages", type="text", content="你好")
    assert result["reply"]["content"] == UNAVAILABLE
    assert [exchange["outcome"] for exchange in result["wire"]] == ["invalid"]


async def test_a_reply_over_2048_bytes_is_refused(platform, account):
    openid = await person(platform)
    crypto = CallbackCrypto(CONFIG.token, CONFIG.aes_key, CONFIG.app_id)
    for count, shown in ((682, True), (683, False)):
        account.answers = [saying(crypto.encrypt(plain("字" * count, to=openid), "1"))]
        result = await post(platform, f"/_users/{openid}/messages", type="text", content="你好")
        assert (result["reply"]["type"] == "text") is shown


async def test_an_address_that_does_not_echo_is_not_accepted(platform, account):
    account.answers = [saying("something else"), saying("", 403)]
    assert not (await post(platform, "/_verify"))["ok"]
    assert not (await post(platform, "/_verify"))["ok"]
    query = account.got[0][0]
    assert channel_of().echo(query) == query["echostr"]


async def test_the_chat_is_watched_live(platform, account):
    openid = await person(platform)
    account.answers = [success]
    async with platform.ws_connect(f"/_users/{openid}/live") as socket:
        await post(platform, f"/_users/{openid}/messages", type="text", content="你好")
        token = await post(
            platform,
            "/cgi-bin/stable_token",
            grant_type="client_credential",
            appid=CONFIG.app_id,
            secret=CONFIG.app_secret,
        )
        path = f"/cgi-bin/message/custom/send?access_token={token['access_token']}"
        await post(platform, path, touser=openid, msgtype="text", text={"content": "稍后的回答"})
        first, second = [await socket.receive_json(timeout=2) for _ in range(2)]
    assert (first["from"], first["content"]) == ("user", "你好")
    assert (second["from"], second["via"], second["content"]) == ("account", "customer", "稍后的回答")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/_faults", {"nonsense": 1}),
        ("/_config", {"nonsense": 1}),
        ("/_users/oNobody/messages", {"type": "text"}),
    ],
)
async def test_wrong_orders_are_told(platform, path, body):
    async with platform.post(path, json=body) as response:
        assert response.status in {400, 404}


async def test_secrets_of_the_account_are_not_served(platform):
    async with platform.get("/_config") as response:
        shown = await response.text()
    for secret in (CONFIG.token, CONFIG.aes_key, CONFIG.app_secret):
        assert secret not in shown


async def test_tokens_of_both_kinds(platform):
    account = {"appid": CONFIG.app_id, "secret": CONFIG.app_secret}

    async def stable(*, force: bool) -> dict[str, Any]:
        return await post(platform, "/cgi-bin/stable_token", **account, force_refresh=force)

    async def works(token: str) -> int:
        async with platform.get("/cgi-bin/getcallbackip", params={"access_token": token}) as response:
            return int((await response.json())["errcode"])

    first = (await stable(force=False))["access_token"]
    assert (await stable(force=False))["access_token"] == first
    async with platform.get("/cgi-bin/token", params=account) as response:
        plain = (await response.json())["access_token"]
    assert [await works(token) for token in (first, plain, "nonsense", "")] == [0, 0, 40001, 40001]
    forced = (await stable(force=True))["access_token"]
    assert forced != first
    assert await works(first) == 40001
    assert (await stable(force=True))["errcode"] == 45011
    await post(platform, "/_clock", advance_s=7200 - 299)
    assert (await stable(force=False))["access_token"] != forced
    assert await works(forced) == 0
    await post(platform, "/_clock", advance_s=300)
    assert await works(forced) == 42001
