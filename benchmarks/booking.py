"""Booking on PostgreSQL: a rush for a hundred places, bookings a second, free days of a month.

The rush goes through the HTTP API of two server processes; bookings a second are the use case in two processes, beside
the bare ``UPDATE … WHERE booked < capacity`` in the same arrangement, which is the limit. Server, load and PostgreSQL
share this machine.

Run: ``python -m benchmarks booking``.
"""

import asyncio
import hashlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta

import aiohttp
from sqlalchemy import insert, text

from affairs.appointments.current import Timetables
from affairs.appointments.free import Free, Visit
from affairs.appointments.notation import read_supply
from affairs.appointments.supplying import Supplying
from affairs.appointments.timetable import Timetable
from affairs.clock import NATIONAL, SystemClock
from affairs.people.citizens import Login
from benchmarks.booking_load import ITEM, SECRET, citizen
from benchmarks.wechat_throughput import BANSHITONG, ROOT, _free_port, _process
from integrations.database import Database, upgrade
from integrations.database.appointment_tables import slot_counters
from integrations.person_keys import PersonKeys
from tests.servers import PostgresServer

CITIZENS, ATTEMPTS, CONNECTIONS, PLACES = 500, 2000, 64, 100
BOOKINGS, LANES, PROCESSES = 600, 8, 2
SLOWEST = 1.0
"""Seconds of the rush's slowest in a hundred."""
SUPPLY = """
rules: {{days_ahead: 30, person: {{per_day: 9, ahead: 99}}, account: {{per_day: 9, ahead: 99}},
  phone: {{per_day: 9, ahead: 99}}}}
venues: [{{code: hall, name: 大厅, hours: '周一至周五 9:00-12:00，13:00-17:00'}}]
services: {{id: {{'{item}': 15}}}}
windows: [{{code: w, venue: hall, name: 窗口, numbers: {numbers}, minutes: 15, places: {places}, serves: [id]}}]
"""


async def supplied(url: str, windows: int, places: int) -> Timetable:
    """Migrate, and put so many windows in force."""
    await upgrade(url)
    database = Database(url, PersonKeys(SECRET))
    timetables = Timetables(database.unit_of_work, lambda: NATIONAL)
    numbers = list(range(1, windows + 1))
    supply = read_supply(SUPPLY.format(item=ITEM, numbers=numbers, places=places))
    await Supplying(database.unit_of_work, timetables, SystemClock()).replace(supply, source="benchmark")
    await timetables.refresh()
    await database.close()
    return timetables()


async def populated(url: str, count: int) -> None:
    """So many citizens, each with a token ``t-NUMBER``."""
    database, now = Database(url, PersonKeys(SECRET)), SystemClock().now()
    async with database.unit_of_work() as uow:
        for number in range(count):
            made = citizen(number)
            await uow.citizens.register([Login("miniapp", f"openid-{number}")], fresh=made.id, now=now)
            await uow.citizens.save(made)
            digest = hashlib.sha256(f"t-{number}".encode()).digest()
            await uow.tokens.add(digest, made.id, now=now, expires_at=now + timedelta(days=1))
        await uow.commit()
    await database.close()


def environment(url: str) -> dict[str, str]:
    settings = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "RATE_LIMITS": "off",
        "BASE_URL": "https://fw.example.gov.cn",
    }
    return {**os.environ, **{f"BANSHITONG_{name}": value for name, value in settings.items()}}


