"""What the repository says is about the product alone."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".tsv",
    ".txt",
    ".lua",
    ".example",
    ".mako",
    "",
}
MACHINE = re.compile("|".join((r"/wor" + r"k/", r"/tm" + r"p/brief", r"/roo" + r"t/", r"/hom" + r"e/\w+/")))


def tracked() -> list[Path]:
    """Files of the repository; without git, all that look like them."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.decode().split("\0") if name]


def test_no_paths_of_one_machine():
    found = []
    for path in tracked():
        if path.suffix in TEXT and path.is_file() and path != Path(__file__):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if MACHINE.search(line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not found


def test_nothing_generated_or_secret_is_kept():
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert not [
        name for name in names if re.search(r"(^|/)(\.env|secret\.key|.*\.db|__pycache__|\.venv|var)(/|$)", name)
    ]


def test_every_dependency_is_explained():
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    block = project.split("dependencies = [", 1)[1].split("]\n", 1)[0]
    declared = {
        re.split(r"[\[<>=;~ ]", line.strip().strip('",'))[0].lower() for line in block.splitlines() if '"' in line
    }
    explained = (ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    assert not [name for name in declared if name.split("-")[0] not in explained]
