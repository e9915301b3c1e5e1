"""A server killed while files come in, or applications are handed in: nothing lost, half done or twice."""

import asyncio
import io
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp

from tests import papers
from tests.conditions import eventually
from tests.processes import started

ITEM = "115301990100-4-09-0103"
SLOT = "household_book"


async def signed_in(session: aiohttp.ClientSession, url: str) -> dict[str, str]:
    async with session.post(f"{url}/api/v1/sessions", json={"code": "demo:王小云"}) as answer:
        return {"Authorization": f"Bearer {(await answer.json())['token']}"}


async def asked(session: aiohttp.ClientSession, method: str, url: str, **options: Any) -> tuple[int, Any]:
    async with session.request(method, url, **options) as answer:
        return answer.status, await answer.json()


def rows(folder: Path, query: str) -> list[Any]:
    with sqlite3.connect(folder / "banshitong.db") as database:
        return database.execute(query).fetchall()


async def trickling(photo: bytes, started_: asyncio.Event):
    """A photo whose second half never comes."""
    yield photo[: len(photo) // 2]
    started_.set()
    await asyncio.Event().wait()


async def test_killed_while_a_file_comes_in(tmp_path: Path):
    process, url = started(tmp_path, RATE_LIMITS="off", FILES=str(tmp_path / "files"))
    photo = papers.jpeg(papers.page(width=900, height=1200))
    try:
        async with aiohttp.ClientSession() as session:
            headers = await signed_in(session, url)
            _, draft = await asked(
                session, "POST", f"{url}/api/v1/applications", json={"item_code": ITEM}, headers=headers
            )
            place = f"/api/v1/applications/{draft['application_no']}"
            form = aiohttp.FormData(quote_fields=False)
            begun = asyncio.Event()
            form.add_field("file", trickling(photo, begun), filename="a.jpg", content_type="image/jpeg")
            put = asyncio.create_task(
                asked(session, "PUT", f"{url}{place}/materials/{SLOT}", data=form, headers=headers)
            )
            await asyncio.wait_for(begun.wait(), 20)
            await eventually(lambda: bool(rows(tmp_path, "SELECT 1 FROM stored_files WHERE state = 'expected'")))
            process.kill()
            process.wait()
            (failed,) = await asyncio.gather(put, return_exceptions=True)
            assert isinstance(failed, aiohttp.ClientError)
        process, url = started(tmp_path, RATE_LIMITS="off", FILES=str(tmp_path / "files"))
        async with aiohttp.ClientSession() as session:
            headers = await signed_in(session, url)
            status, kept = await asked(session, "GET", url + place, headers=headers)
            assert (status, kept["revision"]) == (200, 1)
            assert not any(each["files"] for each in kept["materials"])
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("file", io.BytesIO(photo), filename="a.jpg", content_type="image/jpeg")
            status, again = await asked(session, "PUT", f"{url}{place}/materials/{SLOT}", data=form, headers=headers)
            assert (status, again["revision"]) == (200, 2)
        assert rows(tmp_path, "SELECT state, count(*) FROM stored_files GROUP BY state ORDER BY state") == [
            ("expected", 1),
            ("held", 1),
        ]
    finally:
        process.kill()
        process.wait()


ANSWERS = {
    "household_address": "云江区和平路1号",
    "reason": "灭失",
    "identity_verified": True,
    "elsewhere": False,
    "collect": "窗口领取",
}


async def test_killed_while_applications_are_handed_in(tmp_path: Path):
    process, url = started(tmp_path, RATE_LIMITS="off", FILES=str(tmp_path / "files"))
    try:
        async with aiohttp.ClientSession() as session:
            headers = await signed_in(session, url)
            places = []
            for _ in range(12):
                _, draft = await asked(
                    session, "POST", f"{url}/api/v1/applications", json={"item_code": ITEM}, headers=headers
                )
                places.append(f"/api/v1/applications/{draft['application_no']}")
                change = {"revision": 1, "answers": ANSWERS}
                assert (await asked(session, "PATCH", url + places[-1], json=change, headers=headers))[0] == 200
            sending = [
                asyncio.create_task(asked(session, "POST", f"{url}{place}/submit", headers=headers)) for place in places
            ]
            await eventually(lambda: bool(rows(tmp_path, "SELECT 1 FROM applications WHERE state = 'submitted'")))
            process.kill()
            process.wait()
            outcomes = await asyncio.gather(*sending, return_exceptions=True)
        told = {
            place
            for place, outcome in zip(places, outcomes, strict=True)
            if isinstance(outcome, tuple) and outcome[0] == 202
        }
        process, url = started(tmp_path, RATE_LIMITS="off", FILES=str(tmp_path / "files"))
        async with aiohttp.ClientSession() as session:
            headers = await signed_in(session, url)
            for place in places:
                _, now = await asked(session, "GET", url + place, headers=headers)
                assert now["state"] in {"draft", "submitted"}
                assert now["state"] == "submitted" or place not in told, "what was acknowledged is kept"
                assert (await asked(session, "POST", f"{url}{place}/submit", headers=headers))[0] == 202
        sent = rows(tmp_path, "SELECT count(*), count(DISTINCT key) FROM outbox WHERE kind = 'case-submit'")
        assert sent == [(12, 12)]
        assert rows(tmp_path, "SELECT count(*) FROM applications WHERE state = 'submitted'") == [(12,)]
    finally:
        process.kill()
        process.wait()
