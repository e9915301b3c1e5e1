"""Sending notices over the stand-in platform: in the order of consents and quotas, never twice, never at night."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from affairs.clock import CHINA
from affairs.notifications.inbox import Inbox, tell
from affairs.notifications.notice import Outcome, Way, waking
from affairs.notifications.sending import SendNotice
from affairs.people.citizens import Login
from affairs.ports import UnitOfWorkFactory
from integrations.delivery import Dispatcher
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.wechat.client import WeChatClient
from integrations.wechat.notices import CustomerMessages, Keywords, SubscriptionNotices, TemplateMessages
from tests.clocks import HandClock
from tests.http.citizens import platform_running

KEYWORDS = Keywords.of("tpl-1 thing1 character_string2 time3 thing4")
TEXT = "您申报的“食品经营许可”（申报号 SB2603021234567890）：已受理。" * 3
CONFIG = SandboxConfig()


@dataclass(slots=True)
class Stage:
    """A citizen with both logins, the platform, and a worker."""

    url: str
    session: aiohttp.ClientSession
    uow: UnitOfWorkFactory
    clock: HandClock
    ways: tuple[Any, ...]

    async def platform(self, path: str, body: dict[str, Any] | None = None) -> Any:
        call = self.session.post(self.url + path, json=body) if body is not None else self.session.get(self.url + path)
        async with call as answer:
            return await answer.json()

    async def tell(self, key: str = "k", **more: Any) -> None:
        async with self.uow() as uow:
            await tell(
                uow, "c1", key, "已受理", TEXT, now=self.clock.now(), application_no="SB2603021234567890", **more
            )
            await uow.commit()

    async def work(self) -> None:
        await Dispatcher(self.uow, {SendNotice.kind: SendNotice(self.uow, self.ways, self.clock)}, self.clock).drain()

    async def seen(self) -> list[str]:
        return [
            line["via"]
            for openid in ("o-mini", "o-account")
            for line in (await self.platform(f"/_users/{openid}/chat"))["messages"]
            if line["from"] == "account"
        ]

    async def attempts(self) -> list[tuple[Way, Outcome, int]]:
        async with self.uow(read_only=True) as uow:
            found = await uow.notices.of_citizen("c1", limit=1)
            return [(each.way, each.outcome, each.code) for each in await uow.notices.attempts(found[0].id)]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 3, 2, 10, 0, tzinfo=CHINA))


@pytest.fixture
async def stage(uow_factory: UnitOfWorkFactory, clock: HandClock) -> AsyncIterator[Stage]:
    async with platform_running() as url, aiohttp.ClientSession() as session:
        mini, account = (
            WeChatClient(session, app_id, secret, clock=clock, base_url=url)
            for app_id, secret in (
                (CONFIG.miniapp_app_id, CONFIG.miniapp_secret),
                (CONFIG.app_id, CONFIG.app_secret),
            )
        )
        ways = (
            SubscriptionNotices(mini, KEYWORDS, clock),
            TemplateMessages(account, KEYWORDS, clock),
            CustomerMessages(account, clock),
        )
        made = Stage(url, session, uow_factory, clock, ways)
        async with uow_factory() as uow:
            logins = [Login("miniapp", "o-mini"), Login("wechat", "o-account")]
            await uow.citizens.register(logins, fresh="c1", now=clock.now())
            await uow.commit()
        for openid in ("o-mini", "o-account"):
            await made.platform("/_users", {"openid": openid})
        yield made


async def test_a_consent_is_used_first_and_once(stage: Stage):
    await stage.platform("/_users/o-mini/subscriptions", {"template_id": "tpl-1"})
    await Inbox(stage.uow, stage.clock).consent("c1", granted=1, lasting=False, refused=False)
    for key in ("a", "a", "b"):
        await stage.tell(key)
        await stage.work()
    assert await stage.seen() == ["subscription", "template"]
    async with stage.uow(read_only=True) as uow:
        assert (await uow.notices.consent("c1")).given is False


async def test_each_way_that_is_closed_leads_to_the_next_and_the_inbox_has_it_anyway(stage: Stage):
    await Inbox(stage.uow, stage.clock).consent("c1", granted=1, lasting=False, refused=False)  # WeChat knows of none
    await stage.platform("/_users", {"openid": "o-account", "following": False})
    await stage.tell()
    await stage.work()
    assert await stage.seen() == []
    assert set(await stage.attempts()) == {
        (Way.SUBSCRIPTION, Outcome.CLOSED, 43101),
        (Way.TEMPLATE, Outcome.CLOSED, 43004),
        (Way.CUSTOMER, Outcome.CLOSED, 45015),
    }
    async with stage.uow(read_only=True) as uow:
        assert (await uow.outbox.counts())["done"] == 1
        assert await uow.notices.unread("c1") == 1


async def test_a_busy_platform_is_asked_again(stage: Stage):
    await stage.platform("/_faults", {"path": "/cgi-bin/message/template", "errcode": -1, "times": 2})
    await stage.tell()
    for _ in range(3):
        await stage.work()
        stage.clock.advance(60)
    assert await stage.seen() == ["template"]


async def test_a_dropped_answer_is_not_sent_again(stage: Stage):
    await stage.platform("/_faults", {"path": "/cgi-bin/message/template", "drop": True, "after": True})
    await stage.tell()
    await stage.work()
    stage.clock.advance(3600)
    await stage.work()
    assert await stage.seen() == ["template"]
    assert await stage.attempts() == [(Way.TEMPLATE, Outcome.UNSURE, 0)]


async def test_a_worker_that_died_in_mid_sending_leaves_it_at_that(stage: Stage):
    class Dies(TemplateMessages):
        async def send(self, *_given: Any) -> Any:
            raise RuntimeError("killed")

    await stage.tell()
    alive = stage.ways
    stage.ways = (Dies(stage.ways[1]._client, KEYWORDS, stage.clock), stage.ways[2])
    await stage.work()
    stage.ways = alive
    stage.clock.advance(3600)
    await stage.work()
    assert await stage.seen() == []
    assert await stage.attempts() == [(Way.TEMPLATE, Outcome.UNSURE, 0)]


async def test_nights_are_quiet_unless_something_presses(stage: Stage):
    stage.clock.time = datetime(2026, 3, 2, 23, 30, tzinfo=CHINA)
    await stage.tell("quiet")
    await stage.work()
    assert await stage.seen() == []
    await stage.tell("pressing", urgent=True)
    await stage.work()
    assert await stage.seen() == ["template"]
    stage.clock.time = datetime(2026, 3, 3, 8, 0, tzinfo=CHINA)
    await stage.work()
    assert await stage.seen() == ["template", "template"]


async def test_what_was_read_meanwhile_is_not_sent(stage: Stage):
    await stage.tell()
    inbox = Inbox(stage.uow, stage.clock)
    page = await inbox.listed("c1", limit=5)
    await inbox.read("c1", page.notices[0].id)
    await stage.work()
    assert await stage.seen() == []


async def test_an_erased_citizen_is_told_nothing(stage: Stage):
    await stage.tell()
    async with stage.uow() as uow:
        await uow.notices.forget("c1")
        await uow.citizens.erase("c1", now=stage.clock.now())
        await uow.commit()
    await stage.work()
    assert await stage.seen() == []


@pytest.mark.parametrize(
    ("hour", "minute", "waits"),
    [
        (7, 59, timedelta(minutes=1)),
        (8, 0, None),
        (21, 59, None),
        (22, 0, timedelta(hours=10)),
        (0, 0, timedelta(hours=8)),
    ],
)
def test_the_night_is_from_ten_to_eight(hour: int, minute: int, waits: timedelta | None):
    now = datetime(2026, 3, 2, hour, minute, tzinfo=CHINA)
    assert waking(now, urgent=False) - now == (waits or timedelta())
    assert waking(now, urgent=True) == now
