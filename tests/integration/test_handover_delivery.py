"""What an advisor says and shows, over the stand-in platform: text, a picture, its window, its faults."""

from pathlib import Path

import aiohttp

from affairs.files import new_file_key
from affairs.handover.handover import Attached
from affairs.notifications.notice import Outcome
from integrations.files.folder import FolderStore
from integrations.sandbox.wechat.config import SandboxConfig
from integrations.wechat.client import WeChatClient
from integrations.wechat.speaking import AdvisorMessages
from tests.clocks import HandClock
from tests.http.citizens import platform_running
from tests.http.test_handovers import PNG

CONFIG = SandboxConfig()


async def test_text_and_picture_within_the_window(tmp_path: Path, clock: HandClock):
    store = FolderStore(tmp_path)
    key = new_file_key()

    async def pieces():
        yield PNG

    await store.put(key, pieces(), limit=10_000)
    async with platform_running() as url, aiohttp.ClientSession() as session:
        client = WeChatClient(session, CONFIG.app_id, CONFIG.app_secret, clock=clock, base_url=url)
        sender = AdvisorMessages(client, store, clock)
        async with session.post(f"{url}/_users", json={"openid": "o-1"}) as made:
            person = await made.json()
        openid = person.get("openid", "o-1")
        assert (await sender.say(openid, "太早了")).outcome is Outcome.CLOSED
        async with session.post(f"{url}/_users/{openid}/messages", json={"type": "text", "content": "在吗"}) as said:
            await said.read()
        assert (await sender.say(openid, "您好")).outcome is Outcome.SENT
        assert (await sender.show(openid, Attached(key, len(PNG), "png", "样例.png"))).outcome is Outcome.SENT
        assert (await sender.show(openid, Attached(new_file_key(), 5, "png"))).outcome is Outcome.FAILED
        assert (await sender.show(openid, Attached(key, 11 * 1024 * 1024, "png"))).outcome is Outcome.FAILED
        for _ in range(3):
            await sender.say(openid, "再说一句")
        assert (await sender.say(openid, "第六条")).outcome is Outcome.CLOSED
    store.close()
