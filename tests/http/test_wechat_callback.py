"""The callback under the stand-in platform: answers in time, late ones, repetitions, refusals."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.messages import Incoming, Kind, Reply, ReplyKind
from handlers.wechat import BODY_LIMIT, LATE_REPLY, UNANSWERED, Callback, wechat_app
from integrations.sandbox.wechat.sender import UNAVAILABLE
from tests.wechat import CONFIG, USER, channel_of, fields_of, sandbox_process, seal_xml, sealed, signed_query

LONG = "请带身份证原件和复印件各一份。" * 100
WAIT_S, BUDGET_S = 1.0, 0.6


class Engine:
    """An engine that answers when the test lets it, and each message once."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.go.set()
        self.started = asyncio.Event()
        self.computed: list[Incoming] = []
        self.stored: dict[str, Reply] = {}
        self.answer: Callable[[Incoming], Reply] = lambda incoming: Reply(ReplyKind.ANSWER, f"答：{incoming.text}")
        self.fault: Exception | None = None

    async def respond(self, incoming: Incoming, *, late: Callable[[], bool]) -> Reply:
        if incoming.message_key in self.stored:
            return self.stored[incoming.message_key]
        self.computed.append(incoming)
        self.started.set()
        await self.go.wait()
        if self.fault:
            raise self.fault
        reply = self.answer(incoming)
        self.stored[incoming.message_key] = Reply(ReplyKind.SILENT) if late() else reply
        return reply


