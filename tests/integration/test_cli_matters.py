"""``banshitong matters export``: what was complained of, as a table of GB/T 39046, that computes nothing."""

import asyncio
import csv
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from affairs.clock import NATIONAL, SystemClock, china_day
from affairs.matters.asking import MatterAsking, Raised
from affairs.matters.matter import MatterKind
from affairs.people.citizens import Login
from handlers.cli import main
from handlers.cli.running import open_database
from handlers.settings import PREFIX, Settings
from knowledge.catalogue import Catalogue
from knowledge.snapshot import Snapshot

FORMULA = '=HYPERLINK("https://evil.example")'


@pytest.fixture(autouse=True)
def _database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", sqlite_url)
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", "of this test alone")
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    monkeypatch.chdir(tmp_path)
    asyncio.run(_raised())


async def _raised() -> None:
    async with open_database(Settings()) as database:
        asking = MatterAsking(database.unit_of_work, lambda: Snapshot.of(Catalogue()), lambda: NATIONAL, SystemClock())
        async with database.unit_of_work() as uow:
            await uow.citizens.register([Login("miniapp", "o-wang")], fresh="c-wang", now=SystemClock().now())
            await uow.commit()
        await asking.raise_("c-wang", Raised(MatterKind.COMPLAINT, "窗口太少", FORMULA))
        await asking.raise_("c-wang", Raised(MatterKind.SUGGESTION, "多开窗口", "中午也开", nameless=True))


def exported(*words: str) -> Result:
    return CliRunner().invoke(main, ("matters", "export", "out.csv", *words), catch_exceptions=False)


def rows() -> list[dict[str, str]]:
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_complaints_of_today():
    today = china_day(SystemClock().now())
    done = exported("--from", f"{today}", "--to", f"{today}", "--complaints")
    assert (done.exit_code, done.output.startswith("2 rows")) == (0, True)
    table = rows()
    assert len(table) == 2
    text = Path("out.csv").read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    assert "中午也开" in text
    assert exported("--from", f"{today}", "--to", f"{today}").output.startswith("0 rows")


def test_other_days_and_wrong_ones():
    today = china_day(SystemClock().now())
    before = today - timedelta(days=9)
    assert exported("--from", f"{before}", "--to", f"{before}", "--complaints").output.startswith("0 rows")
    assert exported("--from", f"{today}", "--to", f"{before}").exit_code == 2
    assert exported("--from", "soon", "--to", f"{today}").exit_code == 2
    Path("out.csv").unlink()
    Path("out.csv").mkdir()
    assert exported("--from", f"{today}", "--to", f"{today}").exit_code == 2
