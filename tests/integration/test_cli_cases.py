"""``banshitong cases``: the dead with their reasons, and trying them again."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from affairs.applications.submission import SUBMIT, WITHDRAW
from affairs.clock import SystemClock
from handlers.cli import main
from integrations.database import Database

KEYS = (f"{SUBMIT}:YJ1:1", f"{WITHDRAW}:YJ1:2", f"{SUBMIT}:YJ2:1")


async def _bury(url: str) -> None:
    database, now = Database(url), SystemClock().now()
    async with database.unit_of_work() as uow:
        for key in KEYS:
            kind, number, revision = key.split(":")
            await uow.outbox.put(kind, key, {"application_no": number, "revision": int(revision)}, now=now)
        for message in await uow.outbox.claim([SUBMIT, WITHDRAW], worker="w", now=now, lease=60, limit=10):
            await uow.outbox.dead(message.id, worker="w", now=now, error="“法定代表人”不能为空")
        await uow.commit()
    await database.close()


@pytest.fixture
def cli(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    monkeypatch.setenv("BANSHITONG_DATABASE_URL", sqlite_url)
    asyncio.run(_bury(sqlite_url))
    return CliRunner()


def dead(cli: CliRunner) -> list[dict[str, object]]:
    found = cli.invoke(main, ["cases", "dead", "--json"])
    assert found.exit_code == 0, found.output
    return list(json.loads(found.stdout))


def test_the_dead_are_listed_with_the_reason(cli: CliRunner) -> None:
    rows = dead(cli)
    assert {(row["application_no"], row["act"]) for row in rows} == {
        ("YJ1", "submit"),
        ("YJ1", "withdraw"),
        ("YJ2", "submit"),
    }
    assert {row["reason"] for row in rows} == {"“法定代表人”不能为空"}
    assert "3 dead" in cli.invoke(main, ["cases", "dead"]).output


def test_one_application_or_all_of_them(cli: CliRunner) -> None:
    assert cli.invoke(main, ["cases", "replay"]).exit_code == 2
    assert cli.invoke(main, ["cases", "replay", "YJ1", "--all"]).exit_code == 2
    assert json.loads(cli.invoke(main, ["cases", "replay", "YJ1", "--json"]).stdout) == {"replayed": 2}
    assert [row["application_no"] for row in dead(cli)] == ["YJ2"]
    assert "1 to be tried again" in cli.invoke(main, ["cases", "replay", "--all"]).output
    assert not dead(cli)
