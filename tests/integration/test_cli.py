"""The command line as an operator meets it, over one imported database that the tests share.

Processes of their own cost seconds each: they are for what only they can show.
"""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from handlers.cli import main
from handlers.cli.lazy import COMMANDS
from tests.servers import wait_until

ROOT = Path(__file__).parents[2]
BANSHITONG = (sys.executable, "-c", "from handlers.cli import main; main()")
ROWS = """事项名称,实施编码,部门,区划,别名,咨询电话
刻章备案,KZ-1,公安局,,刻个章|做公章,110
养狗登记,YG-1,公安局,,狗证,110
"""
Done = subprocess.CompletedProcess[str]
Cli = Callable[..., Done]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSHITONG_")}
    own = {"DATABASE_URL": f"sqlite:///{folder}/banshitong.db", **settings}
    return kept | {f"BANSHITONG_{name}": value for name, value in own.items()} | {"PYTHONPATH": str(ROOT)}


def run(folder: Path, *words: str, **settings: str) -> Done:
    """In a process of its own."""
    return subprocess.run(
        [*BANSHITONG, *words],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database into which the two items were imported, from GB18030."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "rows.csv").write_bytes(ROWS.encode("gb18030"))
    done = run(folder, "guides", "import", "rows.csv", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["items"], told["errors"], told["version"]) == (2, 0, 1)
    return folder


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    """A copy of that folder for a test that changes it."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def cli(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The same within this process."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)

    def invoke(*words: str, **settings: str) -> Done:
        wanted = environment(folder, **settings)
        unset = {name: None for name in os.environ if name.startswith("BANSHITONG_") and name not in wanted}
        result = CliRunner().invoke(main, words, env=wanted | unset)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return subprocess.CompletedProcess(words, result.exit_code, result.stdout, result.stderr)

    return invoke


def refused(done: Done, *words: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    context = click.Context(group)
    found = [path]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found += _commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


def _help(path: tuple[str, ...]) -> str:
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    return command.get_help(click.Context(command, info_name="banshitong"))


@pytest.mark.parametrize("path", _commands(main), ids=" ".join)
def test_every_help_has_an_example_of_itself(path: tuple[str, ...]):
    assert " ".join(["Example: banshitong", *path]) in re.sub(r"\s+", " ", _help(path))


def test_the_list_of_commands_imports_none_of_them():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *BANSHITONG[1:], "--help"],
        env=environment(Path.cwd()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(name in done.stdout for name in COMMANDS)
    assert not re.search(r"\| +(aiohttp|sqlalchemy|numpy|pydantic)$", done.stderr, re.MULTILINE)


def test_json_is_all_that_is_on_standard_output(cli: Cli):
    for words in (
        ("guides", "list", "--json"),
        ("guides", "show", "KZ-1", "--json"),
        ("guides", "show", "KZ-1", "--version", "1", "--json"),
        ("ask", "刻个章", "--json"),
    ):
        json.loads(cli(*words).stdout)


def test_json_is_all_that_a_process_writes_there(imported: Path):
    assert json.loads(run(imported, "doctor", "--json").stdout)["database"]["status"] == "ok"


def test_what_is_asked_for_and_not_there_is_refused_in_words(cli: Cli):
    refused(cli("guides", "show", "NONE"), "no-such-item")
    refused(cli("guides", "show", "KZ-1", "--version", "77"), "no catalogue version 77")
    refused(cli("guides", "show", "KZ-1", "--version", "0"), "--version")
    refused(cli("guides", "import", "none.csv"), "none.csv")
    refused(cli("guides", "import", "rows.csv", "--effective-from", "tomorrow"), "--effective-from")
    refused(cli("ask", "刻个章", "--region", "火星"), "no-such-region")
    refused(cli("guides", "list", "--region", "火星"), "no-such-region")
    refused(cli("evaluate", "none.tsv"), "none.tsv")
    refused(cli("menu", "publish"), "BANSHITONG_WECHAT_APP_ID")
    refused(cli("nothing"), "serve", "guides")


def test_errors_change_nothing(folder: Path, cli: Cli):
    (folder / "bad.csv").write_text("事项名称,实施编码\n好事项,OK-1\n,NO-1\n", encoding="utf-8-sig")
    refused(cli("guides", "import", "bad.csv"), "bad.csv", "第3行")
    assert "OK-1" not in cli("guides", "list").stdout


def test_places_alone_are_imported(folder: Path, cli: Cli):
    (folder / "regions.csv").write_text("区划名称,上级区划名称\n东区,某市\n西区,某市\n", encoding="utf-8")
    done = cli("guides", "import", "regions.csv")
    assert done.returncode == 0, done.stderr
    assert "2 unchanged" in done.stdout
    refused(cli("guides", "import", "regions.csv", "--replace"), "没有任何事项")


@pytest.mark.parametrize("target", ["out.xlsx", "out.csv", "out"])
def test_what_is_exported_is_imported_unchanged(cli: Cli, target: str):
    assert cli("guides", "export", target).returncode == 0
    done = cli("guides", "import", target)
    assert done.returncode == 0, done.stderr
    assert "0 added, 0 changed, 2 unchanged, 0 removed" in done.stdout


def test_a_file_of_no_kind_we_write_is_not_made_a_folder(folder: Path, cli: Cli):
    refused(cli("guides", "export", "out.doc"), ".xlsx")
    assert not (folder / "out.doc").exists()


def test_a_version_of_tomorrow_is_not_in_force_today(folder: Path, cli: Cli):
    (folder / "later.csv").write_text("事项名称,实施编码\n以后的事项,LATER-1\n", encoding="utf-8")
    done = cli("guides", "import", "later.csv", "--effective-from", "2999-01-01")
    assert "2999-01-01" in done.stdout
    assert cli("guides", "show", "LATER-1").returncode == 2
    assert cli("guides", "show", "LATER-1", "--version", "2").returncode == 0


def test_reading_does_not_wait_for_a_writer(folder: Path, cli: Cli):
    holder = sqlite3.connect(folder / "banshitong.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        done = cli("guides", "list")
    finally:
        holder.close()
    assert done.returncode == 0
    assert "KZ-1" in done.stdout


def test_a_home_region_that_is_none_is_told(folder: Path, cli: Cli):
    (folder / "regions.csv").write_text("区划名称,上级区划名称\n东区,某市\n", encoding="utf-8")
    cli("guides", "import", "regions.csv")
    assert "degraded  region" in cli("doctor", REGION="火星").stdout
    assert "ok        region" in cli("doctor", REGION="东区").stdout


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",), ("guides", "list")])
@pytest.mark.parametrize("url", ["postgresql://u:hunter2@127.0.0.1:1/db", "sqlite:///rows.csv"])
def test_a_database_that_cannot_be_used_is_told(cli: Cli, command: tuple[str, ...], url: str):
    done = cli(*command, DATABASE_URL=url, SECRET_KEY="hunter2" * 5)
    refused(done, "BANSHITONG_DATABASE_URL")
    assert "hunter2" not in done.stderr


def test_a_port_that_is_taken_is_told(cli: Cli):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        refused(cli("serve", "--port", port), port, "--port (0 takes")
    refused(cli("serve", "--host", "no.such.host.invalid"), "--host")


def test_port_0_has_its_number_in_links_and_stops_as_told(folder: Path):
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*BANSHITONG, "serve", "--port", "0"], cwd=folder, env=environment(folder), stdout=output, stderr=output
        )
    try:
        wait_until(lambda: b"listening" in log.read_bytes(), process, "serve")
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
        assert found is not None
        body = json.dumps({"text": "刻章备案要什么材料"}).encode()
        asked = urllib.request.Request(
            f"{found[0]}/api/v1/ask", data=body, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:
            assert ":0/" not in answer.read().decode()
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
