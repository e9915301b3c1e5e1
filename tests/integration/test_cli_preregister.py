"""``banshitong preregister``, within this process."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from click.testing import CliRunner, Result

from handlers.cli import main
from knowledge.importers import sample_path

Cli = Callable[..., Result]
ITEM = "115301990100-4-31-1108"


@pytest.fixture
def cli(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blockbuster: BlockBuster) -> Cli:
    blockbuster.deactivate()  # a command may read files
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    unset = {name: None for name in os.environ if name.startswith("BANSHITONG_")}

    def invoke(*words: str, command: str = "preregister", typed: str = "") -> Result:
        env = unset | {"BANSHITONG_DATABASE_URL": sqlite_url, "BANSHITONG_CATALOGUE": str(sample_path())}
        env |= {"BANSHITONG_SECRET_KEY": "of this test alone, and long enough"}
        return CliRunner().invoke(main, (command, *words), env=env, input=typed, catch_exceptions=False)

    return invoke


def test_who_registers_must_be_known(cli: Cli):
    refused = cli(ITEM, "--staff", "nobody")
    assert refused.exit_code == 2
    assert "YD-" not in refused.output


def test_a_number_and_a_code(cli: Cli):
    hired = cli("add", "wang", "--role", "advisor", "--password-stdin", command="staff", typed="Correct-Horse-7\n")
    assert hired.exit_code == 0, hired.output
    done = cli(ITEM, "--region", "云江区", "--brought", "食品经营许可证", "--staff", "wang", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout[done.stdout.index("{") :])
    assert told["number"].startswith("YD")
    assert told["brought"] == ["permit"]
    assert told["scene"] == "pre:" + told["code"].removeprefix("YD-").replace("-", "")
    plain = cli(ITEM, "--staff", "wang")
    assert "预登记码 YD-" in plain.stdout

    wrong = cli(ITEM, "--brought", "没有的材料", "--staff", "wang")
    assert wrong.exit_code == 2
    assert "permit（食品经营许可证）" in wrong.stderr
    assert cli("no-such-item", "--staff", "wang").exit_code == 2
    assert cli(ITEM).exit_code == 2
