"""A full application's files: 10 of 5 MB, inspected and judged, while the event loop answers others.

    python -m benchmarks.precheck_files

Prints the time of one application from stored files to findings, cold and warm, and how late a
timer of the event loop comes meanwhile; beside it the same inspections one after another in this process.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np

from affairs.files import new_file_key
from affairs.precheck.facts import FileFacts
from affairs.precheck.files import SlotFile, check_files
from affairs.precheck.inspection import inspect
from integrations.files.folder import FolderStore
from integrations.files.inspector import StoredFileInspector
from integrations.files.workers import open_workers
from knowledge.forms.materials import MaterialSlot
from tests.papers import image_pdf, jpeg, page, photo

MEGABYTE = 1_000_000
ROUNDS = 5
TICK = 0.002
BARS = {"application": 1.5, "p99": 0.050}


def five_megabytes(seed: int) -> bytes:
    """A photo of a sheet by a phone of 12 megapixels, saved at the quality that makes it about 5 MB."""
    picture = photo(page(3000, 4000, seed), noise=9, seed=seed)
    return min((jpeg(picture, quality) for quality in (85, 90, 92, 94)), key=lambda data: abs(len(data) - 5 * MEGABYTE))


def files() -> list[bytes]:
    """Six photos and four PDF files of five scanned pages each, all about 5 MB."""
    photos = [five_megabytes(seed) for seed in range(6)]
    scans = [jpeg(photo(page(2480, 3508, 20 + seed), noise=4, seed=seed), 68) for seed in range(4)]
    return [*photos, *(image_pdf(*([scan] * 5)) for scan in scans)]


async def ticks(late: list[float], stop: asyncio.Event) -> None:
    """Note how late each tick comes: what any other request would wait."""
    while not stop.is_set():
        before = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - before - TICK)


async def one_application(inspector: StoredFileInspector, keys: Sequence[str]) -> float:
    """Seconds from ten keys to their findings."""
    start = time.perf_counter()
    facts = await asyncio.gather(*(inspector.inspect(key) for key in keys))
    filed = [SlotFile(FileFacts.of_record(each), str(number), str(number)) for number, each in enumerate(facts)]
    for number, each in enumerate(filed):
        others = [*filed[:number], *filed[number + 1 :]]
        check_files(MaterialSlot(str(number), str(number)), [each], others)
    return time.perf_counter() - start


async def measure(data: Sequence[bytes], folder: Path) -> tuple[list[float], list[float], list[float]]:
    """Seconds an application took, each round; how late ticks came under it, and with nothing else to do."""
    store, late, idle = FolderStore(folder), [], []
    keys = [new_file_key() for _ in data]
    for key, each in zip(keys, data, strict=True):
        await store.put(key, _pieces(each), limit=len(each))
    async with open_workers(2) as workers:
        inspector, took = StoredFileInspector(store, workers), []
        for target, work in ((idle, asyncio.sleep(1)), (late, _rounds(inspector, keys, took))):
            stop = asyncio.Event()
            ticking = asyncio.create_task(ticks(target, stop))
            await work
            stop.set()
            await ticking
    store.close()
    return took, late, idle


async def _rounds(inspector: StoredFileInspector, keys: Sequence[str], took: list[float]) -> None:
    took.extend([await one_application(inspector, keys) for _ in range(ROUNDS + 1)])


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 65_536):
        yield data[start : start + 65_536]


def main() -> None:
    """Measure and print."""
    data = files()
    start = time.process_time()
    for each in data:
        inspect(each)
    alone = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        took, late, idle = asyncio.run(measure(data, Path(folder)))
    warm = statistics.median(took[1:])
    p99, p99_idle = (float(np.percentile(each, 99)) for each in (late, idle))
    bars = f"bar {BARS['application']} s; the first, with processes starting, {took[0]:.2f} s"
    print(f"files                      {len(data)}, {sum(map(len, data)) / len(data) / MEGABYTE:.1f} MB each")
    print(f"one application            {warm:.2f} s ({bars})")
    print(f"one after another, CPU     {alone:.2f} s")
    bars = f"bar {BARS['p99'] * 1000:.0f} ms; idle {p99_idle * 1000:.1f} ms"
    print(f"event loop, p99 lateness   {p99 * 1000:.1f} ms ({bars})")


if __name__ == "__main__":
    main()
