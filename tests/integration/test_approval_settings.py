"""The approval systems of a real process: faults at the start, health in ``/readyz`` and ``doctor``, the demo."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.approval import SECRET, Sandbox
from tests.processes import COMMAND, serving

ENTRY = (
    '{{name: {name}, adapter: rest, profile: local, base_url: "{url}", app_id: banshitong, secret: {{env: CENTRE}}}}'
)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield made
    made.close()


def systems(folder: Path, **urls: str) -> Path:
    path = folder / "systems.yaml"
    entries = [f"  - {ENTRY.format(name=name, url=url)}" for name, url in urls.items()]
    path.write_text("\n".join(["systems:", *entries, f"routing: {{default: {next(iter(urls))}}}"]), "utf-8")
    return path


def command(folder: Path, path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "BANSHITONG_DATABASE_URL": f"sqlite:///{folder}/banshitong.db",
        "BANSHITONG_APPROVAL_SYSTEMS": str(path),
        "CENTRE": SECRET,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_doctor_tells_of_each_system(tmp_path: Path, sandbox: Sandbox) -> None:
    done = command(tmp_path, systems(tmp_path, centre=sandbox.url, gone="http://127.0.0.1:1"), "doctor", "--json")
    parts = json.loads(done.stdout)
    assert parts["approval:centre"] == {"status": "ok", "reason": ""}
    assert parts["approval:gone"]["status"] == "degraded"
    assert "Connect" in parts["approval:gone"]["reason"]
    assert done.returncode == 1


def test_a_file_that_cannot_be_used_is_refused_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "systems.yaml"
    path.write_text("systems: [{name: a, adapter: fax}, {name: b, adapter: rest, secret: in-the-clear}]", "utf-8")
    done = command(tmp_path, path, "serve", "--port", "0")
    assert done.returncode == 2
    assert "BANSHITONG_APPROVAL_SYSTEMS: systems.yaml: systems[0].adapter" in done.stderr
    assert "systems[1].secret: is a secret" in done.stderr
    assert "in-the-clear" not in done.stderr + done.stdout


def test_a_demonstration_has_an_approval_system_with_a_clerks_page(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        with urllib.request.urlopen(f"{url}/readyz") as answer:
            parts = json.loads(answer.read())["parts"]
        assert parts["approval:demo"] == {"status": "ok", "reason": ""}
        told = (tmp_path / "serve.log").read_text("utf-8")
        (desk,) = re.findall(r"Stand-in approval +(http://\S+)/", told)
        with urllib.request.urlopen(desk) as answer:
            assert "模拟审批系统" in answer.read().decode()
        with urllib.request.urlopen(f"{url}/metrics") as answer:
            assert b'banshitong_approval_call_seconds_count{operation="check"' in answer.read()
