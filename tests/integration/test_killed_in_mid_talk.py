"""Two servers with PostgreSQL and Redis, one killed in mid-talk: sockets go to the other, nothing is lost, doubled or
in another order.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from affairs.clock import SystemClock
from affairs.people.citizens import Login
from affairs.people.sessions import digest_of
from integrations.database import Database
from integrations.person_keys import PersonKeys
from tests.processes import started

MESSAGES = 30
SECRET = "s" * 40


async def signed_in(database_url: str) -> str:
    """A token, as the mini-program's log-in would give it."""
    database, clock = Database(database_url, PersonKeys(SECRET)), SystemClock()
    async with database.unit_of_work() as uow:
        citizen = await uow.citizens.register([Login("miniapp", "o-1")], fresh="c" * 24, now=clock.now())
        later = clock.now() + timedelta(hours=1)
        await uow.tokens.add(digest_of("t" * 43), citizen.id, now=clock.now(), expires_at=later)
        await uow.commit()
    await database.close()
    return "t" * 43


class Phone:
    """A mini-program that keeps what is not acknowledged, and comes back with the last number it has."""

    def __init__(self, session: aiohttp.ClientSession, token: str, handover_id: str) -> None:
        self._session, self._token, self._id = session, token, handover_id
        self.unacknowledged: dict[str, str] = {}
        self.heard: list[dict[str, Any]] = []

    @property
    def last(self) -> int:
        return self.heard[-1]["seq"] if self.heard else 0

    async def talk(self, url: str, fresh: dict[str, str], until: int = MESSAGES, *, kill: Any = None) -> None:
        """Say what is new and what was not acknowledged, until so many are heard, or the server is gone."""
        self.unacknowledged |= fresh
        path = f"{url}/api/v1/handovers/{self._id}/live?after={self.last}"
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.ws_connect(path, headers=headers) as socket:
            for name, text in list(self.unacknowledged.items()):
                await socket.send_json({"type": "message", "text": text, "client_id": name})
            async for frame in socket:
                said = frame.json()
                if said["type"] == "ack":
                    self.unacknowledged.pop(said["client_id"], None)
                    if kill is not None and len(self.unacknowledged) < MESSAGES // 2:
                        kill()
                        kill = None
                if said["type"] == "message":
                    self.heard.append(said)
                if len(self.heard) >= until and not self.unacknowledged:
                    return


async def test_killed_in_mid_talk(tmp_path: Path, postgresql_url: str, redis_url: str):
    common = {"DATABASE_URL": postgresql_url, "REDIS_URL": redis_url, "RATE_LIMITS": "off", "SECRET_KEY": SECRET}
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    (first, url), (second, other) = await asyncio.gather(
        *(asyncio.to_thread(started, folder, demo=False, **common) for folder in folders)
    )
    try:
        async with aiohttp.ClientSession() as session, asyncio.timeout(60):
            token = await signed_in(postgresql_url)
            headers = {"Authorization": f"Bearer {token}"}
            async with session.post(f"{url}/api/v1/handovers", json={"summary": "问"}, headers=headers) as answer:
                made = (await answer.json())["id"]
            phone = Phone(session, token, made)
            await phone.talk(url, {f"c{n}": f"第{n}句" for n in range(MESSAGES)}, kill=first.kill)
            assert phone.unacknowledged, "it was killed in the middle"
            await phone.talk(other, {})
            async with session.get(f"{other}/api/v1/handovers/{made}/live", headers=headers) as answer:
                whole = (await answer.json())["messages"]
        assert [each["seq"] for each in phone.heard] == list(range(1, MESSAGES + 1))
        assert [each["text"] for each in whole] == [f"第{n}句" for n in range(MESSAGES)]
        assert [{key: each[key] for key in whole[0]} for each in phone.heard] == whole
    finally:
        for process in (first, second):
            process.kill()
            process.wait()
