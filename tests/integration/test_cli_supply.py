"""``banshitong supply``, within this process."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from affairs.clock import SystemClock, china_day
from handlers.cli import main

Cli = Callable[..., Result]
SUPPLY = """
name: 测试
venues: [{code: hall, name: 大厅, hours: '每天 9:00-12:00'}]
services: {id: {item-1: 30}}
windows:
  - {code: w, venue: hall, name: 户政, numbers: [1, 2], minutes: 30, places: {public: 2, onsite: 1}, serves: [id]}
"""


@pytest.fixture
def cli(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    unset = {name: None for name in os.environ if name.startswith("BANSHITONG_")}

    def invoke(*words: str) -> Result:
        env = unset | {"BANSHITONG_DATABASE_URL": sqlite_url, "BANSHITONG_SECRET_KEY": "of this test alone"}
        return CliRunner().invoke(main, ("supply", *words), env=env, catch_exceptions=False)

    return invoke


def test_imported_shown_and_closed(cli: Cli, tmp_path: Path) -> None:
    assert "Nothing can be booked" in cli("show").stdout
    path = tmp_path / "supply.yaml"
    path.write_text(SUPPLY, encoding="utf-8")
    dry = cli("import", str(path), "--dry-run")
    assert "nothing was changed" in dry.stdout
    assert "Nothing can be booked" in cli("show").stdout
    done = cli("import", str(path))
    assert (done.exit_code, "revision 1: 1 venues, 2 windows in force" in done.stdout) == (0, True)
    told = json.loads(cli("show", "--json").stdout)
    tomorrow = china_day(SystemClock().now()) + timedelta(days=1)
    before = {each["date"]: each["places"] for each in told["days"]}[f"{tomorrow}"]
    assert before == 2 * 6 * 3
    closed = cli("close", "hall", "--window", "w-1", "--from", f"{tomorrow}", "--start", "09:00", "--end", "10:00",
                 "--reason", "停电")  # fmt: skip
    assert "revision 2 in force" in closed.stdout
    told = json.loads(cli("show", "--json").stdout)
    assert {each["date"]: each["places"] for each in told["days"]}[f"{tomorrow}"] == before - 2 * 3
    assert "hall" in cli("show").stdout


def test_faults_are_told_together_and_change_nothing(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "supply.yaml"
    path.write_text(SUPPLY.replace("venue: hall", "venue: nowhere").replace("serves: [id]", "serves: [x]"), "utf-8")
    refused = cli("import", str(path))
    assert refused.exit_code == 2
    assert "there is no venue nowhere" in refused.output
    assert "there is no service x" in refused.output
    assert cli("import", str(tmp_path / "none.yaml")).exit_code == 2
    assert cli("close", "nowhere", "--from", "2026-12-01", "--reason", "x").exit_code == 2
    assert cli("close", "hall", "--from", "2026-12-02", "--until", "2026-12-01", "--reason", "x").exit_code == 2
    assert "Nothing can be booked" in cli("show").stdout


def test_appeals_where_there_are_none(cli: Cli) -> None:
    assert cli("appeals").stdout == ""
    assert json.loads(cli("appeals", "--json").stdout) == []
    assert cli("decide", "YY1", "--grant").exit_code != 0
