"""What is moved into large pages, and that nothing is lost by it."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from integrations.large_pages import LARGE, in_large_pages

SCRIPT = """
from integrations.large_pages import LARGE, in_large_pages
rows = [f"{number}" * 4 for number in range(400_000)]
moved = in_large_pages()
assert rows == [f"{number}" * 4 for number in range(400_000)]
huge = next(line for line in open("/proc/self/smaps_rollup") if line.startswith("AnonHugePages"))
print(moved, int(huge.split()[1]) * 1024)
"""
KERNEL = tuple(int(part) for part in platform.release().split(".")[:2] if part.isdigit())


def test_what_is_held_stays_and_lies_in_large_pages() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True)
    moved, huge = map(int, run.stdout.split())
    assert moved % LARGE == 0
    if moved:  # else the kernel does not know how, or the machine has none left
        assert huge >= moved // 2


@pytest.mark.skipif(
    sys.platform != "linux" or KERNEL < (6, 1) or not Path("/sys/kernel/mm/transparent_hugepage").exists(),
    reason="this kernel has no large pages to give at once",
)
def test_a_kernel_that_can_does() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True)
    assert int(run.stdout.split()[0]) >= LARGE


@pytest.mark.parametrize(
    "mappings",
    [
        "",
        "no mapping at all",
        "7f0000000000-7f0000400000 rw-p 00000000 00:00 0 \nRss:  1000 kB\n",  # a stack: mostly air
        "7f0000000000-7f0000400000 r-xp 00000000 00:00 0 \nRss:  4096 kB\n",
        "7f0000000000-7f0000400000 rw-p 00000000 08:01 77 /usr/lib/libc.so\nRss:  4096 kB\n",
        "7f0000000000-7f0000400000 rw-p 00000000 00:00 0 [stack]\nRss:  4096 kB\n",
        "7f0000001000-7f0000200000 rw-p 00000000 00:00 0 \nRss:  2044 kB\n",  # no whole page in it
        "Rss:  4096 kB\n",
        "7f0000000000-7f0000400000 rw-p 00000000 00:00 0 \nRss:  4096 kB\n",  # not ours: refused by the kernel
    ],
)
def test_nothing_else_is_touched(mappings: str, tmp_path: Path) -> None:
    maps = tmp_path / "smaps"
    maps.write_text(mappings)
    assert in_large_pages(maps) == 0


def test_a_system_without_such_a_file_is_left_alone(tmp_path: Path) -> None:
    assert in_large_pages(tmp_path / "none") == 0
