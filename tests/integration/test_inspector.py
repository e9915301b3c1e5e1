"""Inspection in processes: nothing in a file ends the desk, holds up the loop or stays too long."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pebble import ProcessExpired

from affairs.errors import NoSuchFile
from affairs.files import new_file_key
from affairs.precheck.facts import Fault
from affairs.precheck.inspection import inspect
from integrations.files.folder import FolderStore
from integrations.files.inspector import StoredFileInspector
from integrations.files.workers import Workers, open_workers
from tests.papers import image_pdf, jpeg, page, photo


def wait(seconds: float) -> None:
    threading.Event().wait(seconds)


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with open_workers(2) as made:
        yield made


@pytest.fixture
def store(tmp_path: Path):
    made = FolderStore(tmp_path)
    yield made
    made.close()


async def kept(store: FolderStore, data: bytes) -> str:
    async def pieces() -> AsyncIterator[bytes]:
        yield data

    return (await store.put(new_file_key(), pieces(), limit=len(data))).key


async def test_stored_files_are_inspected_beside_each_other(store: FolderStore, workers: Workers):
    files = [jpeg(photo(page(600, 800, seed))) for seed in range(4)]
    files += [image_pdf(*files), b"", b"no picture"]
    inspector = StoredFileInspector(store, workers)
    keys = [await kept(store, data) for data in files]
    found = await asyncio.gather(*(inspector.inspect(key) for key in keys))
    alone = await asyncio.to_thread(lambda: [inspect(data) for data in files])
    assert found == [each.as_record() for each in alone]


async def test_a_file_that_is_not_there(store: FolderStore, workers: Workers):
    with pytest.raises(NoSuchFile):
        await StoredFileInspector(store, workers).inspect(new_file_key())


def inspect_for_ever(_data: bytes) -> None:
    wait(600)


async def test_what_takes_too_long_is_given_up_and_others_go_on(
    store: FolderStore, workers: Workers, monkeypatch: pytest.MonkeyPatch
):
    key = await kept(store, jpeg(photo(page(600, 800))))
    await workers.run(wait, 0, seconds=30)
    with pytest.raises(TimeoutError):
        await workers.run(wait, 60, seconds=0.2)
    with monkeypatch.context() as patched:
        patched.setattr("integrations.files.inspector.inspect", inspect_for_ever)
        facts = await StoredFileInspector(store, workers, seconds=0.2).inspect(key)
    assert (facts["fault"], len(facts["sha256"])) == (Fault.GAVE_UP, 64)
    assert (await StoredFileInspector(store, workers).inspect(key))["fault"] is None


async def test_a_process_that_dies_is_replaced(workers: Workers):
    with pytest.raises(ProcessExpired):
        await workers.run(os._exit, 9, seconds=30)
    assert await workers.run(abs, -4, seconds=30) == 4


async def test_a_process_may_not_take_all_memory(workers: Workers):
    with pytest.raises(MemoryError):
        await workers.run(bytes, 8 * 1024**3, seconds=30)
    assert await workers.run(abs, -4, seconds=30) == 4


async def test_a_task_that_nobody_waits_for_is_ended(workers: Workers):
    tasks = [asyncio.create_task(workers.run(wait, 600, seconds=600)) for _ in range(2)]
    await asyncio.wait(tasks, timeout=1)
    for task in tasks:
        task.cancel()
    assert await asyncio.wait_for(workers.run(abs, -4, seconds=30), 20) == 4
