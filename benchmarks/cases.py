"""Cases in numbers: the progress of one among many, and a sweep over all that are open.

``python -m benchmarks.cases [CASES] [sqlite|postgresql …]``: 100,000 and both unless told otherwise.
``python -m benchmarks.cases among [CASES] [sqlite|postgresql …]``: the progress of one case out of 1,000,000, of which
one in a thousand is whole and the others are its copies, made in the database.
"""

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert, text

from affairs.applications.application import Application, ApplicationState
from affairs.approval.updates import UpdateKind
from affairs.cases.case import Phase
from affairs.cases.opening import case_of
from affairs.cases.recording import Cases
from affairs.cases.viewing import CaseViewing
from affairs.clock import NATIONAL
from affairs.supervision.sweep import Supervision
from integrations.database import Database, upgrade
from integrations.database.application_tables import applications
from integrations.database.applications import DatabaseApplications
from integrations.database.case_tables import case_events, cases, planned_cards
from integrations.database.cases import row_of
from integrations.person_keys import PersonKeys
from integrations.wechat.miniapp import NoLogin
from tests.cases import ITEM, MONDAY, SNAPSHOT, update
from tests.clocks import HandClock
from tests.servers import PostgresServer

BATCH = 2000
READS = 300
STRIDE = 1000
PIECE = 50_000
COPIED = "'SB260302' || substr(CAST(10000000000 + n AS VARCHAR), 2)"
"""The n-th number, in both dialects."""
CITIZENS = 1000
KEYS = PersonKeys("of this benchmark alone")
NEW_CITIZENS = text(
    "INSERT INTO citizens (id, name, id_number, id_number_key, phone, phone_key, region, created_at, capacity, licence)"
    " VALUES (:id, :none, :none, '', :none, '', '', :at, 'citizen', '')"
)


def number(n: int) -> str:
    """The n-th application number."""
    return f"SB260302{n:010d}"


def application(n: int) -> Application:
    """The n-th application."""
    return Application(
        application_no=number(n),
        item_code=ITEM,
        citizen_id=f"c{n % CITIZENS}",
        form="0" * 32,
        created_at=MONDAY + timedelta(seconds=n % 86_400),
        changed_at=MONDAY,
        state=ApplicationState.SUBMITTED,
        submitted_at=MONDAY,
    )


def events(n: int) -> Iterator[dict[str, Any]]:
    """Four events of the n-th case."""
    told = (UpdateKind.RECEIVED, UpdateKind.ACCEPTED, UpdateKind.STEP, UpdateKind.REVIEWED)
    for at, kind in enumerate(told):
        each = update(kind, at / 10, application_no=number(n), event_id=f"{n}-{at}", actor="张三", opinion="材料齐全")
        yield {
            "application_no": number(n),
            "system": each.system,
            "event_id": each.event_id,
            "kind": each.kind,
            "at": each.at,
            "recorded_at": each.at,
            "standing": "applied",
            "payload": KEYS.seal.seal(msgspec.json.encode(each).decode(), number(n)),
        }


async def fill(database: Database, count: int, stride: int = 1) -> None:
    """So many open cases, numbered by ``stride``, each with an application, four events and a card that is due."""
    async with database.engine.begin() as connection:
        people = [{"id": f"c{n}", "none": b"", "at": MONDAY} for n in range(CITIZENS)]
        await connection.execute(NEW_CITIZENS, people)
    for start in range(0, count, BATCH):
        span = [n * stride for n in range(start, min(start + BATCH, count))]
        async with database.engine.begin() as connection:
            rows = DatabaseApplications(connection, KEYS)
            made = [application(n) for n in span]
            await connection.execute(insert(applications), [rows._row(each) for each in made])
            opened = [replace(case_of(each, SNAPSHOT), phase=Phase.REVIEWED, calendar=NATIONAL.mark) for each in made]
            await connection.execute(insert(cases), [row_of(each) for each in opened])
            await connection.execute(insert(case_events), [row for n in span for row in events(n)])
            cards = [
                {"application_no": number(n), "term": "promised", "level": "yellow", "round": "", "day": MONDAY.date()}
                for n in span
            ]
            await connection.execute(insert(planned_cards), cards)


