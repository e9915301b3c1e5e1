"""The API against its own document, by schemathesis with every check on."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

__all__ = ["ENDING", "examined", "signed_in"]

SEED = os.environ.get("SCHEMATHESIS_SEED", "20260101")
"""One and the same on every run: what is found is found again."""
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "")
COMMAND = "from schemathesis.cli import schemathesis; schemathesis()"
ENDING = ("close_session", "erase_me")
"""Operations that end the token they are called with."""


def signed_in(url: str, name: str) -> str:
    """The token of a demo citizen."""
    body = json.dumps({"code": f"demo:{name}"}).encode()
    request = urllib.request.Request(f"{url}/api/v1/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["token"])


def examined(url: str, folder: Path, examples: int, *options: str) -> str:
    """What schemathesis says of the API after so many calls of each operation; it has found nothing."""
    command = [sys.executable, "-c", COMMAND, "run", f"{url}/api/v1/openapi.json", "--checks", "all", "--no-color"]
    done = subprocess.run(
        [
            *command,
            "--max-examples",
            EXAMPLES or str(examples),
            "--generation-database",
            "none",
            "--seed",
            SEED,
            *options,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "FAILURES" not in done.stdout
    return done.stdout
