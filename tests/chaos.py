"""The fault run: ``CHAOS_CASES=N python -m tests.chaos`` (``make chaos``).

Applications are handed in while the approval system is slow, loses answers, answers nonsense and goes
down, workers are killed with SIGKILL at random and the database is killed and started again. Then it is
counted on both sides; the last line is ``submitted N found N duplicate 0 lost 0 stuck 0``, and the exit
code 1 when it is not.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from affairs.applications.application import Application, ApplicationState
from affairs.applications.numbers import new_number
from affairs.applications.submission import SUBMIT
from affairs.clock import CHINA, SystemClock
from affairs.errors import StoreUnavailable
from affairs.people.citizens import Login
from handlers.resources import open_services
from handlers.settings import Settings
from integrations.database import Database
from integrations.person_keys import PersonKeys
from knowledge.codec import digest
from knowledge.importers import sample_path
from tests.approval import SECRET, Sandbox
from tests.processes import COMMAND
from tests.servers import PostgresServer

CASES = int(os.environ.get("CHAOS_CASES", "10000"))
SECONDS = 600.0
WORKERS = 2
KILL_EVERY_S = 12.0
KILLS = int(os.environ.get("CHAOS_KILLS", "12"))
"""After so many it is left in peace, or the end would never come."""
BATCH = 500
ITEM = "115301990100-4-09-0103"
FAULTS = (
    {"drop": True, "after": True},
    {"drop": True},
    {"garbage": True, "after": True},
    {"status": 502},
    {"status": 503},
    {"delay_s": 0.5},
)


@dataclass
class Stage:
    """The servers and processes of one run."""

    settings: Settings
    postgres: PostgresServer
    sandbox: Sandbox
    environment: dict[str, str]
    folder: Path
    workers: list[subprocess.Popen[bytes]]

    def start_worker(self) -> None:
        with (self.folder / "worker.log").open("ab") as log:
            self.workers.append(
                subprocess.Popen(
                    [sys.executable, "-c", COMMAND, "worker"], env=self.environment, stdout=log, stderr=log
                )
            )

    def kill_worker(self) -> None:
        victim = self.workers.pop(random.randrange(len(self.workers)))
        victim.send_signal(signal.SIGKILL)
        victim.wait()

    def trouble(self) -> None:
        for fault in FAULTS:
            self.sandbox.fault(path="/cases", times=CASES // 100 + 2, chance=0.05, **fault)

    def database(self) -> Database:
        return Database(self.settings.database_url, PersonKeys(self.settings.secret_key.get_secret_value()))


async def hand_in(stage: Stage, cases: int = CASES) -> list[str]:
    """Applications as they are when they were submitted, with their outbox rows; their numbers."""
    async with open_services(stage.settings, catalogue=sample_path()) as services:
        now = SystemClock().now()
        form = services.snapshot().catalogue.form_for(ITEM, now.date())
        assert form is not None
        numbers: list[str] = []
        async with services.uow() as uow:
            citizen = await uow.citizens.register([Login("miniapp", "chaos")], fresh="chaos-citizen", now=now)
            named = {"name": "王小云", "id_number": "11010519491231002X", "phone": "13800138000"}
            await uow.citizens.save(replace(citizen, **named))
            await uow.commit()
        while len(numbers) < cases:
            async with services.uow() as uow:
                for _ in range(min(BATCH, cases - len(numbers))):
                    number = new_number(now.astimezone(CHINA).date())
                    made = Application(number, ITEM, citizen.id, digest(form).hex(), now, now, submitted_at=now)
                    await uow.applications.add(replace(made, state=ApplicationState.SUBMITTED))
                    payload = {"application_no": number, "revision": 1}
                    await uow.outbox.put(SUBMIT, f"{SUBMIT}:{number}:1", payload, now=now)
                    numbers.append(number)
                await uow.commit()
        return numbers


async def drained(stage: Stage) -> int:
    """Deliveries that are not done; -1 while the database is away."""
    database = stage.database()
    try:
        async with database.unit_of_work(read_only=True) as uow:
            counts = await uow.outbox.counts()
            return counts["pending"] + counts["leased"] + counts["dead"]
    except StoreUnavailable:
        return -1
    finally:
        await database.close()


def disturb(stage: Stage, limit: float) -> int:
    """Let it run, with everything that may go wrong; how many deliveries are not done in the end."""
    killed = 0
    started = next_kill = time.monotonic()
    next_kill += KILL_EVERY_S
    while True:
        left = asyncio.run(drained(stage))
        stats = stage.sandbox.stats()
        print(f"{time.monotonic() - started:5.0f} s  left {left}  there {stats['cases']}  killed {killed}", flush=True)
        if left == 0 or time.monotonic() > limit:
            return left
        if killed < KILLS and time.monotonic() > next_kill:
            stage.kill_worker()
            killed += 1
            stage.start_worker()
            stage.trouble()
            if killed % 4 == 2:
                stage.sandbox.fault(down_s=3.0)
            if killed % 5 == 3:
                stage.postgres.kill()
                stage.postgres.start()
            next_kill = time.monotonic() + KILL_EVERY_S
        elif killed == KILLS and time.monotonic() > next_kill:
            stage.sandbox.well()
        time.sleep(1.0)


def counted(stage: Stage, numbers: list[str], stuck: int) -> bool:
    """Print the count of both sides; whether it is right."""
    there = dict(line.split() for line in stage.sandbox.call("/_applications").splitlines() if line)
    found = sum(number in there for number in numbers)
    twice = sum(int(count) - 1 for count in there.values())
    lost = CASES - found - max(stuck, 0)
    print(f"submitted {CASES} found {found} duplicate {twice} lost {max(lost, 0)} stuck {stuck}", flush=True)
    return (found, twice, stuck) == (CASES, 0, 0)


def main() -> int:
    """One run."""
    limit = time.monotonic() + SECONDS
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bst-chaos-")))
        postgres, sandbox = PostgresServer(), Sandbox(folder)
        stack.callback(postgres.close)
        stack.callback(sandbox.close)
        system = {"name": "centre", "adapter": "rest", "profile": "local", "base_url": sandbox.url, "timeout_s": 3}
        system |= {"app_id": "banshitong", "secret": {"env": "CENTRE"}}
        path = folder / "systems.yaml"
        path.write_text(yaml.safe_dump({"systems": [system], "routing": {"default": "centre"}}), "utf-8")
        given = {"DATABASE_URL": postgres.url, "SECRET_KEY": "of this run", "REGION": "云江区"}
        given |= {"APPROVAL_SYSTEMS": str(path)}
        os.environ["CENTRE"] = SECRET
        environment = os.environ | {f"BANSHITONG_{name}": value for name, value in given.items()}
        environment["PYTHONPATH"] = str(Path(__file__).parents[1])
        settings = Settings(_env_file=None, **{name.lower(): value for name, value in given.items()})
        stage = Stage(settings, postgres, sandbox, environment, folder, [])
        numbers = asyncio.run(hand_in(stage))
        try:
            stage.trouble()
            for _ in range(WORKERS):
                stage.start_worker()
            stuck = disturb(stage, limit)
        finally:
            for worker in stage.workers:
                with suppress(ProcessLookupError):
                    worker.kill()
                worker.wait()
        return 0 if counted(stage, numbers, stuck) else 1


if __name__ == "__main__":
    sys.exit(main())
