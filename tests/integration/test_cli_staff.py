"""``banshitong staff`` as an operator uses it."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from handlers.cli import main
from tests.integration.test_cli import BANSHITONG, environment

WORD = "Correct-Horse-7"


class Line:
    """The command line over one database; the exit code, then what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, typed: str = "") -> tuple[int, str]:
        wanted = environment(self.folder)
        unset = {name: None for name in os.environ if name.startswith("BANSHITONG_") and name not in wanted}
        done = CliRunner().invoke(main, ["staff", *words], env=wanted | unset, input=typed)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert WORD not in done.output
        return done.exit_code, done.output

    def add(self, name: str, *words: str, typed: str = WORD) -> tuple[int, str]:
        return self("add", name, *words, "--password-stdin", typed=typed + "\n")


@pytest.fixture
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("handlers.cli.running.configure_logs", lambda _format: None)
    return Line(tmp_path)


def test_from_the_first_administrator_to_a_stand_in(staff: Line):
    assert "banshitong staff add NAME --role admin" in staff("list")[1]
    assert staff.add("张敏", "--role", "admin", "--role", "head")[0] == 0
    assert staff("department", "公安窗口")[0] == 0
    added = staff.add("li.qiang", "--role", "clerk", "--display-name", "李强", "--department", "公安窗口", "--json")
    assert json.loads(added[1])["display_name"] == "李强"
    code, said = staff("away", "张敏", "--until", "2026-12-31", "--from", "2026-12-30", "--stand-in", "LI.QIANG")
    assert code == 2 or "2027-01-01 00:00" in said, "the last day is a whole one"
    listed = {each["login"]: each for each in json.loads(staff("list", "--json")[1])}
    assert listed["张敏"]["roles"] == ["admin", "head"]
    assert (listed["li.qiang"]["department"], listed["li.qiang"]["active"]) == ("公安窗口", True)
    assert staff("back", "张敏")[0] == 0
    assert staff("disable", "li.qiang") == (0, "disabled li.qiang\n")
    assert "li.qiang" not in staff("list")[1]
    assert "disabled" in staff("list", "--all")[1]
    assert staff("enable", "li.qiang")[0] == 0
    assert staff("reset", "li.qiang", "--password-stdin", typed="Another-Horse-8\n")[0] == 0


def test_what_cannot_be_done_is_refused_in_words(staff: Line):
    staff.add("admin", "--role", "admin")
    for words, told in (
        (("add", "admin", "--role", "clerk", "--password-stdin"), "login-taken"),
        (("add", "a b", "--role", "clerk", "--password-stdin"), "invalid-value"),
        (("add", "b", "--role", "root", "--password-stdin"), "advisor"),
        (("add", "b", "--password-stdin"), "--role"),
        (("add", "b", "--role", "clerk"), "--password-stdin"),
        (("add", "b", "--role", "clerk", "--department", "没有", "--password-stdin"), "staff department NAME"),
        (("disable", "admin"), "last-admin"),
        (("disable", "nobody"), "no-such-staff"),
        (("reset", "nobody", "--password-stdin"), "no-such-staff"),
        (("away", "admin", "--until", "tomorrow", "--stand-in", "admin"), "YYYY-MM-DD"),
        (("away", "admin", "--until", "2000-01-01", "--stand-in", "admin"), "invalid-value"),
        (("away", "admin", "--until", "2000-01-01", "--stand-in", "nobody"), "no-such-staff"),
    ):
        code, said = staff(*words, typed=WORD + "\n")
        assert code == 2, words
        assert told in said, words
    for weak in ("", "short", "x" * 2000):
        code, said = staff.add("c", "--role", "clerk", typed=weak)
        assert code == 2, weak
        assert weak == "" or weak not in said
    assert staff.add("admin-two", "--role", "clerk", typed="Admin-Two-admin-two")[0] == 2


def test_the_password_is_asked_for_twice_and_not_shown(staff: Line):
    """On a terminal: a wrong repetition is asked again; nothing that is typed is echoed."""
    ours, theirs = pty.openpty()
    command = [*BANSHITONG, "staff", "add", "王芳", "--role", "clerk"]
    with subprocess.Popen(
        command, cwd=staff.folder, env=environment(staff.folder), stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        for prompt, answer in ((b"Password", WORD), (b"Once more", "other"), (b"Password", WORD), (b"Once more", WORD)):
            seen = len(said)
            while prompt not in said[seen:]:
                said += os.read(ours, 1000)
            os.write(ours, answer.encode() + b"\n")
        assert process.wait(60) == 0, said
    os.close(ours)
    assert WORD.encode() not in said
    assert "王芳" in staff("list")[1]
