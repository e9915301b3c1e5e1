"""Submissions drained by two workers on PostgreSQL, against an approval system that receives at once.

``python -m benchmarks.draining [CASES]``: 3,000 unless told otherwise. Beside it two processes that only claim, post
and mark as done: what the database, HTTP and the language leave at best.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import yaml

from handlers.settings import Settings
from tests.chaos import Stage, drained, hand_in
from tests.processes import COMMAND
from tests.servers import PostgresServer

CASES = 3000
WORKERS = 2
LIMIT_S = 150
BARE = "from benchmarks.draining_bare import main; main()"


@contextmanager
def child(command: list[str], environment: dict[str, str], out: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as the context."""
    process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def run(cases: int, worker: list[str]) -> tuple[float, float, int]:
    """Cases a second, CPU milliseconds a case of the workers, and how many arrived."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bst-drain-")))
        postgres = PostgresServer()
        stack.callback(postgres.close)
        there = stack.enter_context(
            child([sys.executable, "-m", "benchmarks.draining_instant"], dict(os.environ), subprocess.PIPE)
        )
        assert there.stdout is not None
        url = f"http://127.0.0.1:{int(there.stdout.readline())}"
        system = {"name": "centre", "adapter": "rest", "profile": "local", "base_url": url, "timeout_s": 10}
        system |= {"app_id": "banshitong", "secret": {"env": "CENTRE"}}
        path = folder / "systems.yaml"
        path.write_text(yaml.safe_dump({"systems": [system], "routing": {"default": "centre"}}), "utf-8")
        given = {"DATABASE_URL": postgres.url, "SECRET_KEY": "of this run", "REGION": "云江区"}
        given |= {"APPROVAL_SYSTEMS": str(path)}
        os.environ["CENTRE"] = "of this run, and long enough to be a secret"
        environment = os.environ | {f"BANSHITONG_{name}": value for name, value in given.items()} | {"BARE_URL": url}
        settings = Settings(_env_file=None, **{name.lower(): value for name, value in given.items()})
        stage = Stage(settings, postgres, None, environment, folder, [])  # type: ignore[arg-type]
        asyncio.run(hand_in(stage, cases))
        workers = [stack.enter_context(child(worker, environment)) for _ in range(WORKERS)]
        begun, first, left = 0.0, 0, cases
        limit = time.monotonic() + LIMIT_S
        while left:
            if time.monotonic() > limit:
                raise TimeoutError(f"{left} of {cases} are left after {LIMIT_S} s")
            time.sleep(0.05)
            left = asyncio.run(drained(stage))
            if left < cases and not begun:  # starting is not draining
                begun, first = time.perf_counter(), cases - left
                spent = sum(sum(psutil.Process(each.pid).cpu_times()[:2]) for each in workers)
        seconds = time.perf_counter() - begun
        spent = sum(sum(psutil.Process(each.pid).cpu_times()[:2]) for each in workers) - spent
        arrived = int(urllib.request.urlopen(f"{url}/count", timeout=5).read())
        return (cases - first) / seconds, 1000 * spent / (cases - first), arrived


def main() -> None:
    """As told on the command line."""
    cases = int(sys.argv[1]) if sys.argv[1:] else CASES
    print(f"{'':<34}{'cases/s':>10}{'CPU ms/case':>14}{'arrived':>10}")
    for name, worker in (
        ("banshitong worker", [sys.executable, "-c", COMMAND, "worker"]),
        ("bare claim, post, done", [sys.executable, "-c", BARE]),
    ):
        rate, cpu, arrived = run(cases, worker)
        print(f"{name:<34}{rate:>10.0f}{cpu:>14.2f}{arrived:>10}", flush=True)


if __name__ == "__main__":
    main()
