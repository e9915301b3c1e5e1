"""Messages between citizens and advisors' desks: two servers, PostgreSQL, Redis; how long until the desk has it.

Run: ``python -m benchmarks desk``; ``DESK_CONVERSATIONS``, ``DESK_ADVISORS``, ``DESK_PER_SECOND``, ``DESK_SECONDS``.
The bar: 500 conversations, 50 advisors, p99 below 300 ms. Beside it, in the same run: a message by POST alone, and
Redis's own way from publish to subscriber.
"""

import asyncio
import json
import os
import re
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
from redis.asyncio import Redis

from affairs.clock import SystemClock
from affairs.staff.model import Profile
from affairs.staff.office import StaffOffice
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import OPERATOR, Role
from integrations.database import Database
from integrations.person_keys import PersonKeys
from tests.processes import started
from tests.servers import PostgresServer, ValkeyServer

CONVERSATIONS = int(os.environ.get("DESK_CONVERSATIONS", "500"))
ADVISORS = int(os.environ.get("DESK_ADVISORS", "50"))
PER_SECOND = float(os.environ.get("DESK_PER_SECOND", "20"))
SECONDS = float(os.environ.get("DESK_SECONDS", "15"))
SECRET = "of the benchmark alone " * 2
WORD = "Correct-Horse-7"
TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
SAID = re.compile(r"t=(\d+\.\d+)")


class Seen:
    """When the desk had each message."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.marks: set[str] = set()
        self.doubled = 0

    def has(self, html: str) -> None:
        """A piece of a conversation came."""
        for mark in SAID.findall(html):
            if mark in self.marks:
                self.doubled += 1
            self.marks.add(mark)
            self.waits.append(time.perf_counter() - float(mark))


async def hired(database_url: str) -> None:
    """Advisors with quick passwords."""
    database = Database(database_url, PersonKeys(SECRET))
    office = StaffOffice.over(database.unit_of_work, SystemClock(), passwords=Passwords(passes=1, memory_kib=8))
    for number in range(ADVISORS):
        profile = Profile(f"{number}号", frozenset({Role.ADVISOR}))
        await office.accounts.add(OPERATOR, f"bench-{number}", profile, WORD, must_change=False)
    await database.close()


async def advisor(stack: AsyncExitStack, url: str, number: int, ids: list[str], seen: Seen) -> None:
    """Logs in, takes conversations, and has each open, with the queue beside them."""
    session = await stack.enter_async_context(
        aiohttp.ClientSession(headers={"Origin": url}, cookie_jar=aiohttp.CookieJar(unsafe=True))
    )

    async def post(page: str, path: str, **fields: str) -> None:
        async with session.get(url + page) as answer:
            token = TOKEN.search(await answer.text())
        data = {"csrf": token[1] if token else "", **fields}
        async with session.post(url + path, data=data, allow_redirects=False) as answer:
            if answer.status != 303:
                raise RuntimeError(f"{path}: {answer.status}")

    await post("/console/login", "/console/login", name=f"bench-{number}", password=WORD)
    for each in ids:
        await post("/console/account", f"/console/handovers/{each}/take")
    for path in ("/console/handovers/live", *(f"/console/handovers/{each}/live" for each in ids)):
        socket = await stack.enter_async_context(session.ws_connect(url + path))
        stack.push_async_callback(_cancelled, asyncio.create_task(_listened(socket, seen)))


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()


async def _listened(socket: aiohttp.ClientWebSocketResponse, seen: Seen) -> None:
    async for frame in socket:
        said = json.loads(frame.data)
        if said["type"] == "messages":
            seen.has(said["html"])


async def citizen(session: aiohttp.ClientSession, url: str, number: int) -> tuple[str, dict[str, str]]:
    """Signs in and opens a hand-over."""
    async with session.post(f"{url}/api/v1/sessions", json={"code": f"demo:某人{number}"}) as answer:
        headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}
    async with session.post(f"{url}/api/v1/handovers", json={"summary": "问"}, headers=headers) as answer:
        return (await answer.json())["id"], headers


async def measure(urls: list[str], redis_url: str, database_url: str) -> dict[str, Any]:
    """One run."""
    await hired(database_url)
    seen, posts = Seen(), list[float]()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        people = [await citizen(session, urls[0], number) for number in range(CONVERSATIONS)]
        ids = [each for each, _ in people]
        for number in range(ADVISORS):
            await advisor(stack, urls[number % 2], number, ids[number::ADVISORS], seen)

        async def say(at: int) -> None:
            handover_id, headers = people[at % len(people)]
            began = time.perf_counter()
            path = f"{urls[(at + at // len(people)) % 2]}/api/v1/handovers/{handover_id}/messages"
            async with session.post(path, json={"text": f"t={began:.6f}"}, headers=headers) as answer:
                await answer.read()
            posts.append(time.perf_counter() - began)

        count, tasks = int(PER_SECOND * SECONDS), list[asyncio.Task[None]]()
        for at in range(count):
            tasks.append(asyncio.create_task(say(at * 7)))
            await asyncio.sleep(1 / PER_SECOND)
        await asyncio.gather(*tasks)
        for _ in range(100):
            if len(seen.marks) >= count:
                break
            await asyncio.sleep(0.1)
        return {
            "messages": count,
            "lost": count - len(seen.marks),
            "doubled": seen.doubled,
            "desk": seen.waits,
            "post": posts,
            "redis": await bare(redis_url, count),
        }


async def bare(url: str, count: int) -> list[float]:
    """Seconds from publish to subscriber, nothing else in between."""
    waits = []
    async with Redis.from_url(url, protocol=2) as client, client.pubsub() as channel:
        await channel.subscribe("bench")
        for _ in range(count):
            began = time.perf_counter()
            await client.publish("bench", "x")
            while (await channel.get_message(ignore_subscribe_messages=True, timeout=1)) is None:
                pass
            waits.append(time.perf_counter() - began)
    return waits


def quantile(values: list[float], part: float) -> float:
    """In milliseconds."""
    return statistics.quantiles(values, n=1000)[int(part * 1000) - 1] * 1000 if len(values) > 1 else 0.0


def main() -> None:
    """Print the table."""
    postgres, valkey = PostgresServer(), ValkeyServer()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / each for each in "ab"]
        for folder in folders:
            folder.mkdir()
        settings = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url, "SECRET_KEY": SECRET, "RATE_LIMITS": "off"}
        first, one = started(folders[0], **settings)
        second, other = started(folders[1], demo=False, **settings)
        try:
            got = asyncio.run(measure([one, other], valkey.url, postgres.url))
        finally:
            for process in (first, second):
                process.kill()
                process.wait()
            valkey.close()
            postgres.close()
    print(f"{CONVERSATIONS} conversations, {ADVISORS} advisors, {PER_SECOND:g}/s, two processes")
    print(f"messages {got['messages']}  lost {got['lost']}  doubled {got['doubled']}")
    for what, row in (("sent → at the desk", "desk"), ("POST alone", "post"), ("Redis alone", "redis")):
        values = got[row]
        print(f"{what:20} p50 {quantile(values, 0.5):7.1f} ms   p99 {quantile(values, 0.99):7.1f} ms")


if __name__ == "__main__":
    main()
