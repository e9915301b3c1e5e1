"""A reply that misses the five seconds, from the question to the person's screen: once, in order, whatever fails."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from affairs.outbox import Backoff
from affairs.ports import UnitOfWorkFactory
from bot.messages import Incoming, Reply, ReplyKind
from handlers.wechat import Callback, wechat_app
from integrations.delivery import Dispatcher
from integrations.wechat.client import WeChatClient
from integrations.wechat.delivery import LateReplies
from integrations.wechat.render import parts_of
from integrations.wechat.unanswered import Unanswered
from tests.wechat import CONFIG, RealClock, channel_of, sandbox_process

SEND = "/cgi-bin/message/custom/send"
LONG = "请带身份证原件和复印件各一份，到区政务服务中心二楼窗口办理。" * 60


class SlowEngine:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    async def respond(self, incoming: Incoming, *, late: Callable[[], bool]) -> Reply:
        await self.go.wait()
        return Reply(ReplyKind.ANSWER, LONG)

    def count(self, name: str, **labels: str) -> None:
        """Counted elsewhere."""


class Desk:
    """Product, worker and platform together."""

    def __init__(self, uow: UnitOfWorkFactory, platform: aiohttp.ClientSession, openid: str) -> None:
        self.uow, self.platform, self.openid = uow, platform, openid
        self.engine = SlowEngine()
        self.callback = Callback(channel_of(), self.engine, self.put, self.engine, budget_s=0.2)

    async def put(self, kind: str, key: str, payload: Mapping[str, Any], *, instead_of: str = "") -> bool:
        async with self.uow() as uow:
            if instead_of:
                await uow.outbox.withdraw(instead_of)
            fresh = await uow.outbox.put(kind, key, payload, now=RealClock().now())
            await uow.commit()
        return fresh

    def dispatcher(self, session: aiohttp.ClientSession) -> Dispatcher:
        base = str(self.platform._base_url).rstrip("/")
        timeout = aiohttp.ClientTimeout(total=0.5)
        client = WeChatClient(
            session, CONFIG.app_id, CONFIG.app_secret, clock=RealClock(), base_url=base, timeout=timeout
        )
        handler = LateReplies(client, self.put, RealClock().now)
        backoff = Backoff(first=timedelta(milliseconds=1), longest=timedelta(milliseconds=5), attempts=50)
        orphans = Unanswered(self.answered_elsewhere, parts_of, self.put, RealClock().now, patience_s=0)
        handlers = {LateReplies.kind: handler, Unanswered.kind: orphans}
        return Dispatcher(self.uow, handlers, RealClock(), poll=0.02, backoff=backoff)

    async def answered_elsewhere(self, incoming: Incoming) -> Reply:
        """What the worker's engine says."""
        assert incoming.text == "慢问题"
        return Reply(ReplyKind.ANSWER, LONG)

    async def ask(self) -> dict[str, Any]:
        action = {"type": "text", "content": "慢问题"}
        async with self.platform.post(f"/_users/{self.openid}/messages", json=action) as response:
            return await response.json()

    async def fault(self, **fault: Any) -> None:
        async with self.platform.post("/_faults", json=fault) as response:
            assert response.status == 200

    async def states(self) -> Mapping[str, int]:
        async with self.uow() as uow:
            return await uow.outbox.counts()

    async def shown(self) -> list[str]:
        async with self.platform.get(f"/_users/{self.openid}/chat") as response:
            messages = (await response.json())["messages"]
        return [each["content"] for each in messages if each["from"] == "account"]


@pytest.fixture(scope="module")
def sandbox_url() -> Iterator[str]:
    with sandbox_process(wait_s=2) as url:
        yield url


@pytest.fixture
async def desk(uow_factory: UnitOfWorkFactory, sandbox_url: str) -> AsyncIterator[Desk]:
    async with aiohttp.ClientSession(sandbox_url) as platform:
        async with platform.post("/_users", json={}) as response:
            desk = Desk(uow_factory, platform, (await response.json())["openid"])
        app = web.Application()
        app.add_subapp("/wechat", wechat_app(desk.callback))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await platform.post("/_config", json={"callback": f"http://127.0.0.1:{runner.addresses[0][1]}/wechat"})
        yield desk
        desk.engine.go.set()
        await runner.cleanup()
        await platform.delete("/_faults")


@pytest.mark.parametrize(
    "faults",
    [
        [],
        [{"errcode": 45009}, {"errcode": 42001}],
        [{"drop": True, "times": 2}, {"garbage": True}, {"status": 502}],
    ],
    ids=["calm", "refused", "broken"],
)
async def test_a_late_reply_is_shown_once_and_in_order(desk, faults, monkeypatch):
    # What the platform asks to wait for (seconds to a day) is tested by itself; here it is not waited for.
    monkeypatch.setattr("integrations.wechat.delivery.retry_after", lambda _fault, now, _attempts: now)
    result = await desk.ask()
    assert [exchange["outcome"] for exchange in result["wire"]][-1] == "success"  # after a 503 it asks again
    for fault in faults:
        await desk.fault(path=SEND, **fault)
    desk.engine.go.set()
    await desk.callback.drain()
    async with aiohttp.ClientSession() as session:
        dispatchers = [desk.dispatcher(session) for _ in range(3)]
        async with asyncio.timeout(20), desk.platform.ws_connect(f"/_users/{desk.openid}/live") as phone:
            working = [asyncio.create_task(dispatcher.run()) for dispatcher in dispatchers]
            seen = ""
            while len(seen) < len(LONG):
                seen += (await phone.receive_json())["content"]
        for dispatcher in dispatchers:
            dispatcher.stop()
        await asyncio.gather(*working)
    shown = await desk.shown()
    assert "".join(shown) == LONG
    assert len(shown) > 1
    states = await desk.states()
    assert (states["done"], states["dead"], states["pending"]) == (len(shown), 0, 0)


async def test_a_late_message_whose_process_died_is_answered_by_a_worker(desk):
    await desk.ask()
    async with aiohttp.ClientSession() as session:  # of another process: the first never comes to its reply
        await desk.dispatcher(session).drain()
        assert "".join(await desk.shown()) == LONG
        desk.engine.go.set()  # it was only slow: its reply is there already
        await desk.callback.drain()
        await desk.dispatcher(session).drain()
    assert "".join(await desk.shown()) == LONG


async def test_a_person_who_left_costs_one_dead_row(desk):
    await desk.ask()
    await desk.fault(path=SEND, errcode=45015)
    desk.engine.go.set()
    await desk.callback.drain()
    async with aiohttp.ClientSession() as session:
        await desk.dispatcher(session).drain()
    assert await desk.shown() == []
    assert (await desk.states())["dead"] == 1
