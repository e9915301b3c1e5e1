"""Cases that are over, on their way to a province's platform: each message once, and what lacks something is seen."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from affairs.approval.packet import CasePacket
from affairs.cases.case import Case, CaseEvent, Standing
from affairs.cases.reporting import REPORT, whole
from affairs.clock import SystemClock
from integrations.delivery import Dispatcher
from integrations.delivery.cases import KINDS
from tests.approval import NOW, SM4_KEY, Desk, Sandbox, desk, packet
from tests.integration.test_case_delivery import Applications, delivering, settled
from tests.unit.cases.test_reporting import GRANTED

ROW = {
    "name": "province",
    "adapter": "province",
    "profile": "province",
    "token": {"env": "TOKEN"},
    "system_name": "办事通",
    "plain_http": True,
    "envelope": "sm4",
    "sm4_key": {"env": "SM4"},
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path_factory.mktemp("sandbox"), sm4_key=SM4_KEY)
    yield made
    made.close()


@pytest.fixture
async def at(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path, sqlite_url, [ROW | {"base_url": f"{sandbox.url}/province"}]) as made:
        yield made
    sandbox.well()


class Decided(Applications):
    """Cases that are over: all that was told of them, but what is left out."""

    def __init__(self, lacking: str = "") -> None:
        super().__init__()
        self.lacking = lacking

    async def pack(self, numbers: Sequence[str]) -> Sequence[CasePacket]:
        return [packet(number) for number in numbers]

    async def report(self, application_no: str) -> CasePacket:
        case = Case(application_no, "c", "i", "食品经营许可", NOW, NOW)
        told = [update for update in GRANTED if update.kind.value != self.lacking]
        said: dict[str, Any] = {
            "application_no": application_no,
            "opinion": "同意",
            "department": "",
            "promised_until": NOW,
        }
        events = [CaseEvent(replace(update, **said), NOW, Standing.APPLIED) for update in told]
        return whole(packet(application_no), case, events)


@asynccontextmanager
async def _running(dispatcher: Dispatcher) -> AsyncIterator[None]:
    running = asyncio.create_task(dispatcher.run())
    try:
        yield
    finally:
        dispatcher.stop()
        await running


async def carried_out(at: Desk, applications: Decided, number: str, **wanted: int) -> None:
    async with at.database.unit_of_work() as uow:
        payload = {"application_no": number, "system": "province"}
        await uow.outbox.put(REPORT, f"{REPORT}:province:{number}", payload, now=SystemClock().now())
        await uow.commit()
    clock = SystemClock()
    delivery = delivering(at, applications)
    async with _running(Dispatcher(at.database.unit_of_work, dict.fromkeys(KINDS, delivery), clock, poll=0.02)):
        await settled(at, **wanted)


async def test_the_whole_case_is_reported_and_nothing_twice(at: Desk, sandbox: Sandbox) -> None:
    sandbox.fault(path="/province/receiveSpecialnode", times=2, status=503)
    await carried_out(at, Decided(), "YJ1", done=1)
    assert [message["target"] for message in sandbox.call("/_messages/YJ1")] == [
        "receiveBasicInfo",
        *["receiveProc"] * 4,
        *["receiveSpecialnode"] * 4,
        "receiveDone",
    ]


async def test_a_report_that_lacks_a_step_waits_for_staff_and_frightens_no_applicant(
    at: Desk, sandbox: Sandbox
) -> None:
    applications = Decided(lacking="accepted")
    await carried_out(at, applications, "YJ2", dead=1)
    async with at.database.unit_of_work(read_only=True) as uow:
        (dead,) = await uow.outbox.buried([REPORT], 10)
    assert "开始环节必须是第一个环节" in dead.error
    assert not applications.refused
    assert not sandbox.call("/_messages/YJ2")