async def copy(database: Database, count: int, stride: int) -> None:
    """Copies of the first case under every number that :func:`fill` left out: rows as many, and of the same size."""
    for table in (applications, cases, case_events):
        names = [column.name for column in table.columns if not (column.primary_key and column.autoincrement is True)]
        changed = {
            "application_no": COPIED,
            "citizen_id": f"'c' || (n % {CITIZENS})",
            "event_id": "n || '-' || kind",
        }
        values = ", ".join(changed.get(name, f'{table.name}."{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        for start in range(0, count, PIECE):
            last = min(start + PIECE, count) - 1
            async with database.engine.begin() as connection:
                await connection.execute(
                    text(
                        f"INSERT INTO {table.name} ({columns}) WITH RECURSIVE series(n) AS"
                        f" (SELECT {start} UNION ALL SELECT n + 1 FROM series WHERE n < {last})"
                        f" SELECT {values} FROM series CROSS JOIN {table.name}"
                        f" WHERE {table.name}.application_no = '{number(0)}' AND n % {stride} <> 0"
                    )
                )
    async with database.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))


async def reads(database: Database, count: int, stride: int = 1) -> list[float]:
    """Seconds of one case's progress, each of another case."""
    clock = HandClock(MONDAY + timedelta(days=9))
    viewing = CaseViewing(database.unit_of_work, lambda: SNAPSHOT, lambda: NATIONAL, NoLogin(), clock)
    taken = []
    for step in range(READS):
        n = step * 7919 % count * stride
        begun = time.perf_counter()
        told = await viewing.one(f"c{n % CITIZENS}", number(n))
        taken.append(time.perf_counter() - begun)
        if len(told.story) != 4:
            raise AssertionError(told)
    return taken


async def writes(database: Database, count: int) -> list[float]:
    """Seconds of recording one update, each of another case."""
    clock = HandClock(MONDAY + timedelta(days=9))
    use = Cases(database.unit_of_work, lambda: SNAPSHOT, lambda: NATIONAL, clock)
    taken = []
    for step in range(READS):
        n = step * 7907 % count
        told = update(UpdateKind.STEP, 1, application_no=number(n), event_id=f"w{n}", stage="现场核查")
        begun = time.perf_counter()
        await use.record_update(told)
        taken.append(time.perf_counter() - begun)
    return taken


async def swept(database: Database) -> tuple[float, int]:
    """Seconds of a sweep, and how many cards it dealt."""
    clock = HandClock(MONDAY + timedelta(days=9))
    supervision = Supervision(database.unit_of_work, lambda: SNAPSHOT, lambda: NATIONAL, clock)
    begun = time.perf_counter()
    dealt = await supervision.sweep()
    return time.perf_counter() - begun, dealt


@asynccontextmanager
async def store(kind: str) -> AsyncIterator[Database]:
    """An empty, migrated database."""
    with tempfile.TemporaryDirectory() as folder:
        server = PostgresServer() if kind == "postgresql" else None
        url = server.url if server else f"sqlite:///{Path(folder) / 'bench.db'}"
        await upgrade(url)
        database = Database(url, KEYS)
        try:
            yield database
        finally:
            await database.close()
            if server:
                server.close()


def told(name: str, taken: list[float]) -> None:
    """One line of the table, in milliseconds."""
    ordered = sorted(taken)
    p99 = ordered[int(len(ordered) * 0.99)]
    print(f"{name:<28}{statistics.median(taken) * 1000:>10.2f}{p99 * 1000:>10.2f}")


async def measured(count: int, kind: str) -> None:
    """Fill, measure, print."""
    async with store(kind) as database:
        begun = time.perf_counter()
        await fill(database, count)
        print(f"{kind}, {count:,} open cases, filled in {time.perf_counter() - begun:.0f} s")
        print(f"{'':<28}{'median ms':>10}{'p99 ms':>10}")
        told("progress of one case", await reads(database, count))
        told("record one update", await writes(database, count))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seconds, dealt = await swept(database)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"sweep: {dealt:,} cards of {count:,} open cases in {seconds:.1f} s, {grown:.0f} MB more memory")
        seconds, dealt = await swept(database)
        print(f"sweep again: {dealt} cards in {seconds * 1000:.1f} ms")


async def among(count: int, kind: str) -> None:
    """Fill with copies, read, print."""
    async with store(kind) as database:
        begun = time.perf_counter()
        await fill(database, count // STRIDE, STRIDE)
        await copy(database, count, STRIDE)
        print(f"{kind}, {count:,} cases, filled in {time.perf_counter() - begun:.0f} s")
        print(f"{'':<28}{'median ms':>10}{'p99 ms':>10}")
        told("progress of one case", await reads(database, count // STRIDE, STRIDE))


def main() -> None:
    """As told on the command line."""
    arguments = sys.argv[1:]
    run, usual = measured, 100_000
    if arguments[:1] == ["among"]:
        run, usual, arguments = among, 1_000_000, arguments[1:]
    count = int(arguments[0]) if arguments else usual
    for kind in arguments[1:] or ["sqlite", "postgresql"]:
        asyncio.run(run(count, kind))


if __name__ == "__main__":
    main()