def rush(url: str) -> None:
    """Everybody wants the same slot."""
    timetable = asyncio.run(supplied(url, 4, PLACES // 4))
    asyncio.run(populated(url, CITIZENS))
    imported = [BANSHITONG, "guides", "import", str(ROOT / "knowledge" / "guides")]
    subprocess.run(imported, env=environment(url), check=True, cwd=ROOT, capture_output=True)
    day = next(
        day for day in timetable.days(SystemClock().now())[1:] if timetable.starts(timetable.supply.windows[0], day)
    )
    slot = f"hall.{day:%Y%m%d}.0900"
    with ExitStack() as stack:
        ports = [_free_port() for _ in range(PROCESSES)]
        for port in ports:
            stack.enter_context(_process([BANSHITONG, "serve", "--port", str(port)], environment(url)))
        answers, times = asyncio.run(_attempts([f"http://127.0.0.1:{port}" for port in ports], slot))
    counted = Counter((status, code) for status, code, _ in answers)
    confirmed = len({number for status, _, number in answers if status == 201})
    bare = sum(1 for status, code, number in answers if code == "slot-full" and not number)
    times.sort()
    print(f"rush: {ATTEMPTS} attempts, {CONNECTIONS} connections, {CITIZENS} citizens, {PLACES} places, 2 servers")
    print("      " + ", ".join(f"{status} {code or 'confirmed'}: {n}" for (status, code), n in sorted(counted.items())))
    print(
        f"      {confirmed} appointments; full without alternatives {bare}; {ATTEMPTS / sum(times) * CONNECTIONS:.0f}"
        f" requests/s, p50 {times[len(times) // 2] * 1e3:.0f} ms, p99 {times[int(len(times) * 0.99)] * 1e3:.0f} ms"
    )
    errors = sum(n for (status, _), n in counted.items() if status >= 500)
    slow = times[int(len(times) * 0.99)]
    met = confirmed == PLACES and not errors and not bare and slow < SLOWEST
    print("      " + ("bar met" if met else "BAR MISSED") + f" (exactly {PLACES}, no error, p99 < {SLOWEST:.0f} s)")


async def _attempts(servers: list[str], slot: str) -> tuple[list[tuple[int, str, str]], list[float]]:
    answers: list[tuple[int, str, str]] = []
    times: list[float] = []
    waiting = iter(range(ATTEMPTS))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:
        for server in servers:
            await _ready(session, server)

        async def lane() -> None:
            for attempt in waiting:
                headers = {"Authorization": f"Bearer t-{attempt % CITIZENS}"}
                body = {"slot_id": slot, "item_code": ITEM, "for": "self"}
                began = time.perf_counter()
                url = f"{servers[attempt % len(servers)]}/api/v1/appointments"
                async with session.post(url, json=body, headers=headers) as response:
                    told = await response.json()
                times.append(time.perf_counter() - began)
                named = told.get("id") or (told.get("alternatives") or [{}])[0].get("id", "")
                answers.append((response.status, told.get("code", ""), named))

        await asyncio.gather(*(lane() for _ in range(CONNECTIONS)))
    return answers, times


async def _ready(session: aiohttp.ClientSession, server: str) -> None:
    async with asyncio.timeout(120):
        while True:
            try:
                async with session.get(f"{server}/readyz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


def rate(url: str) -> None:
    """Bookings a second, beside the bare statement."""
    asyncio.run(supplied(url, 20, 50))
    asyncio.run(_bare_table(url))
    asyncio.run(populated(url, BOOKINGS * PROCESSES))
    for kind in ("bare", "book"):
        figures = _load(kind, url)
        per_second = BOOKINGS * PROCESSES / max(each["seconds"] for each in figures)
        p99 = max(each["p99"] for each in figures)
        what = "UPDATE … WHERE booked < capacity" if kind == "bare" else "bookings"
        verdict = "" if kind == "bare" else ("; bar met" if per_second >= 300 else "; BAR MISSED (300)")
        cpu = sum(each["cpu"] for each in figures) / len(figures)
        print(
            f"rate: {what}: {per_second:.0f}/s, p99 {p99:.0f} ms, {cpu:.1f} ms of processor each,"
            f" {PROCESSES} processes of {LANES}{verdict}"
        )


async def _bare_table(url: str) -> None:
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE bare (id int primary key, booked int, capacity int)"))
        rows = [{"id": number} for number in range(200)]
        await connection.execute(text("INSERT INTO bare VALUES (:id, 0, 1000000)"), rows)
    await database.close()


def _load(kind: str, url: str) -> list[Mapping[str, float]]:
    commands = [
        [sys.executable, "-m", "benchmarks.booking_load", kind, url, str(which * BOOKINGS), str(BOOKINGS), str(LANES)]
        for which in range(PROCESSES)
    ]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    time.sleep(3)  # both have read their modules in, and wait for the word
    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    return [json.loads(process.communicate()[0]) for process in running]


def free_days(url: str) -> None:
    """The free days of a month, with 200 windows: all of them for the item."""
    asyncio.run(_free_days(url))


async def _free_days(url: str) -> None:
    timetable = await supplied(url, 200, 4)
    database, clock = Database(url, PersonKeys(SECRET)), SystemClock()
    rows = [
        {"day": day, "window": window.code, "start": start, "quota": "public", "taken": 1 + (start // 15) % 4}
        for day in timetable.days(clock.now())
        for window in timetable.supply.windows
        for start in timetable.starts(window, day)[::2]
    ]
    async with database.engine.begin() as connection:
        for begun in range(0, len(rows), 5000):
            await connection.execute(insert(slot_counters), rows[begun : begun + 5000])
    async with database.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(
            text("VACUUM ANALYZE slot_counters")
        )
    timetables = Timetables(database.unit_of_work, lambda: NATIONAL)
    await timetables.refresh()
    free = Free(database.unit_of_work, timetables, clock)
    someone, times = citizen(1), []
    for _ in range(30):
        began = time.perf_counter()
        days = await free.days(someone, Visit((ITEM,)))
        times.append((time.perf_counter() - began) * 1e3)
    middle = statistics.median(times)
    verdict = "bar met" if middle < 30 else "BAR MISSED (30)"
    print(
        f"days: {len(days)} days, 200 windows for the item, {len(rows)} slots touched: {middle:.1f} ms"
        f" (first {times[0]:.1f}); {verdict}"
    )
    await database.close()


def main(wanted: tuple[str, ...] = ()) -> None:
    """Run all parts, or those that are named."""
    server = PostgresServer()
    try:
        for name, part in (("free_days", free_days), ("rate", rate), ("rush", rush)):
            if wanted and name not in wanted:
                continue
            asyncio.run(_create(server.url, name))
            part(server.url.replace("/postgres", f"/{name}").replace(f"//{name}", "//postgres"))
    finally:
        server.close()


async def _create(url: str, name: str) -> None:
    database = Database(url)
    async with database.engine.connect() as connection:
        bare = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await bare.execute(text(f"CREATE DATABASE {name}"))
    await database.close()


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