class Product:
    """A served callback with everything it did."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.rows: dict[str, dict[str, Any]] = {}
        self.unanswered: dict[str, dict[str, Any]] = {}
        self.committed = asyncio.Event()
        self.committed.set()
        self.row_there = asyncio.Event()
        self.database_faults = 0
        self.counted: list[tuple[str, ...]] = []
        self.late = asyncio.Event()
        self.callback = Callback(channel_of(), self.engine, self.later, self, budget_s=BUDGET_S)
        self.url = ""

    async def later(self, kind: str, key: str, payload: Any, *, instead_of: str = "") -> bool:
        if self.database_faults:
            self.database_faults -= 1
            raise ConnectionError("postgresql://user:password@host")
        rows = {LATE_REPLY: self.rows, UNANSWERED: self.unanswered}[kind]
        fresh = key not in rows
        await self.committed.wait()
        rows.setdefault(key, dict(payload))
        self.unanswered.pop(instead_of, None)
        if kind == LATE_REPLY:
            self.row_there.set()
        return fresh

    def count(self, name: str, **labels: str) -> None:
        self.counted.append((name, *labels.values()))
        if name == "late":
            self.late.set()


@pytest.fixture
async def product() -> AsyncIterator[Product]:
    product = Product()
    app = web.Application()
    app.add_subapp("/wechat", wechat_app(product.callback))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    product.url = f"http://127.0.0.1:{runner.addresses[0][1]}/wechat"
    yield product
    product.engine.go.set()
    await runner.cleanup()


@pytest.fixture(scope="module")
def sandbox_url() -> Iterator[str]:
    with sandbox_process(wait=WAIT_S, wait_s=WAIT_S, retries=2) as url:
        yield url


class Phone:
    """One person on the stand-in platform."""

    def __init__(self, session: aiohttp.ClientSession, openid: str) -> None:
        self.session, self.openid = session, openid

    async def do(self, **action: Any) -> dict[str, Any]:
        async with self.session.post(f"/_users/{self.openid}/messages", json=action) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        return await self.do(type="text", content=text, **more)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def phone(product: Product, sandbox_url: str) -> AsyncIterator[Phone]:
    async with aiohttp.ClientSession(sandbox_url) as session:
        await session.post("/_config", json={"callback": product.url, "mode": "safe"})
        async with session.post("/_users", json={}) as response:
            yield Phone(session, (await response.json())["openid"])


def outcomes(result: dict[str, Any]) -> list[str]:
    return [exchange["outcome"] for exchange in result["wire"]]


async def test_the_address_check(phone):
    async with phone.session.post("/_verify") as response:
        assert (await response.json())["ok"]


async def test_a_question_is_answered_within_the_same_exchange(phone, product):
    result = await phone.say("身份证丢了 ]]> <怎么办>")
    assert result["reply"] == {"type": "text", "content": "答：身份证丢了 ]]> <怎么办>"}
    assert outcomes(result) == ["answered"]
    assert "<Encrypt>" in result["wire"][0]["sent"]
    assert "身份证" not in result["wire"][0]["sent"] + result["wire"][0]["received"]
    assert product.counted == [("replies", "wechat", "answer")]


ACTIONS = [
    {"type": "image"},
    {"type": "voice"},
    {"type": "video"},
    {"type": "shortvideo"},
    {"type": "file"},
    {"type": "link", "url": "https://a/"},
    {"type": "location", "latitude": 43.8, "longitude": 125.3, "label": "净月大街"},
    {"type": "location_report", "latitude": 43.8, "longitude": 125.3},
    {"type": "subscribe"},
    {"type": "subscribe", "scene": "hall-1"},
    {"type": "scan", "scene": "hall-1"},
    {"type": "unsubscribe"},
    {"type": "click", "key": "help"},
    {"type": "view", "url": "https://a/"},
    {"type": "option", "id": "2", "content": "换领"},
    {"type": "event", "event": "MASSSENDJOBFINISH", "fields": {"MsgID": 3, "Status": "send success"}},
    {"type": "event", "event": "subscribe_msg_sent_event", "fields": {"SubscribeMsgSentEvent": {"List": {"MsgID": 1}}}},
    {"type": "event", "event": "something_of_next_year"},
    {"type": "raw", "fields": {"MsgType": "hologram"}},
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action["type"] + str(action.get("event", "")))
async def test_every_kind_gets_an_answer_or_silence(phone, product, action):
    assert outcomes(await phone.do(**action)) == ["answered"]
    product.engine.answer = lambda _incoming: Reply(ReplyKind.SILENT)
    result = await phone.do(**action, create_time=1)
    assert outcomes(result) == ["success"]
    assert result["reply"] is None
    assert result["wire"][0]["received"] == "success"


async def test_plain_mode(phone, product):
    product.callback._channel = product.callback._turns._channel = channel_of(mode="plain", aes_key="")
    await phone.session.post("/_config", json={"mode": "plain"})
    result = await phone.say("你好")
    assert result["reply"] == {"type": "text", "content": "答：你好"}
    assert "你好" in result["wire"][0]["sent"]


async def test_safe_mode_refuses_a_platform_in_plain_mode(phone, product):
    await phone.session.post("/_config", json={"mode": "plain"})
    result = await phone.say("你好")
    assert [exchange["status"] for exchange in result["wire"]] == [403, 403, 403]
    assert result["reply"]["content"] == UNAVAILABLE
    assert product.engine.computed == []
    assert product.counted == [("refused", "bad-signature")] * 3


async def test_a_late_answer_is_sent_once_and_later(phone, product):
    product.engine.go.clear()
    result = await phone.say("慢问题")
    assert outcomes(result) == ["success"]
    assert result["reply"] is None
    again = await phone.say("慢问题", msg_id=result["msg_id"])
    assert outcomes(again) == ["success"]
    assert again["wire"][0]["seconds"] < BUDGET_S
    assert product.rows == {}
    (waiting,) = product.unanswered.values()
    assert waiting["message"]["text"] == "慢问题"
    product.engine.go.set()
    await asyncio.wait_for(product.row_there.wait(), 5)
    assert product.unanswered == {}
    assert product.rows == {f"wechat:{result['msg_id']}": {"openid": phone.openid, "parts": ["答：慢问题"]}}
    afterwards = await phone.say("慢问题", msg_id=result["msg_id"])
    assert outcomes(afterwards) == ["success"]
    assert len(product.engine.computed) == 1
    assert product.counted.count(("late",)) == 1


async def test_success_is_not_said_before_the_message_is_in_the_outbox(product, session):
    product.engine.go.clear()
    product.committed.clear()
    query, body = sealed(fields_of())
    asking = asyncio.create_task(session.post(product.url, params=query, data=body))
    await asyncio.wait_for(product.late.wait(), 5)
    assert not asking.done()
    assert product.unanswered == {}
    product.committed.set()
    async with await asking as response:
        assert await response.read() == b"success"
    assert len(product.unanswered) == 1


async def test_a_late_message_that_no_outbox_takes_is_asked_for_again(product, session):
    product.engine.go.clear()
    product.committed.clear()
    query, body = sealed(fields_of())
    async with session.post(product.url, params=query, data=body) as response:
        assert response.status == 503
        assert await response.read() == b""
    product.committed.set()
    async with session.post(product.url, params=query, data=body) as response:
        assert await response.read() == b"success"
    assert len(product.engine.computed) == 1


async def test_the_first_part_is_not_said_before_the_others_are_in_the_outbox(product, session):
    product.engine.answer = lambda _incoming: Reply(ReplyKind.ANSWER, LONG)
    product.committed.clear()
    query, body = sealed(fields_of())
    asking = asyncio.create_task(session.post(product.url, params=query, data=body))
    await product.engine.started.wait()
    done, _ = await asyncio.wait({asking}, timeout=0.1)
    assert not done
    product.committed.set()
    async with await asking as response:
        assert "<Encrypt>" in await response.text()
    assert len(product.rows) == 1


async def test_late_silence_sends_nothing(phone, product):
    product.engine.go.clear()
    product.engine.answer = lambda _incoming: Reply(ReplyKind.SILENT)
    await phone.say("慢问题")
    product.engine.go.set()
    await product.callback.drain()
    assert product.rows == {}


async def test_a_late_answer_survives_a_database_away(phone, product, monkeypatch):
    monkeypatch.setattr("handlers.wechat.turns.PUT_DELAYS_S", (0.01, 0.01, 0.01))
    product.database_faults = 3
    product.engine.go.clear()
    await phone.say("慢问题")
    product.engine.go.set()
    await product.callback.drain()
    assert len(product.rows) == 1


async def test_retries_while_the_first_is_still_in_work_get_one_answer(phone, product):
    """The platform gives up before the budget is over, as when the network is slow: it sends three times."""
    await phone.session.post("/_config", json={"wait_s": BUDGET_S / 3})
    product.engine.go.clear()
    asking = asyncio.create_task(phone.say("慢问题"))
    try:
        result = await asking
    finally:
        await phone.session.post("/_config", json={"wait_s": WAIT_S})
    assert len({exchange["url"] for exchange in result["wire"]}) == len(result["wire"])
    await asyncio.wait_for(product.late.wait(), 5)
    product.engine.go.set()
    await asyncio.wait_for(product.row_there.wait(), 5)
    assert len(product.engine.computed) == 1
    assert len(product.rows) == 1


async def test_repetitions_within_the_budget_get_the_same_answer(product, session):
    query, body = sealed(fields_of())
    product.engine.go.clear()

    async def post() -> str:
        async with session.post(product.url, params=query, data=body) as response:
            assert response.status == 200
            return await response.text()

    posts = [asyncio.create_task(post()) for _ in range(20)]
    await product.engine.started.wait()
    product.engine.go.set()
    answers = await asyncio.gather(*posts)
    assert len(product.engine.computed) == 1
    assert all("<Encrypt>" in answer for answer in answers)
    assert product.rows == {}
    assert "<Encrypt>" in await post()
    assert len(product.engine.computed) == 1


async def test_the_rest_of_a_long_answer_follows(phone, product):
    product.engine.answer = lambda _incoming: Reply(ReplyKind.ANSWER, LONG)
    result = await phone.say("全文")
    await product.callback.drain()
    (row,) = product.rows.values()
    assert result["reply"]["content"] + "".join(row["parts"]) == LONG
    again = await phone.say("全文", msg_id=result["msg_id"])
    assert again["reply"] == result["reply"]
    await product.callback.drain()
    assert len(product.rows) == 1


async def test_a_failing_engine_shows_nothing_of_itself(product, session, capsys):
    product.engine.fault = RuntimeError("citizen 220102199003070000")
    query, body = sealed(fields_of())
    async with session.post(product.url, params=query, data=body) as response:
        assert response.status == 503
        assert await response.read() == b""
    product.engine.fault = None
    async with session.post(product.url, params=query, data=body) as response:
        assert response.status == 200
    assert "220102199003070000" not in "".join(capsys.readouterr())


async def test_shutdown_waits_for_late_answers(session):
    product = Product()
    app = web.Application()
    app.add_subapp("/wechat", wechat_app(product.callback))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    product.engine.go.clear()
    query, body = sealed(fields_of())
    async with session.post(f"http://127.0.0.1:{runner.addresses[0][1]}/wechat", params=query, data=body) as response:
        assert await response.read() == b"success"
    closing = asyncio.create_task(runner.cleanup())
    await asyncio.sleep(0)
    product.engine.go.set()
    await closing
    assert len(product.rows) == 1


BIG = b"<xml>" + b"a" * BODY_LIMIT + b"</xml>"


async def chunks(body: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(body), 4096):
        yield body[at : at + 4096]


def hostile() -> list[tuple[str, dict[str, str], bytes, int]]:
    good_query, good_body = sealed(fields_of())
    laughs = '<!DOCTYPE xml [<!ENTITY a "ha">]><xml><FromUserName>&a;</FromUserName></xml>'
    old_query, old_body = sealed(fields_of(), timestamp=1_600_000_000)
    return [
        ("no query", {}, good_body, 403),
        ("no signature", {key: value for key, value in good_query.items() if key != "signature"}, good_body, 403),
        ("wrong signature", good_query | {"msg_signature": "0" * 40}, good_body, 403),
        ("huge signature", good_query | {"signature": "0" * 4000}, good_body, 403),
        ("downgrade", signed_query(), b"<xml><FromUserName>o</FromUserName></xml>", 403),
        ("replay", old_query, old_body, 403),
        ("empty", good_query, b"", 400),
        ("not XML", good_query, b"{}", 400),
        ("not UTF-8", good_query, b"\xff" * 100, 400),
        ("laughs outside", good_query, laughs.encode(), 400),
        ("laughs inside", *seal_xml(laughs), 400),
        ("nothing inside", *seal_xml(""), 400),
        ("too large", good_query, BIG, 413),
    ]


@pytest.mark.parametrize("case", [each[0] for each in hostile()])
@pytest.mark.parametrize("chunked", [False, True])
async def test_refusals_say_nothing(product, session, case, chunked):
    # sealed now: what was sealed when the tests were collected may be too old to be looked at by its turn
    query, body, status = next(each[1:] for each in hostile() if each[0] == case)
    async with session.post(product.url, params=query, data=chunks(body) if chunked else body) as response:
        assert response.status == status
        assert await response.read() == b""
    assert product.engine.computed == []
    assert [name for name, *_reason in product.counted] == ["refused"]


async def test_a_declared_size_is_refused_before_the_body_is_read(product):
    host, port = product.url.removeprefix("http://").removesuffix("/wechat").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /wechat HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n<xml>")
    assert b" 413 " in await asyncio.wait_for(reader.readline(), 2)
    writer.close()


async def test_a_body_that_never_ends_is_not_waited_for(product):
    host, port = product.url.removeprefix("http://").removesuffix("/wechat").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /wechat HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n<xml>")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), 5)
    writer.close()


async def test_the_address_check_refuses_strangers(product, session):
    async with session.get(product.url, params=signed_query() | {"echostr": "<script>"}) as response:
        assert response.status == 200
        assert response.content_type == "text/plain"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with session.get(product.url, params={"echostr": "1"}) as response:
        assert response.status == 403
        assert await response.read() == b""
    async with session.get(product.url) as response:
        assert response.status == 403


async def test_the_person_and_the_kind_reach_the_engine(phone, product):
    await phone.do(type="subscribe", scene="hall-1")
    (incoming,) = product.engine.computed
    assert (incoming.user, incoming.kind, incoming.event_key) == (phone.openid, Kind.SUBSCRIBE, "hall-1")
    assert incoming.user != USER
    assert CONFIG.account
