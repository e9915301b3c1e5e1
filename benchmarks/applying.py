"""Applying over HTTP: a full application checked while others are served, 200 uploads at once, the notice to print.

    python -m benchmarks.applying

Starts ``banshitong serve --demo`` in a process of its own and asks it as phones do. Prints what callers wait, what
anybody else waits meanwhile (beside the same requests with nothing else to do), the CPU seconds that the server and
its workers took for it, and the most memory that the server held (VmHWM).
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from benchmarks.precheck_files import files, five_megabytes
from tests.processes import started

ITEM = "115301990100-4-09-0103"
SLOT = "household_book"
UPLOADS = 200
CITIZENS = 20
CHECKS = 20
PIECE = 64 * 1024
BARS = {"check": 1.5, "p99": 50, "memory": 500, "notice": 2.0}
BARE = "/healthz"
TICK = 0.01


class Phone:
    """One citizen's calls."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session, self._url, self._headers = session, f"{url}/api/v1", {"Authorization": f"Bearer {token}"}

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """The answer's body."""
        async with self._session.request(method, self._url + path, headers=self._headers, **options) as answer:
            body = await answer.read()
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status} {body[:200]!r}")
            return await answer.json() if answer.content_type == "application/json" else body

    async def begin(self) -> str:
        """The path of a new draft."""
        return f"/applications/{(await self.call('POST', '/applications', json={'item_code': ITEM}))['application_no']}"

    async def add(self, path: str, content: bytes) -> float:
        """Add a file; the seconds it took."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", pieces(content), filename="户口簿.jpg", content_type="image/jpeg")
        start = time.perf_counter()
        await self.call("POST", f"{path}/materials/{SLOT}", data=form)
        return time.perf_counter() - start


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """A file as a phone sends it: never whole in this process's buffers either."""
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


async def sign_in(session: aiohttp.ClientSession, url: str, name: str) -> Phone:
    """The demo citizen NAME."""
    async with session.post(f"{url}/api/v1/sessions", json={"code": f"demo:{name}"}) as answer:
        return Phone(session, url, (await answer.json())["token"])


async def others(session: aiohttp.ClientSession, url: str, took: list[float], stop: asyncio.Event) -> None:
    """What anybody else waits for the smallest of answers."""
    while not stop.is_set():
        start = time.perf_counter()
        async with session.get(url + BARE) as answer:
            await answer.read()
        took.append(time.perf_counter() - start)
        await asyncio.sleep(TICK)


async def meanwhile(url: str, work: Any) -> tuple[Any, list[float]]:
    """The work's result, and what others waited while it went on."""
    took: list[float] = []
    stop = asyncio.Event()
    async with aiohttp.ClientSession() as session:
        asking = asyncio.create_task(others(session, url, took, stop))
        try:
            result = await work
        finally:
            stop.set()
            await asking
    return result, took


def children(pid: int) -> list[int]:
    """The processes that it started, and theirs."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def cpu(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_of_all(pid: int) -> tuple[float, float]:
    """CPU seconds of the server, and of all that it started."""
    return cpu(pid), sum(cpu(each) for each in children(pid))


def peak(pid: int) -> int:
    """The most memory it held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def p99(seconds: Sequence[float]) -> float:
    """Milliseconds."""
    return float(np.percentile(seconds, 99)) * 1000


async def checked(phone: Phone, path: str) -> list[float]:
    """Seconds of several checks in a row."""
    took = []
    for _ in range(CHECKS):
        start = time.perf_counter()
        await phone.call("POST", f"{path}/precheck")
        took.append(time.perf_counter() - start)
    return took


async def printed(phone: Phone, path: str) -> list[float]:
    """Seconds of several notices."""
    took = []
    for _ in range(5):
        start = time.perf_counter()
        paper = await phone.call("GET", f"{path}/notice.pdf")
        took.append(time.perf_counter() - start)
        if not paper.startswith(b"%PDF"):
            raise RuntimeError("no paper")
    return took


async def uploaded(phones: Sequence[Phone], photo: bytes) -> tuple[list[float], float]:
    """Seconds of each of 200 uploads at once, and of all."""
    places = [(phone, await phone.begin()) for phone in phones for _ in range(UPLOADS // len(phones))]
    start = time.perf_counter()
    took = await asyncio.gather(*(phone.add(path, photo) for phone, path in places))
    return list(took), time.perf_counter() - start


def row(name: str, value: str, bar: str = "") -> None:
    """One line of the table."""
    print(f"{name:<38} {value}{f'  (bar {bar})' if bar else ''}", flush=True)


async def measure(url: str, pid: int, full: Sequence[bytes], photo: bytes) -> None:
    """Everything, each with what others waited and what it cost."""
    connector = aiohttp.TCPConnector(limit=0)
    patience = aiohttp.ClientTimeout(total=900)
    async with aiohttp.ClientSession(connector=connector, timeout=patience) as session:
        phones = [await sign_in(session, url, f"市民{number}") for number in range(CITIZENS)]
        _, idle = await meanwhile(url, asyncio.sleep(3))
        path = await phones[0].begin()
        start, before = time.perf_counter(), cpu_of_all(pid)
        for content in full:
            await phones[0].add(path, content)
        took, after = time.perf_counter() - start, cpu_of_all(pid)
        row(
            "10 files of 5 MB, one by one",
            f"{took:.2f} s; CPU server {after[0] - before[0]:.2f} s, workers {after[1] - before[1]:.2f} s",
        )
        before = cpu_of_all(pid)
        checks, waited = await meanwhile(url, checked(phones[0], path))
        after = cpu_of_all(pid)
        row(
            "its precheck, median",
            f"{statistics.median(checks):.3f} s, first {checks[0]:.3f} s, slowest {max(checks):.3f} s",
            f"{BARS['check']} s",
        )
        row("its precheck, CPU", f"{(sum(after) - sum(before)) / CHECKS:.3f} s")
        row(
            "others meanwhile, p99",
            f"{p99(waited):.1f} ms of {len(waited)}; idle {p99(idle):.1f} ms",
            f"{BARS['p99']} ms",
        )
        before = cpu_of_all(pid)
        notices, waited = await meanwhile(url, printed(phones[0], path))
        after = cpu_of_all(pid)
        row(
            "notice.pdf, first and slowest",
            f"{notices[0]:.2f} s, {max(notices):.2f} s; CPU {(sum(after) - sum(before)) / len(notices):.2f} s",
            f"{BARS['notice']} s",
        )
        held, before = peak(pid), cpu_of_all(pid)
        (each, whole), waited = await meanwhile(url, uploaded(phones, photo))
        after = cpu_of_all(pid)
        row(
            f"{UPLOADS} uploads of {len(photo) / 1e6:.1f} MB at once",
            f"{whole:.1f} s, median {statistics.median(each):.1f} s",
        )
        row("their CPU", f"server {after[0] - before[0]:.1f} s, workers {after[1] - before[1]:.1f} s")
        row("others meanwhile, p99", f"{p99(waited):.1f} ms of {len(waited)}")
        row("most memory of the server", f"{peak(pid)} MB; before the uploads {held} MB", f"{BARS['memory']} MB")


def main() -> None:
    """Measure and print."""
    full, photo = files(), five_megabytes(1)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        process, url = started(place, RATE_LIMITS="off", FILES=str(place / "files"))
        try:
            asyncio.run(measure(url, process.pid, full, photo))
        except Exception:
            print((place / "serve.log").read_text()[-2000:])
            raise
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
