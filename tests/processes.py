"""The product as it is really started: ``banshitong serve`` in a process of its own, on a free port."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port, wait_until

__all__ = ["serving", "started"]

COMMAND = "from handlers.cli import main; main()"


@contextmanager
def serving(folder: Path, *, demo: bool = True, **settings: str) -> Iterator[str]:
    """Start it with its files in ``folder``; its address, once it answers. Stopped as an operator would."""
    process, url = started(folder, demo=demo, **settings)
    try:
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def started(folder: Path, *, demo: bool = True, **settings: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start it with its files in ``folder``: the process, for the caller to end, and its address once it answers."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSHITONG_")}
    own = {"DATABASE_URL": f"sqlite:///{folder}/banshitong.db", **settings}
    environment = kept | {f"BANSHITONG_{name}": value for name, value in own.items()}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), environment.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", COMMAND, "serve", "--port", str(port), *(["--demo"] if demo else [])]
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}"
    try:
        # The last line of a demonstration's start comes after the menu is published and the callback verified.
        wait_until(lambda: _answers(url) and b"listening" in log.read_bytes(), process, f"serve ({log})")
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process, url


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
