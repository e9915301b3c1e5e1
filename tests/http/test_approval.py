"""From the sofa into the approval system and back: applied over the API, carried by a worker, pushed by the system."""

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.clock import SystemClock
from affairs.errors import NoSuchApplication, StoreUnavailable
from handlers.app import make_app
from handlers.services import Services
from handlers.settings import Settings
from handlers.worker import dispatching
from integrations.approval.signing import Algorithm, Signer
from tests.approval import SECRET, Sandbox
from tests.conditions import eventually
from tests.http.citizens import calling, desk_services, platform_running
from tests.http.test_applications import begun, filled

SYSTEM = {"name": "centre", "adapter": "rest", "profile": "local", "app_id": "banshitong", "secret": {"env": "CENTRE"}}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    made = await asyncio.to_thread(Sandbox, tmp_path)
    yield made
    made.close()


@pytest.fixture
async def services(
    settings: Settings, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Services]:
    monkeypatch.setitem(os.environ, "CENTRE", SECRET)
    path = tmp_path / "systems.yaml"
    path.write_text(
        json.dumps({"systems": [SYSTEM | {"base_url": sandbox.url}], "routing": {"default": "centre"}}), "utf-8"
    )
    async with (
        platform_running() as platform,
        desk_services(settings, platform, approval_systems=str(path)) as made,
    ):
        yield made


class Story:
    def __init__(self) -> None:
        self.told: list[ProgressUpdate] = []
        self.fault: Exception | None = None

    async def record(self, update: ProgressUpdate) -> None:
        if self.fault is not None:
            raise self.fault
        self.told.append(update)


async def test_an_application_arrives_and_its_story_comes_back(services: Services, sandbox: Sandbox) -> None:
    story = Story()
    services = replace(services, record_update=story.record)
    async with calling(services) as anyone, dispatching(services):
        sandbox.call("/_config", {"callback": str(anyone.client.make_url("/callbacks/approval/centre"))})
        wang = await anyone.signed_in("王小云")
        draft = await filled(wang, (await begun(wang)).body)
        number = draft["application_no"]
        sent = await wang.post(f"/applications/{number}/submit")
        assert (sent.status, sent.body["state"]) == (202, "submitted")
        await eventually(lambda: len(sandbox.cases(number)) == 1)
        (case,) = sandbox.cases(number)
        body = sandbox.call(f"/_cases/{case['receipt_no']}")["body"]
        assert body["applicant"]["name"] == "王小云"
        assert body["applicant"]["idType"] == "111"
        assert body["answers"]["reason"] == "丢失"
        assert body["item"]["version"] == services.snapshot().version
        sandbox.act(number, "accept")
        sandbox.act(number, "review")
        await eventually(lambda: len({update.event_id for update in story.told}) == 3)
        assert {update.kind for update in story.told} == {
            UpdateKind.RECEIVED,
            UpdateKind.ACCEPTED,
            UpdateKind.REVIEWED,
        }
        await wang.post(f"/applications/{number}/withdraw")
        await eventually(lambda: sandbox.cases(number)[0]["state"] == "withdrawn")


def push(name: str = "centre", secret: str = SECRET) -> tuple[dict[str, str], bytes]:
    event = {"eventId": "e1", "at": "2026-03-02T10:00:00+08:00", "applicationNo": "YJ1", "state": "accepted"}
    body = json.dumps({"events": [event]}).encode()
    return Signer("banshitong", secret, Algorithm.HMAC_SM3, SystemClock()).headers(f"PUSH {name}", body), body


async def pushed(client: Any, name: str, headers: dict[str, str], body: Any) -> int:
    async with client.post(f"/callbacks/approval/{name}", data=body, headers=headers) as answer:
        return int(answer.status)


async def test_only_what_is_signed_is_recorded_and_once(services: Services) -> None:
    story = Story()
    async with TestClient(TestServer(make_app(replace(services, record_update=story.record)))) as client:
        headers, body = push()
        assert await pushed(client, "centre", headers, body) == 200
        assert await pushed(client, "centre", headers, body) == 403
        assert await pushed(client, "centre", {}, body) == 403
        assert await pushed(client, "centre", *push(secret="x" * 20)) == 403
        assert await pushed(client, "nowhere", *push("nowhere")) == 404
        assert await pushed(client, "centre", headers, io.BytesIO(b"x" * 3_000_000)) == 413
        assert len(story.told) == 1
        story.fault = NoSuchApplication()
        assert await pushed(client, "centre", *push()) == 200, "it would come again for ever"
        story.fault = StoreUnavailable()
        assert await pushed(client, "centre", *push()) == 503
        async with client.get("/callbacks/approval/centre") as answer:
            assert answer.status == 405
    async with TestClient(TestServer(make_app(services))) as client:
        assert await pushed(client, "centre", *push()) == 200, "of no case of ours"
    async with TestClient(TestServer(make_app(replace(services, record_update=None)))) as client:
        assert await pushed(client, "centre", *push()) == 503, "nobody records: it is to come again"


async def test_the_citizen_sees_the_case_move_and_is_told(services: Services, sandbox: Sandbox) -> None:
    async with calling(services) as anyone, dispatching(services):
        sandbox.call("/_config", {"callback": str(anyone.client.make_url("/callbacks/approval/centre"))})
        wang = await anyone.signed_in("王小云")
        number = (await filled(wang, (await begun(wang)).body))["application_no"]
        await wang.post(f"/applications/{number}/submit")
        await eventually(lambda: len(sandbox.cases(number)) == 1)
        for act in ("accept", "review", "approve", "close"):
            sandbox.act(number, act)

        async def shown() -> Any:
            return (await wang.get(f"/cases/{number}")).body

        await until(shown, "closed")
        case = await shown()
        assert case["receipt_no"] == sandbox.cases(number)[0]["receipt_no"]
        assert case["promised"]["overdue"] is False
        assert {notice["title"] for notice in (await wang.get("/notices")).body["items"]} == {"已受理", "已办结"}
        assert (await wang.get(f"/applications/{number}")).body["state"] == "closed"


async def until(shown: Any, phase: str) -> None:
    """Wait until a case has reached a phase."""
    for _ in range(200):
        if (await shown())["phase"] == phase:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await shown())
