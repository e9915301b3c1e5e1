"""A file that is being opened for somebody who no longer waits for it."""

import asyncio
import threading
from pathlib import Path

from affairs.files import new_file_key
from integrations.files.folder import THREADS, FolderStore


def stored(folder: Path) -> str:
    """The key of a file that the store has."""
    key = new_file_key()
    path = folder / key[:2] / key[2:4] / key
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    return key


async def test_whoever_stops_waiting_leaves_no_file_open(tmp_path: Path, monkeypatch):
    store, begun, go_on, files = FolderStore(tmp_path), threading.Event(), threading.Event(), []
    really = Path.open

    def slowly(path: Path, mode: str):
        begun.set()
        go_on.wait(10)
        files.append(really(path, mode))
        return files[0]

    key = stored(tmp_path)
    monkeypatch.setattr(Path, "open", slowly)

    async def reading() -> None:
        async with store.open(key):
            raise AssertionError("nobody waits for it")

    task = asyncio.create_task(reading())
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    await asyncio.wait([task])
    go_on.set()
    store._pool.shutdown(wait=True)
    assert task.cancelled()
    assert [each.closed for each in files] == [True]


async def test_whoever_is_stopped_at_the_end_of_reading_leaves_no_file_open(tmp_path: Path, monkeypatch):
    """Every thread is busy, so that the closing has to wait for its turn when its reader is cancelled."""
    store, go_on, files = FolderStore(tmp_path), threading.Event(), []
    really = Path.open

    def kept(path: Path, mode: str):
        files.append(really(path, mode))
        return files[0]

    key = stored(tmp_path)
    monkeypatch.setattr(Path, "open", kept)
    leaving = asyncio.Event()

    async def reading() -> None:
        async with store.open(key):
            for _ in range(THREADS):
                store._pool.submit(go_on.wait, 10)
            leaving.set()

    task = asyncio.create_task(reading())
    await leaving.wait()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    go_on.set()
    store._pool.shutdown(wait=True)
    assert task.cancelled()
    assert [each.closed for each in files] == [True]
