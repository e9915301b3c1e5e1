"""200 uploads at once, in a process of their own: its memory stays far below 500 MB."""

import asyncio
import sys

from tests.s3_server import S3Server

CODE = """
import asyncio, pathlib, sys
from affairs.files import new_file_key
from integrations.files.folder import FolderStore
from integrations.files.s3 import S3Place, open_s3

async def pieces():
    for _ in range(24):
        yield bytes(65_536)
        await asyncio.sleep(0)

async def main():
    if sys.argv[1] == "folder":
        await upload(FolderStore(pathlib.Path(sys.argv[2])))
        return
    async with open_s3(S3Place(sys.argv[2], "desk", access_key="a", secret_key="b")) as store:
        await upload(store)

def peak():
    # Not ru_maxrss: a process inherits that of the one it was forked from.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

async def upload(store):
    puts = [store.put(new_file_key(), pieces(), limit=10_000_000) for _ in range(int(sys.argv[3]))]
    kept = await asyncio.gather(*puts)
    print(sum(each.size for each in kept), peak() // 1024)

asyncio.run(main())
"""


async def uploaded(kind: str, place: str, count: int) -> tuple[int, int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CODE, kind, place, str(count), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    size, memory = map(int, told.split())
    return size, memory


async def test_200_uploads_into_a_folder(tmp_path):
    size, memory = await uploaded("folder", str(tmp_path), 200)
    assert size == 200 * 24 * 65_536
    assert memory < 300


async def test_40_uploads_into_an_object_store():
    server = S3Server()
    try:
        server.make_bucket("desk")
        size, memory = await uploaded("s3", server.url, 40)
    finally:
        server.close()
    assert size == 40 * 24 * 65_536
    assert memory < 300
