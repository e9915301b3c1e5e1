"""The API against its own document: schemathesis, every check on, finds nothing, for a stranger and for a citizen."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.processes import serving

SEED = os.environ.get("SCHEMATHESIS_SEED", "20260101")
"""One and the same on every run: what is found is found again."""
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "25")
COMMAND = "from schemathesis.cli import schemathesis; schemathesis()"
ENDING = ("close_session", "erase_me")
"""Operations that end the token they are called with."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory):
    with serving(tmp_path_factory.mktemp("serve"), RATE_LIMITS="off") as address:
        yield address


def signed_in(url: str, name: str) -> str:
    """The token of a demo citizen."""
    body = json.dumps({"code": f"demo:{name}"}).encode()
    request = urllib.request.Request(f"{url}/api/v1/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["token"])


def examined(url: str, folder: Path, *options: str) -> str:
    """What schemathesis says of the API; it has found nothing."""
    command = [sys.executable, "-c", COMMAND, "run", f"{url}/api/v1/openapi.json", "--checks", "all", "--no-color"]
    done = subprocess.run(
        [*command, "--max-examples", EXAMPLES, "--generation-database", "none", "--seed", SEED, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "FAILURES" not in done.stdout
    return done.stdout


def test_schemathesis_finds_nothing_as_a_stranger(url: str, tmp_path: Path):
    assert "passed" in examined(url, tmp_path)


def test_schemathesis_finds_nothing_as_a_citizen(url: str, tmp_path: Path):
    excluded = [part for name in ENDING for part in ("--exclude-operation-id", name)]
    token = signed_in(url, "探查者")
    assert "passed" in examined(url, tmp_path, "-H", f"Authorization: Bearer {token}", *excluded)
