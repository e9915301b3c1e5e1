"""``banshitong report`` and ``ratings`` over a database."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from handlers.cli import main
from handlers.settings import PREFIX


@pytest.fixture(autouse=True)
def _database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", sqlite_url)
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", "of this test alone")
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    monkeypatch.chdir(tmp_path)


def ran(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_an_empty_span_is_reported_as_such(period: str):
    document = json.loads(ran("report", period, "--json"))
    assert document["total"]["received"] == 0
    assert document["departments"] == []
    assert "合计" in ran("report", period, "--on", "2026-03-02", "--out", "r.xlsx")
    assert Path("r.xlsx").stat().st_size > 1000


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "yearly"),
        ("report", "daily", "--on", "tomorrow"),
        ("report", "daily", "--out", "r.pdf"),
        ("report", "daily", "--out", "nowhere/r.xlsx"),
        ("ratings", "export", "r.csv", "--from", "2026-03-02", "--to", "2026-03-01"),
        ("ratings", "rectified", "7", "已回访"),
        ("ratings", "rectified", "7", " "),
        ("callbacks", "draw", "March"),
        ("callbacks", "answer", "2026-03", "SB1", "按时"),
        ("callbacks", "answer", "2026-03", "SB1", "按时=是"),
    ],
)
def test_bad_input_exits_with_2(arguments: tuple[str, ...]):
    assert ran(*arguments, code=2)


def test_ratings_are_written_for_excel():
    ran("ratings", "export", "r.csv", "--from", "2026-03-01", "--to", "2026-03-31")
    raw = Path("r.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert next(csv.reader(raw.decode("utf-8-sig").splitlines()))[5] == "满意度代码"


def test_nothing_is_drawn_where_nothing_was_closed():
    assert "0 cases" in ran("callbacks", "draw", "2026-03")
    assert json.loads(ran("callbacks", "list", "2026-03", "--json")) == []
