"""Two processes behind one address and one Redis: a message that reaches both is answered once, the same."""

import asyncio
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from integrations.sandbox.wechat.crypto import PlatformCrypto
from integrations.sandbox.wechat.xml import reply_of
from integrations.wechat.xml import read_fields
from tests.wechat import CONFIG, fields_of, sealed

QUESTIONS = (
    "身份证丢了怎么办",
    "结婚登记要带什么",
    "你好",
    "第一个",
    "医保报销",
    "开个小饭馆要办啥证",
    "zzz",
    "公积金",
)


class ServerProcess:
    def __init__(self, redis_url: str, secret: str) -> None:
        command = [sys.executable, "-m", "tests.wechat_server", redis_url, secret]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> list[str]:
        """Stop it; the lines it printed."""
        return self.process.communicate(timeout=20)[0].splitlines()


@pytest.fixture
def servers(redis_url: str) -> Iterator[list[ServerProcess]]:
    secret = secrets.token_urlsafe(32)
    servers = [ServerProcess(redis_url, secret) for _ in range(2)]
    yield servers
    for server in servers:
        if server.process.poll() is None:
            server.process.kill()
            server.process.communicate()


def text_of(body: bytes, user: str) -> str:
    if body == b"success":
        return ""
    xml = PlatformCrypto(CONFIG.aes_key, CONFIG.app_id).decrypt(read_fields(body)["Encrypt"])
    return str(reply_of(xml, openid=user, account=CONFIG.account)["content"])


async def test_the_same_message_reaching_both_is_worked_out_once(servers):
    urls = [server.url() for server in servers]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def post(url: str, user: str, query: dict[str, str], body: bytes) -> str:
            async with session.post(url, params=query, data=body) as response:
                assert response.status == 200
                return text_of(await response.read(), user)

        for number, question in enumerate(QUESTIONS):
            user = f"oTwin{number:023d}"
            query, body = sealed(fields_of(FromUserName=user, MsgType="text", Content=question, MsgId=1000 + number))
            first = await asyncio.gather(*(post(urls[turn % 2], user, query, body) for turn in range(8)))
            later = await asyncio.gather(*(post(url, user, query, body) for url in urls))
            assert len({*first, *later}) == 1, question
            assert first[0]
    lines = [line for server in servers for line in server.end()]
    assert lines == ["worked out"] * len(QUESTIONS)
