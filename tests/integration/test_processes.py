"""Several real processes upon one store."""

import asyncio
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from affairs.clock import SystemClock
from bot.messages import Incoming
from integrations.database import DatabaseConversations, check, make_engine
from integrations.database.schema import differences
from integrations.person_keys import PersonKeys
from integrations.redis import RedisConversations, make_redis

COUNT = 150
ROOT = Path(__file__).parents[2]


async def run_at_once(*commands: list[str]) -> list[str]:
    """Start the processes, let all go on at the same moment, and return what each printed."""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for command in commands
    ]
    said = await asyncio.gather(*(process.communicate(b"\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * len(processes), said
    return [out.decode() for out, _ in said]


@pytest.fixture(params=["redis", "postgresql", "sqlite"])
def shared_url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(f"{request.param}_url")


async def test_every_message_is_new_to_exactly_one_process(shared_url: str, secret: str) -> None:
    secret += shared_url
    command = ["-m", "tests.integration.claimer", shared_url, secret, str(COUNT)]
    said = await run_at_once(command, command)
    claimed = Counter(int(n) for line in said for n in line.split())
    assert claimed == Counter(range(COUNT))
    keys = PersonKeys(secret)
    if shared_url.startswith("redis"):
        async with make_redis(shared_url) as client:
            counts = [await count(RedisConversations(client, keys), n) for n in range(7)]
    else:
        engine = make_engine(shared_url)
        counts = [await count(DatabaseConversations(engine, keys, SystemClock()), n) for n in range(7)]
        await engine.dispose()
    assert sum(counts) == COUNT, "no session lost a turn of the other process"


async def count(conversations: RedisConversations | DatabaseConversations, n: int) -> int:
    return (await conversations.reload(Incoming("wechat", f"openid-{n}"))).session.misses


async def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    assert (await check(empty_url)).pending
    code = "import asyncio, sys; from integrations.database import upgrade; sys.stdin.readline(); "
    code += f"print(asyncio.run(upgrade({empty_url!r})).pending)"
    assert await run_at_once(*[["-c", code]] * 4) == ["()\n"] * 4
    state = await check(empty_url)
    assert state.up_to_date
    assert state.current == state.newest
    assert await differences(empty_url) == [], "the migrations make the tables that the code knows"
