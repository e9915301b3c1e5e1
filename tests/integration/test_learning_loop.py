"""The loop, whole: a question missed by one process, taught by the command line, answered by another process."""

import asyncio
import json
import os
import re
import secrets
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest

from knowledge.importers import sample_path
from tests.conditions import eventually

ROOT = Path(__file__).parents[2]
MISSED = "老鳖盖散架了找谁"  # a nickname that only locals know
WANTED = "115301990100-4-42-0001"
BANSHITONG = (sys.executable, "-c", "from handlers.cli import main; main()")
STARTED = re.compile(r"http://127\.0\.0\.1:\d+")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings that all processes share: one database, no Redis."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BANSHITONG_")},
        "BANSHITONG_DATABASE_URL": f"sqlite:///{tmp_path}/loop.db",
        "BANSHITONG_REDIS_URL": "",
        "BANSHITONG_SECRET_KEY": secrets.token_hex(16),
        "BANSHITONG_LOG_FORMAT": "json",
        "BANSHITONG_RATE_LIMITS": "off",
    }


async def command(environment: dict[str, str], *arguments: str, code: int = 0) -> str:
    process = await asyncio.create_subprocess_exec(
        *BANSHITONG, *arguments,
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == code, err.decode()
    return (out or err).decode()


@asynccontextmanager
async def serving(environment: dict[str, str]) -> AsyncIterator[str]:
    """A ``serve`` process; gives its address."""
    process = await asyncio.create_subprocess_exec(
        *BANSHITONG, "serve", "--port", "0",
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            async for line in process.stdout:
                if b"listening" in line and (found := STARTED.search(line.decode())):
                    yield found[0]
                    return
            raise AssertionError("the server ended")
    finally:
        process.terminate()
        await process.communicate()


async def ask(session: aiohttp.ClientSession, url: str, text: str, conversation: str = "") -> dict:
    body = {"text": text, "conversation_id": conversation} if conversation else {"text": text}
    async with session.post(f"{url}/api/v1/ask", json=body) as answer:
        assert answer.status == 200
        return await answer.json()


async def is_taught(session: aiohttp.ClientSession, url: str) -> bool:
    answer = await ask(session, url, MISSED)
    return [guide["code"] for guide in answer["guides"]] == [WANTED] and answer["kind"] != "declined"


async def test_redis_tells_another_process_of_what_was_learned(environment: dict[str, str], redis_url: str) -> None:
    environment["BANSHITONG_REDIS_URL"] = redis_url
    await command(environment, "guides", "import", str(sample_path()), "--json")
    async with serving(environment) as url, aiohttp.ClientSession() as session:
        assert not await is_taught(session, url)
        await command(environment, "learn", "accept", WANTED, MISSED, "--json")
        await eventually(lambda: is_taught(session, url))


async def test_from_a_miss_to_the_answer_of_another_process(environment: dict[str, str]) -> None:
    await command(environment, "guides", "import", str(sample_path()), "--json")
    async with serving(environment) as first, serving(environment) as second, aiohttp.ClientSession() as session:
        for url in (first, second):
            missed = await ask(session, url, MISSED)
            assert WANTED not in [guide["code"] for guide in missed["guides"]], missed
            if missed["kind"] == "answer":
                await ask(session, url, "不对", missed["conversation_id"])

        async def reported() -> dict:
            report = json.loads(await command(environment, "learn", "report", "--days", "1", "--json"))
            return next((group for group in report["groups"] if MISSED in group["examples"]), {})

        async def is_recorded() -> bool:
            path = environment["BANSHITONG_DATABASE_URL"].removeprefix("sqlite:///")
            with closing(sqlite3.connect(path)) as database:
                rows = database.execute("SELECT count(*) FROM questions WHERE text = ?", (MISSED,)).fetchone()
            return bool(rows[0] == 2)

        await eventually(is_recorded)
        group = await reported()
        assert group["count"] == 2
        assert group["kind"] in {"unanswered", "misread"}
        assert group["threads"] == 2
        assert group["suggestions"]

        accepted = json.loads(await command(environment, "learn", "accept", WANTED, MISSED, "--json"))
        assert accepted["version"] == 2
        assert accepted["after"]["recall@1"] > accepted["before"]["recall@1"]
        assert {"question": MISSED, "verdict": "better"}.items() <= next(
            change for change in accepted["changed"] if change["question"] == MISSED
        ).items()

        await eventually(lambda: is_taught(session, second))
        assert await reported() == {}, "it is settled now"
    compared, unknown, personal = await asyncio.gather(
        command(environment, "evaluate", "--against", "1", "--json"),
        command(environment, "learn", "accept", "X", "随便说说", code=2),
        command(environment, "learn", "accept", WANTED, "我叫张三丰要补证", code=2),
    )
    assert MISSED in [change["question"] for change in json.loads(compared)["changed"]]
    assert "[no-such-item]" in unknown
    assert "[invalid-value]" in personal
