"""What every store of files keeps to."""

import asyncio
import hashlib
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from affairs.errors import InvalidValue, NoSuchFile, StoreUnavailable, TooLarge
from affairs.files import FileStore, is_file_key, new_file_key
from integrations.files.folder import FolderStore
from integrations.files.s3 import S3Place, S3Store, open_s3
from tests.s3_server import S3Server

LIMIT = 8 * 1024 * 1024
NO_KEYS = ["", "x", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "/" + "a" * 31, "％" * 32, "g" * 32]


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.close()


def place(server: S3Server, bucket: str) -> S3Place:
    return S3Place(server.url, bucket, "desk/files", access_key="key", secret_key="secret")


@pytest.fixture(params=["folder", "s3"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[FileStore]:
    if request.param == "folder":
        folder = FolderStore(tmp_path / "files")
        yield folder
        folder.close()
        return
    server = request.getfixturevalue("s3_server")
    bucket = f"bst-{secrets.token_hex(4)}"
    server.make_bucket(bucket)
    async with open_s3(place(server, bucket)) as kept:
        yield kept


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def pieces(data: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def content(store: FileStore, key: str, start: int = 0, stop: int | None = None) -> bytes:
    async with store.open(key, start=start, stop=stop) as coming:
        return b"".join([piece async for piece in coming])


@pytest.mark.parametrize("length", [0, 1, 65_536, 262_144, 262_145, 5_000_001])
async def test_what_was_put_is_what_is_read(store: FileStore, length: int):
    data, key = secrets.token_bytes(length), new_file_key()
    stored = await store.put(key, pieces(data), limit=LIMIT)
    assert (stored.key, stored.size, stored.sha256) == (key, length, hashlib.sha256(data).hexdigest())
    assert await content(store, key) == data
    assert await store.size(key) == length
    assert await store.exists(key)


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        (0, 1),
        (0, 0),
        (5, 5),
        (7, 3),
        (100, 300_000),
        (299_999, None),
        (1, None),
        (300_000, None),
        (10**9, None),
        (0, 10**9),
    ],
)
async def test_a_range_is_that_part(store: FileStore, start: int, stop: int | None):
    data, key = secrets.token_bytes(300_000), new_file_key()
    await store.put(key, pieces(data), limit=LIMIT)
    assert await content(store, key, start, stop) == (b"" if stop is not None and stop < start else data[start:stop])


async def test_a_file_of_exactly_the_limit_is_kept_and_one_byte_more_is_not(store: FileStore):
    key, other = new_file_key(), new_file_key()
    assert (await store.put(key, pieces(b"x" * 1000, 100), limit=1000)).size == 1000
    with pytest.raises(TooLarge):
        await store.put(other, pieces(b"x" * 1001, 100), limit=1000)
    assert not await store.exists(other)


async def test_an_endless_upload_is_cut_off_at_the_limit(store: FileStore):
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 65_536
            yield bytes(65_536)

    with pytest.raises(TooLarge):
        await store.put(new_file_key(), endless(), limit=1_000_000)
    assert given <= 1_000_000 + 65_536


async def test_an_upload_that_breaks_off_leaves_nothing(store: FileStore):
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(700_000)
        raise ConnectionResetError("the phone went into a tunnel")

    key = new_file_key()
    with pytest.raises(ConnectionResetError):
        await store.put(key, broken(), limit=LIMIT)
    assert not await store.exists(key)
    assert await store.sweep(datetime.now(UTC) + timedelta(days=1)) == 0


async def test_a_cancelled_upload_leaves_nothing(store: FileStore):
    begun = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield bytes(700_000)
        begun.set()
        await asyncio.Event().wait()

    key = new_file_key()
    task = asyncio.create_task(store.put(key, slow(), limit=LIMIT))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not await store.exists(key)
    assert await store.sweep(datetime.now(UTC) + timedelta(days=1)) == 0


async def test_a_file_is_not_there_before_it_is_whole(store: FileStore):
    key, go_on = new_file_key(), asyncio.Event()
    begun = asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield bytes(700_000)
        begun.set()
        await go_on.wait()
        yield b"end"

    task = asyncio.create_task(store.put(key, halting(), limit=LIMIT))
    await begun.wait()
    assert not await store.exists(key)
    go_on.set()
    await task
    assert await store.size(key) == 700_003


async def test_what_is_deleted_is_gone(store: FileStore):
    key = new_file_key()
    await store.put(key, pieces(b"once"), limit=LIMIT)
    assert await store.delete(key)
    assert not await store.delete(key)
    with pytest.raises(NoSuchFile):
        await content(store, key)
    with pytest.raises(NoSuchFile):
        await store.size(key)


@pytest.mark.parametrize("key", NO_KEYS)
async def test_what_is_no_key_is_of_no_file(store: FileStore, key: str):
    assert not is_file_key(key)
    assert not await store.exists(key)
    assert not await store.delete(key)
    with pytest.raises(NoSuchFile):
        await store.size(key)
    with pytest.raises(NoSuchFile):
        await content(store, key)
    with pytest.raises(InvalidValue):
        await store.put(key, pieces(b"x"), limit=LIMIT)


async def test_many_uploads_at_once_are_kept_apart(store: FileStore):
    files = {new_file_key(): secrets.token_bytes(200_000) for _ in range(40)}
    await asyncio.gather(*(store.put(key, pieces(data), limit=LIMIT) for key, data in files.items()))
    for key, data in files.items():
        assert await content(store, key) == data


async def test_a_second_upload_of_a_key_replaces_the_first_whole(store: FileStore):
    key = new_file_key()
    await store.put(key, pieces(b"first, and longer"), limit=LIMIT)
    await store.put(key, pieces(b"second"), limit=LIMIT)
    assert await content(store, key) == b"second"


async def test_a_killed_upload_leaves_one_piece_that_is_swept(tmp_path: Path):
    code = (
        "import asyncio,sys,pathlib\n"
        "from integrations.files.folder import FolderStore\n"
        "async def slow():\n"
        "    yield bytes(700_000)\n"
        "    print('begun', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(FolderStore(pathlib.Path(sys.argv[1])).put('a' * 32, slow(), limit=10**6))\n"
    )
    process = await asyncio.create_subprocess_exec(
        __import__("sys").executable, "-c", code, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"begun\n"
    process.kill()
    await process.wait()
    store = FolderStore(tmp_path)
    assert not await store.exists("a" * 32)
    assert await store.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0, "it may still be coming in"
    assert await store.sweep(datetime.now(UTC) + timedelta(seconds=5)) == 1
    assert files_in(tmp_path) == []
    store.close()


async def test_only_this_user_may_read_a_folder(tmp_path: Path):
    store, key = FolderStore(tmp_path / "files"), new_file_key()
    await store.put(key, pieces(b"x"), limit=9)
    path = tmp_path / "files" / key[:2] / key[2:4] / key
    assert path.stat().st_mode & 0o777 == 0o600
    store.close()


async def test_a_broken_disk_is_told_as_such(tmp_path: Path):
    (tmp_path / "files").write_text("not a folder")
    store = FolderStore(tmp_path / "files")
    with pytest.raises(StoreUnavailable):
        await store.put(new_file_key(), pieces(b"x"), limit=9)
    store.close()


async def test_an_object_store_out_of_reach_is_told_and_found_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integrations.files.s3.PAUSE", 0.01)
    async with AsyncExitStack() as stack:
        server = S3Server()
        stack.callback(server.close)
        server.make_bucket("desk")
        store: S3Store = await stack.enter_async_context(open_s3(place(server, "desk")))
        server.kill()
        for attempt in (
            store.put(new_file_key(), pieces(b"x"), limit=9),
            store.size(new_file_key()),
            store.delete(new_file_key()),
        ):
            with pytest.raises(StoreUnavailable):
                await attempt
        server.start()
        server.make_bucket("desk")
        key = new_file_key()
        await store.put(key, pieces(b"back"), limit=9)
        assert await content(store, key) == b"back"


async def test_a_missing_bucket_is_a_fault_of_the_store_when_writing(
    s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("integrations.files.s3.PAUSE", 0.01)
    async with open_s3(place(s3_server, "nowhere")) as store:
        with pytest.raises(StoreUnavailable):
            await store.put(new_file_key(), pieces(b"x"), limit=9)


def test_addresses_of_buckets():
    assert S3Place("https://s3.example/", "desk").url == "https://s3.example/desk"
    assert S3Place("https://{bucket}.oss.example", "desk").url == "https://desk.oss.example"
    assert "secret" not in repr(S3Place("https://s3.example/", "desk", secret_key="secret"))


async def test_the_temporary_file_of_an_object_store_has_no_name(
    s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    bucket = f"bst-{secrets.token_hex(4)}"
    s3_server.make_bucket(bucket)
    async with open_s3(place(s3_server, bucket)) as store:
        seen: list[Path] = []

        async def watched() -> AsyncIterator[bytes]:
            yield bytes(700_000)
            seen.extend(await asyncio.to_thread(files_in, tmp_path))
            yield b""

        await store.put(new_file_key(), watched(), limit=LIMIT)
    assert seen == []
