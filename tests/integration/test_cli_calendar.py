"""``banshitong calendar``, within this process."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handlers.cli import main
from tests.unit.clock.test_calendar import NOTICE_2027

Cli = Callable[..., Result]


@pytest.fixture
def cli(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    unset = {name: None for name in os.environ if name.startswith("BANSHITONG_")}

    def invoke(*words: str) -> Result:
        env = unset | {"BANSHITONG_DATABASE_URL": sqlite_url}
        return CliRunner().invoke(main, ("calendar", *words), env=env, catch_exceptions=False)

    return invoke


def test_the_year_as_shipped(cli: Cli) -> None:
    shown = cli("show", "2026")
    assert shown.exit_code == 0
    assert "2026-02-14 周六 work 调休上班" in shown.stdout
    assert "2026-10-01 周四 off  国庆节" in shown.stdout
    told = json.loads(cli("show", "2030", "--json").stdout)
    assert told["provisional"]
    assert {"day": "2030-02-03", "working": False, "holiday": "春节", "makeup": False} in told["days"]
    assert cli("show").exit_code == 0


def test_a_notice_is_checked_then_imported(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "2027.csv").write_bytes(NOTICE_2027.encode("gb18030"))
    assert "nothing was changed" in cli("import", "2027.csv", "--year", "2027", "--dry-run").stdout
    assert "provisional" in cli("show", "2027").stdout
    done = cli("import", "2027.csv", "--year", "2027")
    assert done.exit_code == 0
    assert "28 days off, 2 make-up workdays; imported" in done.stdout
    assert "provisional" not in cli("show", "2027").stdout


def test_a_faulty_notice_is_refused_with_every_fault(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(NOTICE_2027 + "2027-13-01,放假,\n2027-03-01,加班,\n")
    done = cli("import", "bad.csv", "--year", "2027")
    assert done.exit_code == 2
    assert "第 11 行" in done.stderr
    assert "第 12 行" in done.stderr
    assert "nothing was imported" in done.stderr
    assert "provisional" in cli("show", "2027").stdout


@pytest.mark.parametrize("content", [b"x" * 300_000, b"\xff\xff\xff", b""])
def test_files_that_are_no_notice(cli: Cli, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert cli("import", "x.csv", "--year", "2027").exit_code == 2
    assert cli("import", "absent.csv", "--year", "2027").exit_code == 2


def test_a_day_is_set_and_taken_back(cli: Cli) -> None:
    assert cli("set", "2026-08-17", "off", "台风停工").stdout == "2026-08-17 周一 off  台风停工\n"
    assert "台风停工" in cli("show", "2026").stdout
    assert cli("set", "2026-08-17", "unset").stdout == "2026-08-17 周一 work\n"
    assert cli("set", "2026-08-17", "unset").exit_code == 2
    assert cli("set", "2026-08-17", "off", "长" * 41).exit_code == 2
    assert cli("set", "1900-08-17", "off").exit_code == 2
    assert cli("set", "17.8.2026", "off").exit_code == 2
