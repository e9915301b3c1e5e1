"""The API against its own document: schemathesis, every check on, finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import serving

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "25")
COMMAND = "from schemathesis.cli import schemathesis; schemathesis()"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory):
    with serving(tmp_path_factory.mktemp("serve"), RATE_LIMITS="off") as address:
        yield address


def test_schemathesis_finds_nothing(url: str, tmp_path: Path):
    command = [sys.executable, "-c", COMMAND, "run", f"{url}/api/v1/openapi.json", "--checks", "all", "--no-color"]
    done = subprocess.run(
        [*command, "--max-examples", EXAMPLES, "--generation-database", "none"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout
